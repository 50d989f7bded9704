"""A reimbursement, from a member's phone to the day it is paid, and the books after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People
from tests.pictures import picture
from tests.spending import FOOD, on, spending_chapter


@pytest.fixture
def people(app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def ada(page: Page, live_server: str, people: People) -> Visitor:
    """A member with a phone in her hand."""
    page.set_viewport_size({"width": 390, "height": 844})
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.member.email)
    return visitor


@pytest.fixture
def tess(another_page: Browsers, live_server: str, people: People) -> Visitor:
    visitor = Visitor(another_page(), live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


class TestAReimbursement:
    def test_is_asked_for_on_a_phone_approved_by_an_officer_and_paid_out(
        self, people: People, ada: Visitor, tess: Visitor, tmp_path: Path
    ) -> None:
        photo = tmp_path / "IMG_2041.jpeg"
        photo.write_bytes(picture("JPEG", 600, 800))
        ask_for_it(ada, photo)
        tess.go("/treasurer/spending")
        tess.sees("Reimbursements to decide")
        tess.page.get_by_role("link", name="Corner Shop").first.click()
        with tess.page.expect_download() as saved:
            tess.page.get_by_role("link", name="IMG_2041.jpeg").click()
        assert saved.value.suggested_filename.endswith(".jpg")
        tess.follow("Approve")
        tess.choose("Category", "Food and drinks")
        tess.press("Approve $32.50")
        tess.sees("who is told")
        assert on(people, Account.PAYABLE_MEMBERS) == -3250
        pay_it(tess)
        ada.page.reload()
        ada.sees("It was paid to you.")
        steps.open_message(ada, to=people.member.email)
        ada.sees("Your reimbursement of $32.50 was paid")
        assert (on(people, FOOD), on(people, Account.PAYABLE_MEMBERS)) == (3250, 0)
        db.session.rollback()
        assert verify.verify(chapters=[chapters.get_chapter(slug=people.slug)]).differences == []


def ask_for_it(ada: Visitor, photo: Path) -> None:
    ada.go("/reimbursements")
    ada.follow("Ask for a reimbursement")
    ada.fill("Amount", "32.50")
    ada.page.get_by_label("Photo or PDF of the receipt").set_input_files(photo)
    ada.fill("Where you paid", "Corner Shop")
    ada.fill("What it was for", "Plates and cups")
    ada.page.get_by_label("How to pay you").fill("Zelle ada@example.org")
    ada.press("Ask for $32.50")
    ada.sees("An officer has not decided yet.")
    wide = ada.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def pay_it(tess: Visitor) -> None:
    tess.follow("Record that it was paid")
    tess.sees("Zelle ada@example.org")
    tess.choose("How", "Zelle")
    tess.choose("Paid from", "Cash at bank")
    tess.press("Record $32.50 paid")
    tess.sees("Recorded that $32.50 was paid")
