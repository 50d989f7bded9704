"""Personal data that leaves as a file."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.exports import ExportTable, Value
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from sigma_finance.services import exports
from tests.people import open_chapter

COLUMNS = (("member", 28), ("owes", 12), ("since", 12), ("is told", 8))
ROWS: list[list[Value]] = [["=1+1", Decimal("1.50"), date(2026, 11, 30), True]]


@pytest.fixture
def table() -> ExportTable:
    return ExportTable("members", COLUMNS, ROWS, 1, (("Owes", Decimal("1.50")),))


class TestATableThatLeaves:
    def test_leaves_a_line_in_the_audit_trail(self, app: Flask, table: ExportTable) -> None:
        chapter_id = open_chapter().chapter_id
        exports.begin(chapter_id=chapter_id, table=table, file="csv", by=OPERATOR)
        line = db.session.query(AuditEvent).filter_by(action="books.exported").one()
        assert line.details == {"what": "members", "file": "csv", "rows": 1}

    def test_keeps_numbers_and_days_as_they_are_and_text_as_text(self, table: ExportTable) -> None:
        file = io.BytesIO()
        exports.write_workbook(file, table=table)
        sheet, summary = load_workbook(file).worksheets
        heads, row = sheet.iter_rows()
        assert [cell.value for cell in heads] == ["member", "owes", "since", "is told"]
        assert [cell.data_type for cell in row] == ["s", "n", "d", "s"]
        assert (row[0].value, row[1].value, row[3].value) == ("=1+1", 1.5, "yes")
        assert [cell.value for cell in next(summary.iter_rows())] == ["Owes", 1.5]
