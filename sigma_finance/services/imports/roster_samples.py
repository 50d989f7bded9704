"""A roster to begin from: the headings that are read, and a few invented people."""

from __future__ import annotations

import csv
import io

from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook

HEADS = ("Name", "Email", "Phone", "Class", "Initiated", "Owes", "Credit")
WIDTHS = (24, 34, 18, 12, 14, 10, 10)
PEOPLE = (
    ("Marcus Bell", "marcus.bell@example.org", "555-010-0101", "Regular", "2024-10-12", "60.00", ""),
    ("Priya Raman", "priya.raman@example.org", "555-010-0102", "Associate", "2025-03-29", "", ""),
    ("Noah Lindqvist", "noah.lindqvist@example.org", "", "Alumni", "2019-04-06", "", "25.00"),
    ("Teresa Quintero", "teresa.quintero@example.org", "555-010-0104", "Exempt", "", "", ""),
)


def as_workbook() -> bytes:
    """The sample as a workbook."""
    report = ReportWorkbook("Roster", HEADS, WIDTHS)
    for person in PEOPLE:
        report.add(person)
    target = io.BytesIO()
    report.save(target)
    return target.getvalue()


def as_csv() -> bytes:
    """The sample as CSV, marked so that Excel reads it as UTF-8."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows((HEADS, *PEOPLE))
    return target.getvalue().encode("utf-8-sig")
