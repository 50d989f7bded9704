"""A statement opened by what is in it."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.bank.statements import PlainStatement
from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.tables import Table
from sigma_finance.gateways.statements.opening import open_statement
from tests.gateways.statements.samples import camt, ofx

DAY = date(2026, 10, 1)


class TestAStatement:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (ofx([(DAY, "7.00", "DUES")]), StatementFormat.OFX),
            (camt([(DAY, "7.00", "DUES")]), StatementFormat.CAMT),
        ],
    )
    def test_in_a_format_of_banks_is_read_in_a_process_of_its_own(
        self, content: bytes, kind: StatementFormat
    ) -> None:
        opened = open_statement(content, name="june.csv")
        assert isinstance(opened, PlainStatement)
        assert (opened.format, opened.currency, opened.lines[0].amount) == (kind, "USD", "7.00")

    def test_that_is_a_table_is_one(self) -> None:
        assert isinstance(open_statement(b"Date,Amount\n2026-10-01,7.00\n", name="june.csv"), Table)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b"x" * (5 * 1024 * 1024 + 1), "larger"),
            (b"%PDF-1.7", "PDF"),
            (b"OFXHEADER:100\n\n<OFX><oops", "damaged"),
        ],
    )
    def test_that_is_none_is_refused(self, content: bytes, words: str) -> None:
        with pytest.raises(Invalid, match=words):
            open_statement(content, name="june.ofx")
