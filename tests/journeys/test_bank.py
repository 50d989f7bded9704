"""A treasurer brings in the bank's statement, matches it, reconciles, closes the month and takes the packet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from sigma_finance.domain.dates import long_date, today_in
from tests.banking import as_csv
from tests.journeys import steps
from tests.journeys.steps import ZONE, Visitor
from tests.people import People, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


def last_month() -> tuple[date, date]:
    """Its first day and its last."""
    last = today_in(ZONE).replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class TestTheBank:
    def test_is_brought_in_matched_reconciled_and_closed(
        self, page: Page, live_server: str, people: People, tmp_path: Path
    ) -> None:
        first, last = last_month()
        statement = tmp_path / "statement.csv"
        rows = [
            (first.isoformat(), f"ZELLE FROM {people.member.name.upper()}", "200.00", "700.00"),
            ((first + timedelta(days=4)).isoformat(), "MONTHLY FEE", "-12.00", "688.00"),
        ]
        statement.write_bytes(as_csv(rows, ("Date", "Description", "Amount", "Balance")))
        tess = Visitor(page, live_server)
        steps.sign_in(tess, people.treasurer.email)
        tess.go("/treasurer/bank")
        tess.follow("Add a bank account")
        tess.fill("Name", "Checking")
        tess.fill("First day of its statements", first.isoformat())
        tess.fill("Balance before that day (optional)", "500.00")
        tess.press("Add the account")
        tess.is_at("Import a statement")
        page.get_by_label("Workbook or CSV file").set_input_files(statement)
        tess.press("Check the statement")
        tess.sees("Description", "MONTHLY FEE")
        tess.press("Import 2 lines")
        tess.sees("Imported 2 lines; 0 of them matched by themselves.")

        tess.follow(f"ZELLE FROM {people.member.name.upper()}")
        tess.follow("Make a payment of it")
        tess.press("Record $200.00")
        tess.sees("Booked. Receipt", "Made of this line")
        tess.go("/treasurer/bank")
        tess.follow("Checking")
        tess.follow("MONTHLY FEE")
        tess.follow("Book it as the bank's own")
        tess.press("Book it")
        tess.sees("Every line is matched")
        tess.follow("Reconcile")
        tess.fill("Through", last.isoformat())
        tess.fill("Closing balance of the statement", "688.00")
        tess.press("Reconcile")
        tess.sees(f"Reconciled through {long_date(last)}.")

        tess.go("/treasurer/books/close")
        page.get_by_role("button", name="Close").first.click()
        tess.go("/treasurer/books")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="PDF").first.click()
        assert waiting.value.suggested_filename.endswith(".pdf")
