"""An import on the terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sigma_finance.cli import import_output
from sigma_finance.cli.import_output import PaymentImportListing, RosterImportListing, progress
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.people import Facts
from sigma_finance.domain.imports.readings import ColumnLine, OpenQuestion, ReadingSummary
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.domain.imports.tables import Sheet, Table
from sigma_finance.domain.payments.payments import Method
from tests.workbooks import cells

DAY = date(2025, 9, 1)


def paid(row: int, minor: int = 500) -> Decision:
    payment = RowPayment(7, DAY, minor, Method.CASH, "")
    return Decision(row, "Ada", "", RowOutcome.TO_IMPORT, "Found by name.", "Ada Byron", payment)


def other(row: int, outcome: RowOutcome = RowOutcome.SKIPPED) -> Decision:
    return Decision(row, "Bo", "bo@example.org", outcome, "Not paid.")


class FakeReading:
    """How a file is read, as far as it is shown: two columns, and what is open."""

    def __init__(self, *questions: OpenQuestion) -> None:
        self.questions = questions
        columns = [
            ColumnLine("A", "Name", "Name"),
            ColumnLine("B", "Stage", "To be said", "It could decide."),
        ]
        self.summary = ReadingSummary("", columns, [("Headings", "row 1"), ("Text", "UTF-8")])


def listed(*decisions: Decision, report: Path | None = None, done: bool = False) -> None:
    listing = PaymentImportListing(currency="USD", report=report)
    told: Any = FakeReading()
    listing.tell(told)
    for decision in decisions:
        listing.add(decision)
    listing.end(done=done)


class TestAListOfPayments:
    def test_shows_each_row_in_order_and_what_they_come_to(self, capsys: pytest.CaptureFixture[str]) -> None:
        listed(paid(4, 123_456), other(2), other(3, RowOutcome.TO_MEND), other(5, RowOutcome.ALREADY_THERE))
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines[:5]] == ["Row", "2", "3", "4", "5"]
        assert "$1,234.56" in lines[3]
        assert "Will be imported" in lines[3]
        assert lines[-1] == (
            "To import: 1 payment, $1,234.56. There already: 1. Skipped: 1. To be mended: 1."
        )

    def test_says_what_was_done_once_it_was(self, capsys: pytest.CaptureFixture[str]) -> None:
        listed(paid(2), paid(3), done=True)
        assert "Imported: 2 payments, $10.00." in capsys.readouterr().out

    def test_of_a_longer_file_shows_first_what_is_not_imported(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_output, "MOST_LINES", 3)
        listed(*(paid(row) for row in range(2, 7)), other(7), other(8))
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines[:4]] == ["Row", "2", "7", "8"]
        assert lines[4] == "… and 4 more; --report FILE.xlsx lists all of them."

    def test_names_every_column_and_how_the_file_was_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        listed()
        printed = capsys.readouterr().out
        assert "B       Stage    To be said  It could decide." in printed
        assert "Headings: row 1. Text: UTF-8." in printed
        assert "Row" not in printed.splitlines()[0]


class TestAnOpenQuestion:
    @pytest.mark.parametrize(
        ("about", "way"),
        [
            ("dates", "Use --dates day-first or --dates month-first."),
            ("amounts", "Use --amounts point or --amounts comma."),
            ("D", "Use --column D=WHAT, or D=not-read."),
        ],
    )
    def test_is_told_with_the_option_that_answers_it(
        self, capsys: pytest.CaptureFixture[str], about: str, way: str
    ) -> None:
        listing = PaymentImportListing(currency="USD", report=None)
        told: Any = FakeReading(OpenQuestion(about, "Say what it is."))
        listing.tell(told)
        listing.end_open()
        assert capsys.readouterr().out.splitlines()[-1] == f"Say what it is. {way}"


class TestTheReport:
    def test_lists_what_the_screen_leaves_out(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_output, "MOST_LINES", 1)
        path = tmp_path / "report.xlsx"
        listed(paid(2), paid(3), other(4), report=path)
        assert f"The report is in {path}." in capsys.readouterr().out
        assert [str(row[0]) for row in cells(path.read_bytes(), "Rows")[1:]] == ["2", "3", "4"]

    def test_that_is_not_wanted_leaves_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "report.xlsx"
        listing = PaymentImportListing(currency="USD", report=path)
        listing.add(paid(2))
        listing.close()
        assert list(tmp_path.iterdir()) == []


class TestAListOfMembers:
    def test_says_what_they_bring(self, capsys: pytest.CaptureFixture[str]) -> None:
        listing = RosterImportListing(currency="USD", report=None)
        facts = Facts("Ada", "ada@example.org", owes_minor=20_000, credit_minor=0)
        listing.add(RosterDecision(2, "Ada", "ada@example.org", RowOutcome.TO_IMPORT, "", new=facts))
        told: Any = FakeReading()
        listing.tell(told)
        listing.end(done=False)
        lines = capsys.readouterr().out.splitlines()
        assert lines[1].split()[:4] == ["2", "Ada", "ada@example.org", "$200.00"]
        assert lines[-1].startswith(
            "To import: 1 new member, who owe $200.00 and have $0.00 in credit. To change: 0."
        )


class TestTheBar:
    def test_stays_away_where_nobody_watches(self, capsys: pytest.CaptureFixture[str]) -> None:
        table = Table(name="x", sha256="", sheets=[Sheet(name="x", rows=lambda: iter(()), height=9)])
        with progress("Reading", table) as advance:
            for row in (2, 3, 9):
                advance(other(row))
        assert capsys.readouterr().err == ""
