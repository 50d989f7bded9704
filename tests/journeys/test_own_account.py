"""A chapter connects a Stripe account of its own, is paid there, and sees the money land in its own bank."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


class TestAnAccountOfTheChaptersOwn:
    def test_is_connected_by_one_used_by_another_and_paid_out_from(
        self, page: Page, live_server: str, people: People, sandbox: Sandbox
    ) -> None:
        visitor = Visitor(page, live_server)
        steps.sign_in(visitor, people.admin.email)
        visitor.go("/treasurer/settings")
        visitor.follow("Stripe account")
        visitor.sees("The chapter is paid on this deployment's account")
        visitor.press("Connect your Stripe account")
        visitor.is_at("Finish your Stripe account")
        visitor.press("Leave the bank account out")
        visitor.sees("Stripe still asks for", "The bank account that payouts go to")
        visitor.press("Finish connecting")
        visitor.press("Give all that is asked for")
        visitor.follow("Have the chapter paid here")
        visitor.sees("Another officer has to have the chapter paid there.")

        page.context.clear_cookies()
        steps.sign_in(visitor, people.treasurer.email)
        visitor.go("/treasurer/settings/stripe")
        visitor.follow("Have the chapter paid here")
        visitor.press("Have the chapter paid here")
        visitor.sees("The chapter is paid on its own account")
        [account] = [one["id"] for one in sandbox.every("account")]

        page.context.clear_cookies()
        steps.sign_in(visitor, people.member.email)
        steps.press_pay(visitor, "$200.00")
        steps.pay_by_card(visitor, "$200.00")
        visitor.is_at("$200.00 paid")
        sandbox.hasten()
        made = sandbox.pay_out(account=account)
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        steps.messages_from_stripe_arrive(sandbox)
        assert sandbox.balance() == 0

        page.context.clear_cookies()
        steps.sign_in(visitor, people.treasurer.email)
        visitor.go("/treasurer/payouts")
        visitor.sees("At the bank", "193.90")
        with visitor.arriving():
            visitor.row("193.90").get_by_role("link").click()
        visitor.is_at("Payout of $193.90")
        href = visitor.page.get_by_role("link", name="Open at Stripe").get_attribute("href") or ""
        assert href.startswith(f"https://dashboard.stripe.com/{account}/")
