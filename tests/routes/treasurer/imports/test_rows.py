"""The rows of an import as a page shows them, a hundred at a time."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.payments.payments import Method
from sigma_finance.routes.treasurer.imports import rows
from sigma_finance.routes.treasurer.imports.rows import ImportRowsPage, Window
from sigma_finance.services.imports.reports import ImportReport
from tests.workbooks import cells

PAGE = "treasurer.import_batch"
IMPORTED, SKIPPED = RowOutcome.IMPORTED, RowOutcome.SKIPPED


def decision(row: int, outcome: RowOutcome = IMPORTED, reason: str = "") -> Decision:
    paid = RowPayment(1, date(2025, 1, 2), 100, Method.CASH, "") if outcome is IMPORTED else None
    return Decision(row, f"Row {row}", "", outcome, reason, "", paid)


def seen(window: Window[Decision], *decisions: Decision) -> list[int]:
    for one in decisions:
        window.see(one)
    return [one.row for one in window.rows]


class TestAWindow:
    def test_takes_a_hundred_rows_from_its_place_on(self) -> None:
        window = Window[Decision](start=100)
        assert seen(window, *(decision(row) for row in range(250))) == list(range(100, 200))
        assert window.passed == 250

    def test_takes_the_rows_of_its_outcome_and_counts_those_alone(self) -> None:
        window = Window[Decision](SKIPPED, start=1)
        found = seen(window, *(decision(row, SKIPPED if row % 2 else IMPORTED) for row in range(6)))
        assert (found, window.passed) == ([3, 5], 3)

    def test_gathers_what_one_answer_about_the_file_would_mend(self) -> None:
        window = Window[Decision](SKIPPED)
        reasons = ("The date is missing.", "Say how dates are read in column C.", "No such member.")
        seen(window, *(decision(row, RowOutcome.TO_MEND, reason) for row, reason in enumerate(reasons)))
        assert window.asks == {"day", "dates"}
        assert window.rows == []


class TestTheRowsShown:
    def show(self, app: Flask, only: RowOutcome | None, start: int, count: int) -> ImportRowsPage[Decision]:
        window, tally = Window[Decision](only, start), Tally()
        for row in range(count):
            one = decision(row, SKIPPED if row < 2 else IMPORTED)
            window.see(one)
            tally.add(one)
        with app.test_request_context():
            return rows.shown(window, tally, (IMPORTED,), endpoint=PAGE, batch_id=7)

    def test_lead_on_and_back_where_there_are_more(self, sqlite_app: Flask) -> None:
        first = self.show(sqlite_app, None, 0, 250)
        assert first.before is None
        assert first.after is not None
        assert first.after.endswith("/7?from=100")
        middle = self.show(sqlite_app, IMPORTED, 100, 250)
        assert (middle.before or "").endswith("/7?only=imported")
        assert (middle.after or "").endswith("/7?only=imported&from=200")
        assert self.show(sqlite_app, IMPORTED, 200, 250).after is None
        assert self.show(sqlite_app, None, 0, 100).after is None

    def test_have_a_tab_for_each_outcome_with_its_number(self, sqlite_app: Flask) -> None:
        page = self.show(sqlite_app, SKIPPED, 0, 10)
        assert [(words, current, number) for words, _, current, number in page.tabs] == [
            ("All", False, 10),
            ("Imported", False, 8),
            ("There already", False, 0),
            ("Skipped", True, 2),
            ("To be mended", False, 0),
        ]
        assert page.done


class TestAnAddressOfRows:
    @pytest.mark.parametrize(
        ("query", "only", "start"),
        [
            ("only=skipped&from=100", SKIPPED, 100),
            ("only=odd&from=-5", None, 0),
            ("from=99999999999", None, 10**6),
        ],
    )
    def test_is_read_as_far_as_it_makes_sense(
        self, sqlite_app: Flask, query: str, only: RowOutcome | None, start: int
    ) -> None:
        with sqlite_app.test_request_context(f"/?{query}"):
            window = rows.window_given(Decision)
        assert (window.only, window.start, window.rows) == (only, start, [])


class TestTheWorkbook:
    def test_holds_every_row_and_is_saved_under_its_name(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context():
            report = ImportReport(currency="USD")
            answer = rows.as_workbook(
                report, (decision(row) for row in range(150)), name="fall-report", done=True
            )
            answer.direct_passthrough = False
            content = answer.get_data()
            answer.close()
        assert answer.headers["Content-Disposition"] == "attachment; filename=fall-report.xlsx"
        assert answer.mimetype == rows.WORKBOOK
        assert len(cells(content, "Rows")) == 151
        assert cells(content, "Summary")[0][0] == "Payments imported"
