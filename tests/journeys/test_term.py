"""A treasurer's term, click by click: from a roster in a workbook to receipts in hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Download, Page

from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, open_chapter

ROSTER = (
    "Name,Email,Class,Owes,Credit",
    "Grace Hopper,grace@example.org,regular,,",
    "Katherine Johnson,katherine@example.org,associate,,",
    "Dorothy Vaughan,dorothy@example.org,regular,75.00,",
    "Mary Jackson,mary@example.org,regular,,20.00",
)
LAST_YEAR = (
    ("Name", "Amount", "Date"),
    ("Grace Hopper", 180, "2025-03-02"),
    ("Mary Jackson", 180, "2025-03-02"),
)


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def tess(page: Page, live_server: str, people: People) -> Visitor:
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


def test_a_term_from_the_roster_to_receipts_in_hand(tess: Visitor, tmp_path: Path) -> None:
    the_roster_comes_from_a_file(tess, tmp_path)
    everybody_is_invited_at_once(tess)
    everybody_is_charged_by_class(tess)
    a_meeting_night_is_entered_by_keyboard(tess)
    the_cash_goes_to_the_bank(tess)
    one_is_waived(tess)
    last_years_workbook_is_imported(tess, tmp_path)
    what_the_page_shows_is_exported(tess, tmp_path)
    a_receipt_is_handed_out(tess)
    assert verify.verify(chapters=chapters.chapters()).differences == []


def the_roster_comes_from_a_file(tess: Visitor, folder: Path) -> None:
    file = folder / "roster.csv"
    file.write_text("\n".join(ROSTER), encoding="utf-8")
    tess.go("/treasurer/imports/roster")
    tess.page.get_by_label("File", exact=False).set_input_files(file)
    tess.press("Check the file")
    tess.is_at("Check the roster")
    tess.sees("Grace Hopper", "Mary Jackson")
    with tess.arriving():
        tess.page.get_by_role("main").locator("form button.btn-primary").click()
    tess.is_at("Roster from roster.csv")


def everybody_is_invited_at_once(tess: Visitor) -> None:
    tess.press("Send 4 set-up links")
    for email in ("grace@example.org", "mary@example.org"):
        steps.open_message(tess, to=email)


def everybody_is_charged_by_class(tess: Visitor) -> None:
    tess.go("/treasurer/dues/new")
    tess.fill("Name", "2026-27")
    tess.fill("Due on", steps.next_month().isoformat())
    tess.fill("Associate members (optional)", "125.00")
    tess.press("Create dues period")
    tess.sees("Katherine Johnson Associate Will be charged".split(maxsplit=1)[0], "125.00")
    steps.charge(tess, "8 members $1,525.00")


def a_meeting_night_is_entered_by_keyboard(tess: Visitor) -> None:
    tess.go("/treasurer/payments/grid")
    tess.page.get_by_label("Member, row 1", exact=True).focus()
    keys = tess.page.keyboard
    for who, amount in (
        ("Grace Hopper", "200.00"),
        ("Katherine Johnson", "125.00"),
        ("Dorothy Vaughan", "75.00"),
    ):
        keys.type(who)
        keys.press("Tab")
        keys.type(amount)
        keys.press("Enter")
    assert "3 payments, $400.00" in tess.page.locator("[data-total]").inner_text()
    tess.press("Record 3 payments $400.00")
    tess.sees("Recorded 3 payments, $400.00 in all")


def the_cash_goes_to_the_bank(tess: Visitor) -> None:
    tess.go("/treasurer/deposits")
    tess.sees("$400.00")
    tess.press("Deposit 3 payments $400.00")
    tess.is_at("Deposit of $400.00")


def one_is_waived(tess: Visitor) -> None:
    tess.go("/treasurer/members?q=mary")
    tess.follow("Mary Jackson")
    with tess.arriving():
        tess.page.get_by_label("Account").get_by_role("link", name="Charges").click()
    with tess.arriving():
        tess.row("Dues 2026-27").get_by_role("link", name="Waive").click()
    tess.fill("Reason", "Scholarship")
    tess.press("Waive $180.00")
    tess.sees("Waived $180.00.")


def last_years_workbook_is_imported(tess: Visitor, folder: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in LAST_YEAR:
        sheet.append(row)
    file = folder / "2024-25.xlsx"
    book.save(file)
    tess.go("/treasurer/imports/historical")
    tess.page.get_by_label("File", exact=False).set_input_files(file)
    tess.press("Check the file")
    tess.press("Import 2 payments $360.00")
    tess.is_at("Import of 2024-25.xlsx")


def what_the_page_shows_is_exported(tess: Visitor, folder: Path) -> None:
    tess.go("/treasurer/payments?method=cash")
    tess.sees("3 payments: received $400.00")
    sheet, *_ = openpyxl.load_workbook(_saved(tess, "These payments as Excel", folder)).worksheets
    heading, *rows = sheet.iter_rows(values_only=True)
    column = [str(name).lower() for name in heading].index("amount")
    assert sum(Decimal(str(row[column])) for row in rows) == 400


def a_receipt_is_handed_out(tess: Visitor) -> None:
    tess.go("/treasurer/payments?q=grace&historical=no")
    receipt = tess.page.get_by_role("link", name="R-", exact=False).first
    answer = tess.page.request.get(tess.url + (receipt.get_attribute("href") or ""))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def _saved(tess: Visitor, link: str, folder: Path) -> Path:
    tess.page.get_by_role("main").locator("summary", has_text="More").first.click()
    with tess.page.expect_download() as begun:
        tess.page.get_by_role("link", name=link).click()
    download: Download = begun.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path
