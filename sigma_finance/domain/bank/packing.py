"""What became of the rows of a statement, packed so that a report can be written again later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sigma_finance.domain.bank.statements import FileLine, LineDecision
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import LinePacker, lines


class StatementPacker(LinePacker):
    """Packs decisions one by one."""

    def add(self, decision: LineDecision) -> None:
        """Pack a decision."""
        line = decision.line
        facts = line and [line.booked_on.isoformat(), line.amount_minor, line.reference, line.check_number]
        self.add_line([decision.row, decision.name, decision.outcome.value, decision.reason, facts])


def unpack(packed: bytes) -> Iterator[LineDecision]:
    """The decisions that were packed, in their order."""
    for row, name, outcome, reason, facts in lines(packed):
        line = facts and FileLine(row, date.fromisoformat(facts[0]), facts[1], name, facts[2], facts[3])
        yield LineDecision(row, name, "", RowOutcome(outcome), reason, line=line)
