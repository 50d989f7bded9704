"""What the decoder's process answers."""

from __future__ import annotations

from sigma_finance.gateways import decoder
from sigma_finance.gateways.apart import MADE, REFUSED
from sigma_finance.gateways.spreadsheets import refusals, rows
from tests.pictures import picture, size
from tests.workbooks import workbook


class TestTheDecoder:
    def test_draws_a_picture(self) -> None:
        answer = decoder.answer("picture", picture("JPEG", 512, 512))
        assert answer[:1] == MADE
        assert size(answer[1:]) == ("PNG", 256, 256)

    def test_reads_a_workbook(self) -> None:
        answer = decoder.answer("workbook", workbook([["Name"]]))
        assert answer[:1] == MADE
        assert [list(sheet.rows()) for sheet in rows.unpack(answer[1:])] == [[(1, ["Name"])]]

    def test_says_why_it_makes_nothing_of_a_file(self) -> None:
        refused = decoder.answer("workbook", b"PK\x03\x04")
        assert refused == REFUSED + refusals.DAMAGED.encode()
