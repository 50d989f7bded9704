"""Sheets on their way between two processes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from sigma_finance.domain.imports.tables import Cell, Flaw, Sheet
from sigma_finance.gateways.spreadsheets import rows, workbook

CELLS: list[Cell] = [
    "Zoë\n\t'\"",
    "",
    200.0,
    7,
    True,
    date(2025, 1, 2),
    datetime(2025, 1, 2, 9, 30),  # noqa: DTZ001  (a spreadsheet's moments have no zone)
    time(9, 30),
    timedelta(hours=25),
    Flaw.ERROR,
]


class TestASheet:
    def test_is_the_same_on_the_other_side(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def both() -> list[Sheet]:
            return [
                Sheet(
                    "One",
                    lambda: iter([(1, CELLS), (2, []), (3, ["", ""]), (4, ["x"])]),
                    4,
                    merged={2: [(1, 3)]},
                ),
                Sheet("Zwei", lambda: iter([]), 0, hidden=True),
            ]

        monkeypatch.setattr(workbook, "read", lambda _: both())
        one, two = rows.unpack(rows.pack(b""))
        assert [(s.name, s.height, s.hidden, s.merged) for s in (one, two)] == [
            ("One", 4, False, {2: [(1, 3)]}),
            ("Zwei", 0, True, {}),
        ]
        expected = [(1, CELLS), (2, []), (3, []), (4, ["x"])]
        assert [(number, list(cells)) for number, cells in one.rows()] == expected
        assert [type(cell) for cell in next(one.rows())[1]] == [type(cell) for cell in CELLS]
        assert list(one.rows()) == list(one.rows())
        assert list(two.rows()) == []
