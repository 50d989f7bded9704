"""A payment's money lands at the bank, and a treasurer finds it from the payment and back."""

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


class TestAPayout:
    def test_lands_and_is_found_from_its_payment(
        self, page: Page, live_server: str, people: People, sandbox: Sandbox
    ) -> None:
        member = Visitor(page, live_server)
        steps.sign_in(member, people.member.email)
        steps.press_pay(member, "$200.00")
        steps.pay_by_card(member, "$200.00")
        member.is_at("$200.00 paid")
        sandbox.hasten()
        sandbox.adjust(-700, kind="stripe_fee", words="Radar")
        made = sandbox.pay_out()
        sandbox.itemise(made["id"])
        sandbox.arrive(made["id"])
        steps.messages_from_stripe_arrive(sandbox)

        page.context.clear_cookies()
        tess = Visitor(page, live_server)
        steps.sign_in(tess, people.treasurer.email)
        tess.go("/treasurer/payments")
        tess.follow(people.member.name)
        tess.sees("Paid out to the bank")
        tess.follow("Paid out to the bank")
        tess.is_at("Payout of $186.90")
        tess.sees("At the bank", "Bank line", "1 line does not match the books")
        with tess.arriving():
            tess.page.get_by_role("link", name="Explain").click()
        tess.is_at("Explain −$7.00")
        tess.choose("What was it?", "Stripe's fees")
        tess.press("Explain −$7.00")
        tess.sees("Explained as Stripe's fees.")
        tess.follow(people.member.name)
        tess.is_at("Payment of $200.00")
