"""A bank debit from an account that its owner has to confirm, from the first page to the receipt."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.payments import debits
from sigma_finance.extensions import db
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


@pytest.fixture
def ada(page: Page, live_server: str, people: People) -> Visitor:
    """A member who owes $200.00, and has signed in."""
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.member.email)
    return visitor


class TestABankDebit:
    def test_goes_from_two_small_deposits_to_the_receipt(
        self, people: People, ada: Visitor, sandbox: Sandbox
    ) -> None:
        steps.press_pay(ada, "$200.00")
        bank = ada.page.get_by_role("region", name="US bank account")
        bank.get_by_label("Account holder", exact=True).fill("Ada Lovelace")
        bank.get_by_text("Waits for two small deposits").click()
        with ada.arriving():
            bank.get_by_role("button").click()
        ada.is_at("Confirm your account")
        ada.sees("Two small deposits are on their way to your bank account")
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/dashboard")
        ada.sees("You owe", "Confirm your account, so that $200.00 can be taken")
        steps.open_message(ada, to=people.member.email)
        steps.click_in_message(ada, "Confirm your account")
        ada.is_at("Confirm your bank account")
        ada.press("Confirm the amounts")
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/dashboard")
        ada.sees(f"usually by {long_date(debits.settles_by(now().date()))}")
        ada.follow("What comes next")
        ada.is_at("$200.00 is under way")
        ada.sees("You confirmed your bank account", "Your bank is asked for the money")
        [session] = sandbox.every("checkout.session")
        sandbox.settle(session["id"])
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/dashboard")
        ada.sees("You owe $0.00", "receipt R-")
        db.session.rollback()
        assert list(verify.verify(chapters=chapters.chapters()).differences) == []
