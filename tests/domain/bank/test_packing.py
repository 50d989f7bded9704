"""What became of the rows of a statement, packed."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.bank.packing import StatementPacker, unpack
from sigma_finance.domain.bank.statements import FileLine, LineDecision
from sigma_finance.domain.imports.outcomes import RowOutcome


class TestDecisions:
    def test_come_out_as_they_went_in(self) -> None:
        line = FileLine(2, date(2026, 10, 1), -450, "Coffee", "R1", "1042")
        decisions = [
            LineDecision(2, "Coffee", "", RowOutcome.IMPORTED, "", line=line),
            LineDecision(3, "Odd", "", RowOutcome.TO_MEND, "The date is empty."),
        ]
        packer = StatementPacker()
        for decision in decisions:
            packer.add(decision)
        assert list(unpack(packer.packed())) == decisions
