"""What a table comes to, and its decisions kept for a later report."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.tally import Packer, Tally, unpack
from sigma_finance.domain.payments.payments import Method

DECISIONS = [
    Decision(
        4,
        "Zoë",
        "z@example.org",
        RowOutcome.IMPORTED,
        "Found.",
        "Zoë",
        RowPayment(1, date(2025, 1, 2), 5, Method.CASH, "n", "k"),
    ),
    Decision(5, "", "", RowOutcome.SKIPPED, "“Nobody”\n"),
    Decision(6, "x" * 200, "", RowOutcome.TO_MEND, "No.", "Ada"),
]


class TestDecisions:
    def test_come_back_as_they_were_packed(self) -> None:
        packer = Packer()
        many = DECISIONS * 5_000
        for decision in many:
            packer.add(decision)
        assert list(unpack(packer.packed())) == many

    def test_are_none_where_none_were_packed(self) -> None:
        assert list(unpack(Packer().packed())) == []

    def test_are_counted_by_what_became_of_them(self) -> None:
        tally = Tally()
        for decision in [*DECISIONS, DECISIONS[0]]:
            tally.add(decision)
        assert tally == Tally(payments=2, amount_minor=10, already_there=0, skipped=1, to_mend=1)
        assert sum(tally.count(o) for o in RowOutcome if o is not RowOutcome.IMPORTED) == tally.decisions == 4

    def test_count_those_that_are_there_already(self) -> None:
        tally = Tally()
        tally.add(Decision(7, "Ada", "", RowOutcome.ALREADY_THERE, ""))
        assert tally == Tally(already_there=1)
        assert tally.count(RowOutcome.ALREADY_THERE) == 1

    def test_are_counted_however_many_are_alike(self) -> None:
        tally, alike = Tally(), (RowOutcome.ALREADY_THERE, RowOutcome.SKIPPED, RowOutcome.TO_MEND)
        for outcome in (*alike, *alike, RowOutcome.IMPORTED):
            tally.add(Decision(7, "Ada", "", outcome, ""))
        assert tally == Tally(payments=1, amount_minor=0, already_there=2, skipped=2, to_mend=2)

    def test_of_a_row_that_changes_nothing_here_are_not_counted(self) -> None:
        tally = Tally()
        tally.add(Decision(7, "Ada", "", RowOutcome.CHANGED, ""))
        assert tally == Tally()
