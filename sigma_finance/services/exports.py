"""Personal data that leaves as a file: noted in the audit trail, then written row by row."""

from __future__ import annotations

from typing import IO

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.exports import ExportTable, sheet_cell
from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook
from sigma_finance.services import audit


@transactional
def begin(*, chapter_id: int, table: ExportTable, file: str, by: Actor) -> None:
    """Note that a table leaves as a ``file`` (its kind); the caller writes it afterwards."""
    audit.record(
        Action.EXPORTED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        what=table.what,
        file=file,
        rows=table.count,
    )


def write_workbook(target: IO[bytes], *, table: ExportTable) -> None:
    """Write a table, and what it adds up to, as a workbook, without keeping it in memory."""
    report = ReportWorkbook(table.what.capitalize(), table.heads, table.widths)
    try:
        for row in table.rows:
            report.add([sheet_cell(value) for value in row])
        if table.summary:
            report.add_sheet("Summary", table.summary)
        report.save(target)
    finally:
        report.close()
