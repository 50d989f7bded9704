"""Money that comes in other ways: reported by a member and confirmed, or without a member and assigned."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import CheckoutRequest
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
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


@pytest.fixture
def tess(another_page: Browsers, live_server: str, people: People) -> Visitor:
    """The treasurer, signed in at another browser."""
    visitor = Visitor(another_page(), live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


class TestAReportedPayment:
    def test_counts_when_an_officer_confirms_it(self, people: People, ada: Visitor, tess: Visitor) -> None:
        steps.report(ada, "200.00", "Zelle")
        ada.sees("You owe $200.00", "Waiting for an officer")
        steps.open_message(tess, to=people.treasurer.email)
        steps.click_in_message(tess, "Confirm or decline")
        tess.is_at("Reported payments")
        with tess.arriving():
            tess.row(people.member.name).get_by_role("button", name="Confirm").click()
        receipt = tess.reads(r"R-\d{4}-0001")
        ada.go("/dashboard")
        ada.sees("You owe $0.00", f"Zelle, receipt {receipt}")

    def test_that_is_declined_says_why(self, people: People, ada: Visitor, tess: Visitor) -> None:
        steps.report(ada, "50.00", "Cash")
        tess.go("/treasurer/reported")
        with tess.arriving():
            tess.row(people.member.name).get_by_role("link", name="Decline").click()
        tess.fill("Reason", "Nobody has taken it.")
        tess.press("Decline $50.00")
        tess.sees(f"Declined. {people.member.name} has been told.", "Nothing to confirm")
        steps.open_message(ada, to=people.member.email)
        ada.sees("Nobody has taken it.")
        ada.go("/dashboard")
        ada.sees("You owe $200.00")


class TestMoneyWithoutAMember:
    def test_waits_until_the_treasurer_says_whose_it_is(
        self, people: People, ada: Visitor, tess: Visitor, sandbox: Sandbox
    ) -> None:
        ada.page.goto(session_of_nobody(people, ada.url))
        steps.pay_by_card(ada, "$150.00")
        steps.messages_from_stripe_arrive(sandbox)
        tess.go("/treasurer")
        tess.sees("1 payment of $150.00 without a member")
        tess.follow("1 payment")
        with tess.arriving():
            tess.row("P-NOBODY").get_by_role("link", name="Assign").click()
        tess.fill("Find a member", people.member.name)
        tess.press("Continue")
        tess.press(f"Assign $150.00 to {people.member.name}")
        tess.sees("Assigned. Receipt R-")
        ada.go("/dashboard")
        ada.sees("You owe $50.00", "Card, receipt R-")


def session_of_nobody(people: People, url: str) -> str:
    """The address of a checkout page that names a member who is not there, as after a restored backup."""
    request = CheckoutRequest(
        payment_ref="P-NOBODY",
        chapter_slug=people.slug,
        member_id=10**9,
        description=steps.CHECKOUT,
        amount_minor=15000,
        currency="USD",
        customer_email="somebody@example.org",
        statement_suffix="SDS DUES",
        success_url=f"{url}/dashboard",
        cancel_url=f"{url}/dashboard",
    )
    return stripe.create_checkout_session(request=request, idempotency_key="P-NOBODY").url or ""
