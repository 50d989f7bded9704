"""The reports of imports as workbooks."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.readings import ColumnLine, ReadingSummary
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.domain.payments.payments import Method
from sigma_finance.services.imports.reports import HEADS, ROSTER_HEADS, ImportReport, RosterReport
from tests.workbooks import cells

PAID = RowPayment(7, date(2025, 1, 2), 20000, Method.CHECK, "no. 7")
ROWS = (
    Decision(2, "Ada B.", "ada@example.org", RowOutcome.TO_IMPORT, "", "Ada Byron", PAID),
    Decision(3, "=cmd()", "", RowOutcome.SKIPPED, "No amount."),
)


def payments() -> ImportReport:
    report = ImportReport(currency="USD")
    for decision in ROWS:
        report.add(decision)
    return report


def saved(report: ImportReport | RosterReport, *, done: bool = False) -> bytes:
    target = io.BytesIO()
    report.save(target, done=done)
    return target.getvalue()


class TestAReportOfPayments:
    def test_says_of_each_row_what_becomes_of_it(self) -> None:
        content = saved(payments())
        [heads, first, second] = cells(content, "Rows")
        assert tuple(heads) == HEADS
        assert [str(cell) for cell in first] == [
            "2",
            "Ada B.",
            "ada@example.org",
            "Ada Byron",
            "2025-01-02",
            "200.00",
            "Check",
            "Will be imported",
            "None",
            "no. 7",
        ]
        assert second[7:9] == ["Skipped", "No amount."]

    def test_lets_nothing_of_the_file_begin_a_formula(self) -> None:
        sheet = load_workbook(io.BytesIO(saved(payments())))["Rows"]
        assert (sheet["B3"].value, sheet["B3"].data_type) == ("=cmd()", "s")

    @pytest.mark.parametrize(("done", "words"), [(True, "Payments imported"), (False, "Payments to import")])
    def test_adds_up_what_was_done_or_would_be(self, done: bool, words: str) -> None:
        found = {str(name): str(value) for name, value in cells(saved(payments(), done=done), "Summary")}
        assert found == {
            words: "1",
            "Amount": "200.00 USD",
            "There already": "0",
            "Rows skipped": "1",
            "Rows to be mended": "0",
        }

    def test_says_how_the_file_was_read_where_that_is_known(self) -> None:
        report = payments()
        report.tell(ReadingSummary("", [ColumnLine("A", "Who", "name", "")], [("Dates", "month first")]))
        found = [[cell or "" for cell in row] for row in cells(saved(report), "Columns")]
        assert found[1:] == [["A", "Who", "name", ""], ["", "Dates", "month first", ""]]
        with pytest.raises(KeyError):
            cells(saved(payments()), "Columns")


class TestAReportOfARoster:
    def test_says_of_each_row_what_becomes_of_it(self) -> None:
        report = RosterReport(currency="USD")
        report.add(RosterDecision(2, "Ada", "", RowOutcome.ALREADY_THERE, "Known.", "Ada Byron"))
        content = saved(report, done=True)
        [heads, row] = cells(content, "Rows")
        assert tuple(heads) == ROSTER_HEADS
        assert [row[3], *row[-2:]] == ["Ada Byron", "There already", "Known."]
        found = {str(name): str(value) for name, value in cells(content, "Summary")}
        assert (found["Members imported"], found["There already"]) == ("0", "1")


class TestAReportOnThisComputer:
    def test_is_there_whole_or_not_at_all(self, tmp_path: Path) -> None:
        path = tmp_path / "report.xlsx"
        payments().save_as(path, done=True)
        assert cells(path.read_bytes(), "Rows")[0] == list(HEADS)
        assert list(tmp_path.iterdir()) == [path]

    def test_that_cannot_be_written_is_refused_in_words(self, tmp_path: Path) -> None:
        report = payments()
        with pytest.raises(Invalid, match="cannot be written") as refusal:
            report.save_as(tmp_path / "nowhere" / "report.xlsx", done=True)
        assert refusal.value.field == "report"
        report.close()
