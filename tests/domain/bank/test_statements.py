"""What a statement says, whatever it was written as."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.bank.statements import (
    MOST_LINES,
    FileLine,
    KnownBalance,
    LineDecision,
    PlainLine,
    PlainStatement,
    SeenLines,
    StatementBalances,
    StatementTally,
    decide_plain,
    does_not_follow,
    gap,
    minor_of,
)
from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.outcomes import RowOutcome

BEGINS, TODAY = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 10, 1)


def decided(*lines: PlainLine) -> list[LineDecision]:
    statement = PlainStatement(StatementFormat.OFX, "a.ofx", "0", "USD", lines)
    return list(decide_plain(statement, begins_on=BEGINS, today=TODAY))


class TestALine:
    def test_is_known_by_day_amount_and_text(self) -> None:
        line = FileLine(2, DAY, -450, "Coffee  Shop")
        assert line.key == FileLine(9, DAY, -450, "COFFEE  SHOP", reference="R").key
        assert line.key != FileLine(2, DAY, 450, "Coffee  Shop").key
        assert line.key != FileLine(2, date(2026, 10, 2), -450, "Coffee  Shop").key
        assert line.key != FileLine(2, DAY, -450, "Coffee  Shop", check_number="7").key

    def test_is_kept_within_its_lengths(self) -> None:
        cut = FileLine(2, DAY, 1, "x" * 400, "r" * 200, "7" * 40).cut()
        assert (len(cut.description), len(cut.reference), len(cut.check_number)) == (300, 120, 20)


class TestAPlainLine:
    def test_is_taken_where_it_can_be_read(self) -> None:
        [one] = decided(PlainLine("2026-10-01T00:00:00", "-4.50", "Coffee", "R", "7"))
        assert one.outcome is RowOutcome.TO_IMPORT
        assert one.line == FileLine(1, DAY, -450, "Coffee", "R", "7")

    @pytest.mark.parametrize(
        ("line", "outcome", "words"),
        [
            (PlainLine("2026-02-31", "1.00"), RowOutcome.TO_MEND, "which is none"),
            (PlainLine("", "1.00"), RowOutcome.TO_MEND, "which is none"),
            (PlainLine("2026-10-01", "abc"), RowOutcome.TO_MEND, "which is none"),
            (PlainLine("2026-10-01", "1.005"), RowOutcome.TO_MEND, "parts of a cent"),
            (PlainLine("2026-10-01", "NaN"), RowOutcome.TO_MEND, "too much"),
            (PlainLine("2026-10-01", "99999999999"), RowOutcome.TO_MEND, "too much"),
            (PlainLine("2027-10-01", "1.00"), RowOutcome.TO_MEND, "not come yet"),
            (PlainLine("2025-10-01", "1.00"), RowOutcome.SKIPPED, "begins in your books"),
            (PlainLine("2026-10-01", "0.00"), RowOutcome.SKIPPED, "moves nothing"),
            (PlainLine("2026-10-01", "1.00", pending=True), RowOutcome.SKIPPED, "pending"),
        ],
    )
    def test_is_named_where_it_cannot(self, line: PlainLine, outcome: RowOutcome, words: str) -> None:
        [one] = decided(line)
        assert one.outcome is outcome
        assert words in one.reason

    def test_is_one_of_so_many_at_most(self) -> None:
        with pytest.raises(Invalid, match="Split it"):
            decided(*[PlainLine("2026-10-01", "1.00")] * (MOST_LINES + 1))


class TestAnAmount:
    @pytest.mark.parametrize(("text", "minor"), [("4.50", 450), ("-4,5", -450), (" 7 ", 700), ("+1.00", 100)])
    def test_is_read_as_a_decimal(self, text: str, minor: int) -> None:
        assert minor_of(text, "USD") == minor


class TestSeenLines:
    def test_numbers_equal_ones_and_tells_those_that_are_there(self) -> None:
        [one] = decided(PlainLine("2026-10-01", "1.00", "A"))
        assert one.line is not None
        seen = SeenLines({one.line.key: 1})
        first, second = seen.judge(one), seen.judge(one)
        assert (first.outcome, second.outcome) == (RowOutcome.ALREADY_THERE, RowOutcome.TO_IMPORT)
        assert second.line is not None
        assert second.line.nth == 2

    def test_leaves_others_alone(self) -> None:
        [odd] = decided(PlainLine("", "1.00"))
        assert SeenLines({}).judge(odd) == odd


class TestATally:
    def test_counts_by_outcome(self) -> None:
        tally = StatementTally()
        lines = (PlainLine("2026-10-01", "5.00"), PlainLine("2026-10-03", "-2.00"), PlainLine("", "1"))
        there, skipped = PlainLine("2026-10-02", "1.00"), PlainLine("2025-01-01", "1.00")
        for one in decided(*lines, skipped):
            tally.add(one)
        [known] = decided(there)
        assert known.line
        tally.add(SeenLines({known.line.key: 1}).judge(known))
        assert (tally.new, tally.in_minor, tally.out_minor) == (2, 500, 200)
        assert (tally.first_on, tally.last_on) == (DAY, date(2026, 10, 3))
        assert tally.decisions == 5
        counted = {
            outcome: tally.count(outcome)
            for outcome in RowOutcome
            if outcome.value != "to_change" and outcome.value != "changed"
        }
        assert list(counted.values()) == [2, 2, 1, 1, 1]


class TestAGap:
    KNOWN = KnownBalance(date(2026, 9, 30), 10000)

    def test_is_told_where_balances_do_not_meet(self) -> None:
        said = gap(self.KNOWN, -500, 9000, DAY, "USD")
        for words in ("October 1, 2026", "$95.00", "$90.00", "-$5.00"):
            assert words in said

    @pytest.mark.parametrize(
        ("moved", "opening", "first_on"), [(-500, 9500, DAY), (0, None, DAY), (0, 5, date(2026, 9, 30))]
    )
    def test_is_none_where_they_meet_or_nothing_is_known(
        self, moved: int, opening: int | None, first_on: date
    ) -> None:
        assert gap(self.KNOWN, moved, opening, first_on, "USD") == ""


class TestLinesOfAStatement:
    def test_lead_from_its_opening_to_its_closing(self) -> None:
        lines = [FileLine(1, DAY, 500), FileLine(2, DAY, -200)]
        assert does_not_follow(lines, StatementBalances(0, 300), "USD") == ""
        assert does_not_follow(lines, StatementBalances(None, 300), "USD") == ""
        assert "lead to $3.00" in does_not_follow(lines, StatementBalances(0, 400), "USD")
