"""What a roster comes to, and its decisions kept for a later report."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.people import Facts
from sigma_finance.domain.imports.roster_decisions import RosterChange, RosterDecision
from sigma_finance.domain.imports.roster_tally import RosterTally, pack, unpack
from sigma_finance.domain.members.members import MemberClass

ZOE = Facts("Zoë", "z@example.org", "555", MemberClass.ALUMNI, date(2024, 1, 2), 6000, 500)
CHANGE = RosterChange("phone", "", "555")


def decision(outcome: RowOutcome, new: Facts | None = None) -> RosterDecision:
    return RosterDecision(4, "“Zoë”\n", "z@example.org", outcome, "Why.", "Zoë", 7, new, (CHANGE,))


DECISIONS = [
    decision(RowOutcome.TO_IMPORT, ZOE),
    decision(RowOutcome.IMPORTED, Facts("Ben", "")),
    decision(RowOutcome.IMPORTED),
    *(decision(outcome) for outcome in RowOutcome if "import" not in outcome.value),
]


class TestDecisions:
    def test_come_back_as_they_were_packed(self) -> None:
        assert list(unpack(pack(iter(DECISIONS)))) == DECISIONS

    def test_come_back_with_what_was_kept_beside_them(self) -> None:
        packed = pack(iter(DECISIONS), {"sheet": "Fall"})
        assert head_of(packed) == {"sheet": "Fall"}
        assert list(unpack(packed)) == DECISIONS

    def test_are_none_where_none_were_packed(self) -> None:
        assert list(unpack(pack(iter([])))) == []


class TestATally:
    def test_counts_members_changes_and_what_the_new_ones_bring(self) -> None:
        tally = RosterTally()
        for one in DECISIONS:
            tally.add(one)
        assert tally == RosterTally(
            members=3, changed=2, already_there=1, skipped=1, to_mend=1, owes_minor=6000, credit_minor=500
        )
        assert tally.decisions == 8
        for one in DECISIONS:
            tally.add(one)
        assert tally == RosterTally(
            members=6, changed=4, already_there=2, skipped=2, to_mend=2, owes_minor=12000, credit_minor=1000
        )

    @pytest.mark.parametrize(
        ("outcome", "count"),
        [
            (RowOutcome.TO_IMPORT, 1),
            (RowOutcome.IMPORTED, 1),
            (RowOutcome.TO_CHANGE, 2),
            (RowOutcome.CHANGED, 2),
            (RowOutcome.ALREADY_THERE, 3),
            (RowOutcome.SKIPPED, 4),
            (RowOutcome.TO_MEND, 5),
        ],
    )
    def test_says_how_many_are_of_an_outcome(self, outcome: RowOutcome, count: int) -> None:
        tally = RosterTally(members=1, changed=2, already_there=3, skipped=4, to_mend=5)
        assert tally.count(outcome) == count

    @pytest.mark.parametrize(
        ("tally", "writes"),
        [
            (RosterTally(members=1), True),
            (RosterTally(changed=1), True),
            (RosterTally(already_there=1, skipped=1, to_mend=1), False),
        ],
    )
    def test_says_whether_anything_is_written(self, tally: RosterTally, writes: bool) -> None:
        assert tally.writes is writes
