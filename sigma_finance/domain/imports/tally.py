"""What a table of payments comes to, and its decisions packed so that a report can be written again later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import LinePacker, lines
from sigma_finance.domain.payments.payments import Method


@dataclass
class Tally:
    """How many payments are to be imported (or were), of how much in minor units, and what became of other rows."""

    payments: int = 0
    amount_minor: int = 0
    already_there: int = 0
    skipped: int = 0
    to_mend: int = 0

    def add(self, decision: Decision) -> None:
        """Count a decision."""
        match decision.outcome:
            case RowOutcome.TO_IMPORT | RowOutcome.IMPORTED:
                self.payments += 1
                self.amount_minor += decision.paid.amount_minor if decision.paid else 0
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
                return self.payments
            case RowOutcome.ALREADY_THERE:
                return self.already_there
            case RowOutcome.SKIPPED:
                return self.skipped
            case RowOutcome.TO_MEND:
                return self.to_mend
            case _:
                return 0

    @property
    def decisions(self) -> int:
        """All of them."""
        return self.payments + self.already_there + self.skipped + self.to_mend


class Packer(LinePacker):
    """Packs decisions one by one."""

    def add(self, decision: Decision) -> None:
        """Pack a decision."""
        self.add_line(_plain(decision))


def unpack(packed: bytes) -> Iterator[Decision]:
    """The decisions that were packed, in their order."""
    for line in lines(packed):
        yield _decision(*line)


def _plain(decision: Decision) -> list[object]:
    paid = decision.paid
    facts = paid and [
        paid.member_id,
        paid.paid_on.isoformat(),
        paid.amount_minor,
        paid.method.value,
        paid.note,
        paid.key,
    ]
    outcome = decision.outcome.value
    return [decision.row, decision.name, decision.email, outcome, decision.reason, decision.member, facts]


def _decision(
    row: int,
    name: str,
    email: str,
    outcome: str,
    reason: str,
    member: str,
    paid: tuple[int, str, int, str, str, str] | None,
) -> Decision:
    return Decision(row, name, email, RowOutcome(outcome), reason, member, paid and _paid(*paid))


def _paid(member_id: int, paid_on: str, amount_minor: int, method: str, note: str, key: str) -> RowPayment:
    return RowPayment(member_id, date.fromisoformat(paid_on), amount_minor, Method(method), note, key)
