"""What a table comes to, and its decisions kept for a later report."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.imports.decisions import Decision, Paid
from sigma_finance.domain.imports.outcomes import Outcome
from sigma_finance.domain.imports.tally import Packer, Tally, unpack
from sigma_finance.domain.payments.payments import Method

DECISIONS = [
    Decision(
        4,
        "Zoë",
        "z@example.org",
        Outcome.IMPORTED,
        "Found.",
        "Zoë",
        Paid(1, date(2025, 1, 2), 5, Method.CASH, "n", "k"),
    ),
    Decision(5, "", "", Outcome.SKIPPED, "“Nobody”\n"),
    Decision(6, "x" * 200, "", Outcome.TO_MEND, "No.", "Ada"),
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
        assert sum(tally.count(o) for o in Outcome if o is not Outcome.IMPORTED) == tally.decisions == 4
