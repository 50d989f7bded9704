"""Short ways through Checkout: a decline, a part, a bank debit, and Stripe at another origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox, create_sandbox, sandbox_of
from tests.harness.standing import migrate, serving
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, open_chapter
from tests.sandbox.standing import serve


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


@pytest.fixture
def ada(page: Page, live_server: str, people: People) -> Visitor:
    """A member who owes $200.00, and has signed in."""
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.member.email)
    return visitor


class TestADecline:
    def test_says_why_and_the_next_card_pays(self, ada: Visitor, sandbox: Sandbox) -> None:
        steps.press_pay(ada, "$200.00")
        steps.pay_by_card(ada, "$200.00", card=steps.DECLINED_CARD)
        ada.sees("Your card was declined.")
        steps.pay_by_card(ada, "$200.00")
        ada.is_at("$200.00 paid")
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/dashboard")
        ada.sees("You owe $0.00", "Card, receipt R-")


class TestAnAmountOfOnesOwn:
    def test_leaves_the_rest_open(self, ada: Visitor) -> None:
        ada.go("/payments/pay")
        ada.page.get_by_role("radio", name="Another amount").check()
        ada.fill("Amount", "75.50")
        ada.press("Pay this amount")
        steps.pay_by_card(ada, "$75.50")
        ada.is_at("$75.50 paid")
        ada.sees("You still owe $124.50.")
        ada.follow("Go to your dashboard")
        ada.sees("You owe $124.50")

    def test_that_is_too_much_is_refused_at_the_field(self, ada: Visitor) -> None:
        ada.go("/payments/pay")
        ada.page.get_by_role("radio", name="Another amount").check()
        ada.fill("Amount", "200.01")
        ada.press("Pay this amount")
        ada.sees("You owe $200.00; enter that or less.")
        ada.fill("Amount", "200.00")
        ada.press("Pay this amount")
        ada.is_at(steps.CHECKOUT)


class TestABankDebit:
    def test_is_under_way_until_the_bank_pays(self, ada: Visitor, sandbox: Sandbox, people: People) -> None:
        steps.press_pay(ada, "$200.00")
        ada.press("Pay $200.00 by US bank account")
        ada.is_at("$200.00 is under way")
        ada.follow("Go to your dashboard")
        ada.sees("You owe $200.00", "Your bank debit of $200.00 is under way")
        ada.go("/sandbox/")
        ada.follow(people.member.email)
        ada.press("Settle the bank debit")
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/dashboard")
        ada.sees("You owe $0.00", "Bank debit, receipt R-")
        steps.open_message(ada, to=people.member.email)
        ada.sees("$200.00 received")


class TestAStripeOfAnotherOrigin:
    def test_is_reached_from_our_form_and_leads_back(self, elsewhere: StripeElsewhere, page: Page) -> None:
        ada = Visitor(page, elsewhere.url)
        steps.sign_in(ada, elsewhere.email)
        steps.press_pay(ada, "$200.00")
        assert page.url.startswith(elsewhere.stripe)
        steps.pay_by_card(ada, "$200.00")
        ada.is_at("$200.00 paid")
        assert page.url.startswith(elsewhere.url)
        ada.follow("Go to your dashboard")
        ada.sees("You owe $0.00")


@dataclass(frozen=True)
class StripeElsewhere:
    """An application whose Stripe is served at another host and port, and a member who owes $200.00."""

    url: str
    stripe: str
    email: str


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[StripeElsewhere]:
    stripe = create_sandbox(
        state_path=tmp_path / "stripe.sqlite",
        webhook_url=None,
        webhook_secret="whsec_sandbox",
        public_url="http://unset.invalid",
    )
    sandbox = sandbox_of(stripe)
    with serve(stripe) as stripe_url:
        settings = {
            "DATABASE_URL": f"sqlite:///{tmp_path}/sigma.db",
            "STRIPE_API_BASE": f"{stripe_url}/stripe",
        }
        with serving(settings, tmp_path) as (app, url):
            sandbox.settings.webhook_url, sandbox.settings.public_url = f"{url}/webhook", stripe_url
            sandbox.settings.static_url = f"{url}/static"
            migrate(app)
            with app.app_context():
                yield StripeElsewhere(url, stripe_url, steps.charged(open_chapter()).member.email)
            sandbox.stop()
