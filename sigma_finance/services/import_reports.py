"""The report of an import as a workbook: for each row what was done, and why."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.money import plain_amount
from sigma_finance.gateways.spreadsheets.writing import Report

HEADS = (
    "Row",
    "Name in the file",
    "E-mail in the file",
    "Member",
    "Date",
    "Amount",
    "Method",
    "Result",
    "Why",
    "Note",
)
WIDTHS = (8, 28, 32, 28, 12, 12, 14, 18, 60, 40)


class ImportReport:
    """A report that grows with the rows; one that is not saved has to be closed."""

    def __init__(self, *, currency: str) -> None:
        self._currency = currency
        self._report = Report("Rows", HEADS, WIDTHS)

    def add(self, decision: Decision) -> None:
        """Write what becomes of a row."""
        paid = decision.paid
        self._report.add(
            (
                str(decision.row),
                decision.name,
                decision.email,
                decision.member,
                paid.paid_on.isoformat() if paid else "",
                plain_amount(paid.amount_minor, self._currency) if paid else "",
                paid.method.label if paid else "",
                decision.outcome.label,
                decision.reason,
                paid.note if paid else "",
            )
        )

    def save(self, target: IO[bytes], tally: Tally, *, done: bool) -> None:
        """Write the report, with what it comes to on a second sheet; ``done`` says whether it was, or would be."""
        self._report.add_sheet("Summary", self._summary(tally, done))
        self._report.save(target)

    def save_as(self, path: Path, tally: Tally, *, done: bool) -> None:
        """Write the report to a file of this computer, whole or not at all; raises Invalid where that fails."""
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            try:
                with os.fdopen(handle, "wb") as file:
                    self.save(file, tally, done=done)
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

    def _summary(self, tally: Tally, done: bool) -> list[tuple[str, str]]:
        return [
            ("Payments imported" if done else "Payments to import", str(tally.payments)),
            ("Amount", f"{plain_amount(tally.amount_minor, self._currency)} {self._currency}"),
            ("There already", str(tally.already_there)),
            ("Rows skipped", str(tally.skipped)),
            ("Rows to be mended", str(tally.to_mend)),
        ]
