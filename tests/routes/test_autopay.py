"""A member's autopay page: the yes to the text, Stripe's page and back, skipping, the portal, turning it off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayMandate, Installment
from tests.harness.client import Client
from tests.journeys import steps
from tests.people import People, open_chapter, signed_in


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


@pytest.fixture
def ada(app: Flask, people: People) -> Client:
    return signed_in(app, people.member)


def turn_on(ada: Client, sandbox: Sandbox, card: str = "4242424242424242") -> None:
    opened = ada.post("/autopay", {"agreed": "y"})
    sandbox.save(opened.location.rpartition("/")[2], card=card)
    ada.get(f"/autopay/{mandate().reference}/saved", status=303)


def mandate() -> AutopayMandate:
    db.session.rollback()
    return db.session.scalars(select(AutopayMandate).order_by(AutopayMandate.id.desc())).all()[0]


class TestSettingUp:
    def test_asks_for_the_yes(self, ada: Client) -> None:
        page = ada.post("/autopay", status=422)
        assert "Tick that you agree" in page.text

    def test_comes_back_to_a_page_that_says_what_is_charged_when(self, ada: Client, sandbox: Sandbox) -> None:
        turn_on(ada, sandbox)
        page = ada.get("/autopay").text
        assert "Visa ending 4242" in page
        assert "12/2034" in page
        assert "Next charges" in page
        assert "Autopay is on: Visa ending 4242" in ada.get("/dashboard").text

    def test_that_was_left_changes_nothing(self, ada: Client) -> None:
        ada.post("/autopay", {"agreed": "y"})
        page = ada.follow(ada.get(f"/autopay/{mandate().reference}/saved", status=303))
        assert "Nothing was saved" in page.text
        assert mandate().state is MandateState.STARTED

    def test_with_an_account_to_be_confirmed_says_so_until_it_is(self, ada: Client, sandbox: Sandbox) -> None:
        opened = ada.post("/autopay", {"agreed": "y"}).location.rpartition("/")[2]
        sandbox.ask_deposits(opened)
        page = ada.follow(ada.get(f"/autopay/{mandate().reference}/saved", status=303))
        assert "Confirm STRIPE TEST BANK ending 6789" in page.main
        assert "Autopay is on" not in page.text
        assert "/microdeposits/seti_" in ada.post("/autopay/confirm").location
        assert "Confirm your account" in ada.get("/dashboard").main
        sandbox.confirm_account(opened)
        page = ada.follow(ada.post("/autopay/confirm"))
        assert "Confirm" not in page.main
        assert "Charged on each due date" in page.main

    def test_says_so_while_stripe_is_away(self, ada: Client, sandbox: Sandbox) -> None:
        sandbox.fault(Fault("/stripe/v1/customers", status=500, times=9))
        page = ada.post("/autopay", {"agreed": "y"}, status=503)
        sandbox.clear_faults()
        assert "Nothing was saved" in page.text

    def test_of_somebody_else_is_not_found(
        self, app: Flask, ada: Client, people: People, sandbox: Sandbox
    ) -> None:
        turn_on(ada, sandbox)
        signed_in(app, people.treasurer).get(f"/autopay/{mandate().reference}/saved", status=404)

    def test_shows_on_the_treasurers_page_of_the_member(
        self, app: Flask, ada: Client, people: People, sandbox: Sandbox
    ) -> None:
        turn_on(ada, sandbox)
        page = signed_in(app, people.treasurer).get(f"/treasurer/members/{people.member.member_id}").text
        assert "Autopay on, Visa ending 4242" in page


class TestTheWebhook:
    def test_turns_it_on_without_the_return_page(
        self, ada: Client, sandbox: Sandbox, live_server: str
    ) -> None:
        opened = ada.post("/autopay", {"agreed": "y"})
        sandbox.save(opened.location.rpartition("/")[2])
        steps.messages_from_stripe_arrive(sandbox)
        assert mandate().state is MandateState.ACTIVE

    def test_takes_over_what_was_removed_in_the_portal(
        self, ada: Client, sandbox: Sandbox, live_server: str
    ) -> None:
        turn_on(ada, sandbox)
        sandbox.let_go(mandate().stripe_method_id or "")
        steps.messages_from_stripe_arrive(sandbox)
        assert mandate().state is MandateState.ENDED


class TestWhatIsCharged:
    def test_can_be_skipped(self, ada: Client, sandbox: Sandbox) -> None:
        turn_on(ada, sandbox)
        [installment_id] = db.session.scalars(select(Installment.id).where(Installment.open_minor > 0)).all()[
            :1
        ]
        page = ada.follow(ada.post(f"/autopay/skip/{installment_id}"))
        assert "Skipped: due by" in page.text
        ada.post("/autopay/skip/999999", status=404)

    def test_stops_when_it_is_turned_off(self, ada: Client, sandbox: Sandbox) -> None:
        turn_on(ada, sandbox)
        page = ada.follow(ada.post("/autopay/off"))
        assert "Autopay is off" in page.text
        assert "You turned it off." in page.text


class TestThePortal:
    def test_is_a_session_of_its_own_for_each_press(self, ada: Client, sandbox: Sandbox) -> None:
        turn_on(ada, sandbox)
        first, second = (ada.post("/autopay/portal").location for _ in range(2))
        assert first != second
        customers = {each["customer"] for each in sandbox.every("billing_portal.session")}
        assert customers == {mandate().stripe_customer_id}

    def test_has_nothing_for_who_saved_nothing(self, ada: Client) -> None:
        ada.post("/autopay/portal", status=404)


class TestABankAccount:
    def test_that_waits_says_by_when_its_deposits_arrive(self, ada: Client, sandbox: Sandbox) -> None:
        opened = ada.post("/autopay", {"agreed": "y"})
        sandbox.ask_deposits(opened.location.rpartition("/")[2])
        ada.get(f"/autopay/{mandate().reference}/saved", status=303)
        page = ada.get("/autopay").main
        assert f"arrive on it by {long_date((now() + timedelta(days=2)).date())}" in page
        assert f"by {long_date((now() + timedelta(days=12)).date())}" in page
        assert mandate().label in ada.get("/dashboard").main

    def test_that_is_looked_at_first_says_so(self, ada: Client, sandbox: Sandbox) -> None:
        opened = ada.post("/autopay", {"agreed": "y"})
        sandbox.ask_deposits(opened.location.rpartition("/")[2])
        ada.get(f"/autopay/{mandate().reference}/saved", status=303)
        waiting = mandate()
        waiting.expected_on = None
        db.session.commit()
        assert "is being checked" in ada.get("/autopay").main

    def test_that_nobody_confirmed_in_time_says_why(self, ada: Client, sandbox: Sandbox) -> None:
        opened = ada.post("/autopay", {"agreed": "y"})
        session_id = opened.location.rpartition("/")[2]
        sandbox.ask_deposits(session_id)
        ada.get(f"/autopay/{mandate().reference}/saved", status=303)
        sandbox.let_account_run_out(session_id)
        ada.post("/autopay/confirm", status=303)
        assert "Nobody said in ten days what the small deposits came to" in ada.get("/autopay").main
