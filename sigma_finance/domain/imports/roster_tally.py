"""What a roster comes to, and its decisions packed so that a report can be written again later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import LinePacker, lines
from sigma_finance.domain.imports.people import Facts
from sigma_finance.domain.imports.roster_decisions import RosterChange, RosterDecision
from sigma_finance.domain.members.members import MemberClass


@dataclass
class RosterTally:
    """How many members are new, how many change, what the new ones bring in minor units, and the other rows."""

    members: int = 0
    changed: int = 0
    already_there: int = 0
    skipped: int = 0
    to_mend: int = 0
    owes_minor: int = 0
    credit_minor: int = 0

    def add(self, decision: RosterDecision) -> None:
        """Count a decision."""
        match decision.outcome:
            case RowOutcome.TO_IMPORT | RowOutcome.IMPORTED:
                self.members += 1
                self.owes_minor += decision.new.owes_minor if decision.new else 0
                self.credit_minor += decision.new.credit_minor if decision.new else 0
            case RowOutcome.TO_CHANGE | RowOutcome.CHANGED:
                self.changed += 1
            case RowOutcome.ALREADY_THERE:
                self.already_there += 1
            case RowOutcome.SKIPPED:
                self.skipped += 1
            case RowOutcome.TO_MEND:
                self.to_mend += 1

    def count(self, outcome: RowOutcome) -> int:
        """How many decisions are of this outcome."""
        match outcome:
            case RowOutcome.TO_IMPORT | RowOutcome.IMPORTED:
                return self.members
            case RowOutcome.TO_CHANGE | RowOutcome.CHANGED:
                return self.changed
            case RowOutcome.ALREADY_THERE:
                return self.already_there
            case RowOutcome.SKIPPED:
                return self.skipped
            case RowOutcome.TO_MEND:
                return self.to_mend

    @property
    def decisions(self) -> int:
        """All of them."""
        return self.members + self.changed + self.already_there + self.skipped + self.to_mend

    @property
    def writes(self) -> bool:
        """Whether anything would be written, or was."""
        return self.members + self.changed > 0


def pack(decisions: Iterator[RosterDecision], head: Mapping[str, object] | None = None) -> bytes:
    """Decisions in their order, packed, with what is kept beside them."""
    packer = LinePacker()
    if head is not None:
        packer.add_head(head)
    for decision in decisions:
        packer.add_line(_plain(decision))
    return packer.packed()


def unpack(packed: bytes) -> Iterator[RosterDecision]:
    """The decisions that were packed, in their order."""
    return (_decision(*line) for line in lines(packed))


def _plain(decision: RosterDecision) -> list[object]:
    new = decision.new
    facts = new and [
        new.name,
        new.email,
        new.phone,
        new.member_class,
        new.initiated_on and new.initiated_on.isoformat(),
        new.owes_minor,
        new.credit_minor,
    ]
    changes = [[change.field, change.before, change.after] for change in decision.changes]
    about = [decision.row, decision.name, decision.email, decision.outcome.value, decision.reason]
    return [*about, decision.member, decision.member_id, facts, changes]


def _decision(
    row: int,
    name: str,
    email: str,
    outcome: str,
    reason: str,
    member: str,
    member_id: int | None,
    facts: tuple[str, str, str, str | None, str | None, int, int] | None,
    changes: list[tuple[str, str, str]],
) -> RosterDecision:
    return RosterDecision(
        row,
        name,
        email,
        RowOutcome(outcome),
        reason,
        member,
        member_id,
        facts and _facts(*facts),
        tuple(RosterChange(*change) for change in changes),
    )


def _facts(
    name: str,
    email: str,
    phone: str,
    member_class: str | None,
    initiated_on: str | None,
    owes_minor: int,
    credit_minor: int,
) -> Facts:
    return Facts(
        name,
        email,
        phone,
        MemberClass(member_class) if member_class else None,
        date.fromisoformat(initiated_on) if initiated_on else None,
        owes_minor,
        credit_minor,
    )
