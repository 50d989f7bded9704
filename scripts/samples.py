"""Writes the sample workbooks of docs/samples, whose people are invented; most of them are on the demo's roster.

.venv/bin/python scripts/samples.py
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "samples"
HEADS = ("Name", "E-mail", "Amount", "Date", "Method", "Notes")
PAYMENTS = (
    ("Andre Whitfield", "andre.whitfield@example.org", 180, date(2024, 9, 12), "Cash", ""),
    ("Ben  Okafor", "", 180, date(2024, 9, 12), "Zelle", ""),
    ("O’ROURKE, LIAM", "", "$90.00", "9/20/2024", "Check #1042", "first half"),
    ("Liam O'Rourke", "", "$90.00", "1/15/2025", "Check #1077", "second half"),
    ("Kenji Morita", "kenji.morita@example.org", 180, "October 3, 2024", "Cash App", ""),
    ("Quentin Dubois", "", "180.00", date(2024, 10, 4), "Venmo", "Venmo has no word of its own here"),
    ("Santana, Hugo", "hugo.santana@example.org", 60, date(2024, 10, 4), "Cash", ""),
    ("Santana, Hugo", "hugo.santana@example.org", 60, date(2024, 11, 4), "Cash", ""),
    ("Santana, Hugo", "hugo.santana@example.org", 60, date(2024, 12, 4), "Cash", ""),
    ("Walter Ostrander", "walter.ostrander@example.org", 180, date(2024, 9, 12), "Check", "graduated"),
    ("Owen Kessler", "", "", "", "", "moved away that year"),
)


def main() -> None:
    """Write them."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = "2024-25"
    sheet.append(["Sigma Delta Sigma, dues of 2024-25"])
    sheet.append([])
    sheet.append(list(HEADS))
    for payment in PAYMENTS:
        sheet.append(list(payment))
    sheet.append(["Total", "", f"=SUM(C4:C{sheet.max_row})"])
    for cell in (*sheet[1], *sheet[3]):
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEF", (22, 32, 12, 18, 16, 36), strict=True):
        sheet.column_dimensions[column].width = width
    FOLDER.mkdir(parents=True, exist_ok=True)
    book.save(FOLDER / "historical-payments.xlsx")


if __name__ == "__main__":
    main()
