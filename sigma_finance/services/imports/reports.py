"""The reports of imports as workbooks: for each row what was done, and why."""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Generic, TypeVar

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.outcomes import RowDecision
from sigma_finance.domain.imports.readings import ReadingSummary
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.domain.imports.roster_tally import RosterTally
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.money import plain_amount
from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook

D = TypeVar("D", bound=RowDecision)
IN_THE_FILE = (
    "Row",
    "Name in the file",
    "E-mail in the file",
    "Member",
)
HEADS = (
    *IN_THE_FILE,
    "Date",
    "Amount",
    "Method",
    "Result",
    "Why",
    "Note",
)
WIDTHS = (8, 28, 32, 28, 12, 12, 14, 18, 60, 40)


COLUMN_HEADS = ("Column", "Heading", "Read as", "Remark")
ROSTER_HEADS = (
    *IN_THE_FILE,
    "Phone",
    "Class",
    "Initiated",
    "Owes",
    "Credit",
    "Result",
    "Why",
)
ROSTER_WIDTHS = (8, 28, 32, 28, 18, 12, 12, 12, 12, 18, 80)


class RowsReport(ABC, Generic[D]):
    """A report that grows with the rows; one that is not saved has to be closed."""

    def __init__(self, heads: Sequence[str], widths: Sequence[int], *, currency: str) -> None:
        self._currency = currency
        self._report = ReportWorkbook("Rows", heads, widths)
        self._reading = ReadingSummary()

    def tell(self, reading: ReadingSummary) -> None:
        """Keep how the file was read; it stands on a sheet of its own."""
        self._reading = reading

    @abstractmethod
    def add(self, decision: D) -> None:
        """Write what becomes of a row."""

    @abstractmethod
    def summary(self, done: bool) -> list[tuple[str, str]]:
        """What the rows come to."""

    def save(self, target: IO[bytes], *, done: bool) -> None:
        """Write the report, with what it comes to on a second sheet; ``done`` says whether it was, or would be."""
        self._report.add_sheet("Summary", self.summary(done))
        if self._reading.columns:
            self._report.add_sheet("Columns", _columns(self._reading))
        self._report.save(target)

    def save_as(self, path: Path, *, done: bool) -> None:
        """Write the report to a file of this computer, whole or not at all; raises Invalid where that fails."""
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            try:
                with os.fdopen(handle, "wb") as file:
                    self.save(file, done=done)
                Path(name).replace(path)
            finally:
                with suppress(FileNotFoundError):
                    Path(name).unlink()
        except OSError as error:
            raise Invalid(
                f"The report {path} cannot be written: {error.strerror}.", field="report"
            ) from error

    def close(self) -> None:
        """Let go of a report that was not saved."""
        self._report.close()

    def amount(self, minor: int) -> str:
        """An amount as the report writes it."""
        return plain_amount(minor, self._currency)


def _columns(reading: ReadingSummary) -> Iterator[tuple[str, ...]]:
    yield COLUMN_HEADS
    for column in reading.columns:
        yield (column.letter, column.heading, column.reads, column.remark)
    yield from (("", name, text, "") for name, text in reading.facts)


class ImportReport(RowsReport[Decision]):
    """The report of an import of payments."""

    def __init__(self, *, currency: str) -> None:
        super().__init__(HEADS, WIDTHS, currency=currency)
        self._tally = Tally()

    def add(self, decision: Decision) -> None:
        """Write what becomes of a row."""
        self._tally.add(decision)
        paid = decision.paid
        self._report.add(
            (
                str(decision.row),
                decision.name,
                decision.email,
                decision.member,
                paid.paid_on.isoformat() if paid else "",
                self.amount(paid.amount_minor) if paid else "",
                paid.method.label if paid else "",
                decision.outcome.label,
                decision.reason,
                paid.note if paid else "",
            )
        )

    def summary(self, done: bool) -> list[tuple[str, str]]:
        """What the payments come to."""
        tally = self._tally
        return [
            ("Payments imported" if done else "Payments to import", str(tally.payments)),
            ("Amount", f"{self.amount(tally.amount_minor)} {self._currency}"),
            ("There already", str(tally.already_there)),
            ("Rows skipped", str(tally.skipped)),
            ("Rows to be mended", str(tally.to_mend)),
        ]


class RosterReport(RowsReport[RosterDecision]):
    """The report of an import of a roster."""

    def __init__(self, *, currency: str) -> None:
        super().__init__(ROSTER_HEADS, ROSTER_WIDTHS, currency=currency)
        self._tally = RosterTally()

    def add(self, decision: RosterDecision) -> None:
        """Write what becomes of a row."""
        self._tally.add(decision)
        new = decision.new
        self._report.add(
            (
                str(decision.row),
                decision.name,
                decision.email,
                decision.member,
                new.phone if new else "",
                (new.member_class or MemberClass.REGULAR).label if new else "",
                new.initiated_on.isoformat() if new and new.initiated_on else "",
                self.amount(new.owes_minor) if new and new.owes_minor else "",
                self.amount(new.credit_minor) if new and new.credit_minor else "",
                decision.outcome.label,
                decision.reason,
            )
        )

    def summary(self, done: bool) -> list[tuple[str, str]]:
        """What the members come to."""
        tally = self._tally
        return [
            ("Members imported" if done else "Members to import", str(tally.members)),
            ("Members changed" if done else "Members to change", str(tally.changed)),
            ("They owe", f"{self.amount(tally.owes_minor)} {self._currency}"),
            ("They have in credit", f"{self.amount(tally.credit_minor)} {self._currency}"),
            ("There already", str(tally.already_there)),
            ("Rows skipped", str(tally.skipped)),
            ("Rows to be mended", str(tally.to_mend)),
        ]
