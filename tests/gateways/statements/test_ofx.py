"""OFX and QFX."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways.statements.ofx import is_ofx, pack
from tests.gateways.statements.samples import ofx

DAY = date(2026, 10, 1)


class TestOfx:
    def test_is_known_by_what_is_in_it(self) -> None:
        assert is_ofx(ofx([]))
        assert is_ofx(b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>\n<OFX>')
        assert not is_ofx(b"Date,Amount\n")

    def test_is_read_line_by_line(self) -> None:
        read = json.loads(pack(ofx([(DAY, "-45.50", "CHECK"), (DAY, "7", "Zelle")], check="001042")))
        assert (read["currency"], read["closing"]) == ("USD", "12.00")
        assert read["lines"][0] == {
            "booked_on": "2026-10-01",
            "amount": "-45.50",
            "description": "CHECK",
            "reference": "",
            "check_number": "1042",
        }

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"OFXHEADER:100\n\n<OFX><oops", "damaged"),
            (ofx([]).replace(b"STMTRS", b"OTHERS"), "no statement"),
            (ofx([]).replace(b"</STMTRS>", b"</STMTRS><STMTRS><CURDEF>USD</STMTRS>"), "several accounts"),
        ],
    )
    def test_is_refused_in_a_sentence(self, content: bytes, words: str) -> None:
        with pytest.raises(Invalid, match=words):
            pack(content)
