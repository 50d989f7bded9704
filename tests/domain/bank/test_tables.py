"""A statement that is a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sigma_finance.domain.bank.tables import DecidedTable, decide_table
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import HiddenRows
from sigma_finance.domain.imports.columns import STATEMENT
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.readings import FileTerms, read_file
from sigma_finance.domain.imports.tables import Cell, Flaw, Sheet, Table

BEGINS, TODAY = date(2026, 1, 1), date(2026, 12, 31)


def decide(
    *rows: Sequence[Cell], hidden: frozenset[int] = frozenset(), say: HiddenRows | None = None
) -> DecidedTable:
    sheet = Sheet("s", lambda: enumerate(rows, 1), len(rows), hidden_rows=hidden)
    terms = FileTerms(STATEMENT, "USD", "America/New_York", TODAY)
    return decide_table(read_file(Table("a.csv", "0", [sheet]), terms), begins_on=BEGINS, hidden_rows=say)


def amounts(table: DecidedTable) -> list[int]:
    return [one.line.amount_minor for one in table.decisions if one.line]


HEADS = ("Date", "Description", "Amount")


class TestMoney:
    def test_has_signs_or_is_out_and_in(self) -> None:
        assert amounts(decide(HEADS, ("2026-10-01", "A", "-5.00"), ("2026-10-01", "B", "7.00"))) == [
            -500,
            700,
        ]
        assert amounts(decide(HEADS, ("2026-10-01", "A", "(5.00)"), ("2026-10-01", "B", "5.00-"))) == [
            -500,
            -500,
        ]
        both = decide(
            ("Date", "Withdrawals", "Deposits"), ("2026-10-01", "5.00", ""), ("2026-10-01", "", "7.00")
        )
        assert amounts(both) == [-500, 700]
        minus = decide(
            ("Date", "Debit", "Credit"), ("2026-10-01", "-5.00", ""), ("2026-10-01", "0.00", "0.00")
        )
        assert amounts(minus) == [-500, 0]

    def test_is_on_the_side_that_another_column_names(self) -> None:
        heads = ("Date", "Amount", "CR/DR")
        assert amounts(decide(heads, ("2026-10-01", "5", "DR"), ("2026-10-02", "6", "Credit"))) == [-500, 600]

    def test_keeps_its_sign_where_the_file_has_any(self) -> None:
        heads = ("Details", "Posting Date", "Description", "Amount")
        found = decide(heads, ("DEBIT", "2026-10-01", "A", "-5.00"), ("CHECK", "2026-10-01", "B", "7.00"))
        assert amounts(found) == [-500, 700]

    def test_is_not_both_out_and_in(self) -> None:
        found = decide(("Date", "Debit", "Credit"), ("2026-10-01", "5", "6"))
        assert "A line has one of them" in found.decisions[0].reason


class TestRows:
    def test_are_left_out_with_the_reason(self) -> None:
        rows = (
            ("2026-10-01", "Hidden", "1.00"),
            ("2026-10-01", Flaw.QUOTE, "1.00"),
            ("2026-10-01", "Formula", Flaw.UNCALCULATED),
        )
        found = decide(HEADS, *rows, hidden=frozenset({2}))
        assert ["strikes it through" in found.decisions[0].reason, "quote" in found.decisions[1].reason] == [
            True,
            True,
        ]
        assert "never calculated" in found.decisions[2].reason
        left = decide(HEADS, rows[0], hidden=frozenset({2}), say=HiddenRows.LEAVE)
        assert left.decisions[0].outcome is RowOutcome.SKIPPED
        taken = decide(HEADS, rows[0], hidden=frozenset({2}), say=HiddenRows.TAKE)
        assert taken.decisions[0].outcome is RowOutcome.TO_IMPORT

    def test_below_another_table_are_none_of_this_one(self) -> None:
        other = ("Amount", "Date", "Description")
        found = decide(HEADS, ("2026-10-01", "A", "1.00"), other, ("2.00", "2026-10-01", "B"))
        assert "begins another table" in found.decisions[-1].reason

    def test_are_so_many_at_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sigma_finance.domain.bank.tables.MOST_LINES", 1)
        with pytest.raises(Invalid, match="Split it"):
            decide(HEADS, ("2026-10-01", "A", "1.00"), ("2026-10-01", "B", "1.00"))

    def test_say_whom_it_was_with_and_nothing_twice(self) -> None:
        heads = ("Date", "Name", "Description", "Memo", "Amount", "Check Number", "Reference")
        found = decide(heads, ("2026-10-01", "ADA", "ZELLE ADA", "DUES", "5", "0042", "R1"))
        line = found.decisions[0].line
        assert line is not None
        assert (line.description, line.check_number, line.reference) == ("ADA ZELLE ADA DUES", "42", "R1")
        again = decide(("Date", "Name", "Memo", "Amount"), ("2026-10-01", "ADA DUES", "DUES", "5"))
        assert again.decisions[0].name == "ADA DUES"


class TestBalances:
    HEADS = ("Date", "Description", "Amount", "Balance")

    def test_follow_in_either_order(self) -> None:
        up = decide(self.HEADS, ("2026-10-01", "A", "5", "15"), ("2026-10-02", "B", "-2", "13"))
        down = decide(self.HEADS, ("2026-10-02", "B", "-2", "13"), ("2026-10-01", "A", "5", "15"))
        same_day = decide(self.HEADS, ("2026-10-01", "B", "-2", "13"), ("2026-10-01", "A", "5", "15"))
        for found in (up, down, same_day):
            assert (found.balances.opening_minor, found.balances.closing_minor) == (1000, 1300)
            assert [one.name for one in found.decisions] == ["A", "B"]

    def test_are_of_the_lines_that_are_taken(self) -> None:
        found = decide(self.HEADS, ("2025-10-01", "Old", "5", "15"), ("2026-10-02", "B", "-2", "13"))
        assert (found.balances.opening_minor, found.balances.closing_minor) == (1500, 1300)
        none = decide(self.HEADS, ("2025-10-01", "Old", "5", "15"))
        assert none.balances.opening_minor is None

    def test_are_not_used_where_one_is_missing_or_odd(self) -> None:
        missing = decide(self.HEADS, ("2026-10-01", "A", "5", "15"), ("2026-10-02", "B", "-2", ""))
        odd = decide(self.HEADS, ("2026-10-01", "A", "5", "15"), ("2026-10-02", "B", "-2", "abc"))
        assert (missing.balances.closing_minor, odd.balances.closing_minor) == (None, None)
        wrong = decide(
            self.HEADS,
            ("2026-10-01", "A", "5", "15"),
            ("2026-10-02", "B", "-2", "99"),
            ("2026-10-03", "C", "1", "3"),
        )
        assert "do not follow" in wrong.remark
