"""Somebody else pays: a member makes a link, a parent opens it in a browser of their own, both get a receipt."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Sandbox
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People, open_chapter

MUM = "mum@example.com"


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


class TestAPayLink:
    def test_is_paid_by_somebody_who_has_no_account(
        self, people: People, another_page: Browsers, live_server: str, sandbox: Sandbox
    ) -> None:
        ada, mum = Visitor(another_page(), live_server), Visitor(another_page(), live_server)
        steps.sign_in(ada, people.member.email)
        ada.follow("Let someone else pay")
        ada.press("Make a pay link")
        link = ada.page.get_by_label("Pay link").input_value()
        assert ada.page.get_by_role("img", name="QR code of the pay link").is_visible()

        mum.page.goto(link)
        mum.is_at("Pay for M. S.")
        mum.sees("$200.00 of dues at Sigma Delta Sigma")
        assert people.member.name not in mum.page.content()
        mum.press("Pay $200.00")
        mum.is_at(steps.CHECKOUT)
        mum.page.get_by_label("E-mail", exact=True).first.fill(MUM)
        mum.fill("Name on card", "Mum")
        steps.pay_by_card(mum, "$200.00")
        mum.is_at("$200.00 paid")
        assert people.member.name not in mum.page.content()
        steps.messages_from_stripe_arrive(sandbox)
        mum.page.goto(link)
        mum.is_at("Nothing is left to pay")

        ada.go("/dashboard")
        ada.sees("You owe $0.00", "Card, receipt R-")
        for to, heading in ((MUM, "Thank you for paying $200.00"), (people.member.email, "$200.00 received")):
            steps.open_message(ada, to=to)
            ada.sees(heading)

    def test_that_was_revoked_pays_nothing(
        self, people: People, another_page: Browsers, live_server: str
    ) -> None:
        ada, mum = Visitor(another_page(), live_server), Visitor(another_page(), live_server)
        steps.sign_in(ada, people.member.email)
        ada.go("/payments/links")
        ada.press("Make a pay link")
        link = ada.page.get_by_label("Pay link").input_value()
        mum.page.goto(link)
        with ada.arriving():
            ada.page.get_by_role("main").get_by_role("button", name="Revoke").click()
        ada.sees("No pay link yet")
        mum.press("Pay $200.00")
        mum.is_at("This link cannot be used")
        mum.sees("taken back", "Nothing was charged")
