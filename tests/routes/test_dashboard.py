"""The dashboard: what a member owes, by when, where they stand, and what has become of their money."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Payment, Refund
from sigma_finance.services.payments import recording
from tests.harness.client import Client
from tests.people import Person, signed_in
from tests.routes.house import (
    ZONE,
    House,
    build_house,
    change,
    entry,
    exempt,
    owe,
    pay_cash,
    selects,
)


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


def attempt(
    person: Person, state: PaymentState, *, problem: str = "", method: Method = Method.CARD
) -> Payment:
    """A payment by Stripe as it stands, without asking Stripe."""
    payment = Payment(
        chapter_id=person.chapter_id,
        member_id=person.member_id,
        reference=new_reference(),
        method=method,
        state=state,
        amount_minor=5000,
        problem=problem,
    )
    db.session.add(payment)
    db.session.commit()
    return payment


class TestOwing:
    def test_says_how_much_by_when_and_leads_to_paying(self, house: House, ada: Client) -> None:
        due_on = owe(house.ada)
        page = ada.get("/dashboard")
        assert page.h1 == "Your dues"
        assert f"You owe $200.00 by {long_date(due_on)}" in page.main
        assert page.links()["Pay $200.00"] == "/payments/pay"
        assert page.links()["Report a payment you made another way"] == "/payments/report"

    def test_lists_what_is_open_with_its_dates(self, house: House, ada: Client) -> None:
        fall, spring = owe(house.ada, 7500, due_in=5, what="Fall"), owe(house.ada, due_in=90, what="Spring")
        main = ada.get("/dashboard").main
        assert f"$75.00 of it due by {long_date(fall)}, the rest by {long_date(spring)}" in main
        assert f"Fall By {long_date(fall)} $75.00 Due soon" in main
        assert f"Spring By {long_date(spring)} $200.00 Due" in main

    def test_folds_a_long_list_away(self, house: House, ada: Client) -> None:
        for number in range(9):
            owe(house.ada, 1000, due_in=number + 20, what=f"Part {number}")
        page = ada.get("/dashboard")
        assert "Show all that is open" in page.main
        assert "Part 8" in page.main

    def test_shows_nobody_elses_money(self, house: House, ada: Client) -> None:
        owe(house.ben, 12345)
        pay_cash(house.ben, 345)
        main = ada.get("/dashboard").main
        assert "$0.00" in main
        assert "3.45" not in main
        assert "120.00" not in main


class TestStanding:
    def test_is_financial_while_nothing_is_past_due(self, house: House, ada: Client) -> None:
        due_on = owe(house.ada)
        expected = f"Financial Nothing past due; the next amount is due by {long_date(due_on)}."
        assert expected in ada.get("/dashboard").main

    def test_is_not_financial_once_something_is(self, house: House, ada: Client) -> None:
        due_on = owe(house.ada, due_in=-1)
        main = ada.get("/dashboard").main
        assert f"Not financial Past due since {long_date(due_on)}." in main
        assert f"past due since {long_date(due_on)}" in main

    def test_counts_the_due_date_to_its_end_where_the_chapter_is(self, app: Flask, house: House) -> None:
        with time_machine.travel("2026-11-21 12:00:00-05:00", tick=False):
            owe(house.ada, due_in=0)
        with time_machine.travel("2026-11-22 04:59:00+00:00", tick=False):
            assert "Not financial" not in signed_in(app, house.ada).get("/dashboard").main
        with time_machine.travel("2026-11-22 05:00:00+00:00", tick=False):
            assert "Not financial" in signed_in(app, house.ada).get("/dashboard").main

    def test_is_neophyte_within_the_chapters_grace(self, house: House, ada: Client) -> None:
        initiated_on = today_in(ZONE) - timedelta(days=365)
        change(house.ada, initiated_on=initiated_on)
        owe(house.ada, due_in=-10)
        until = long_date(initiated_on + timedelta(days=365))
        assert f"Neophyte Newly initiated, in good standing until {until}." in ada.get("/dashboard").main

    def test_is_not_neophyte_after_it(self, house: House, ada: Client) -> None:
        change(house.ada, initiated_on=today_in(ZONE) - timedelta(days=366))
        owe(house.ada, due_in=-10)
        assert "Not financial" in ada.get("/dashboard").main

    def test_is_exempt_where_the_chapter_says_so(self, house: House, ada: Client) -> None:
        exempt(house.ada)
        assert "Exempt Exempt from dues." in ada.get("/dashboard").main


class TestOwingNothing:
    def test_is_said_warmly_with_the_last_receipt(self, house: House, ada: Client) -> None:
        owe(house.ada)
        paid = pay_cash(house.ada, 20000)
        page = ada.get("/dashboard")
        assert "You owe $0.00 You are all paid up. Thank you." in page.main
        assert f"Your last payment of $200.00 was on {long_date(today_in(ZONE))}" in page.main
        assert page.links()[f"receipt {paid.receipt_number}"] == f"/payments/{paid.reference}"
        assert "Pay $0.00" not in page.main

    def test_is_said_to_one_who_was_never_charged(self, ada: Client) -> None:
        main = ada.get("/dashboard").main
        assert "You owe $0.00 Nothing is open. New dues will stand here." in main
        assert "Latest payments" not in main

    def test_shows_what_is_left_as_credit(self, house: House, ada: Client) -> None:
        pay_cash(house.ada, 5000)
        assert "You have $50.00 in credit. It pays your next charge by itself." in ada.get("/dashboard").main


class TestMoneyUnderWay:
    def test_is_shown_and_still_owed(self, house: House, ada: Client) -> None:
        owe(house.ada)
        attempt(house.ada, PaymentState.PROCESSING, method=Method.BANK_DEBIT)
        main = ada.get("/dashboard").main
        assert "You owe $200.00" in main
        assert "Your bank debit of $50.00 is under way" in main

    def test_includes_what_waits_for_an_officer(self, house: House, ada: Client) -> None:
        owe(house.ada)
        recording.report(request=entry(house.ada, 7000, Method.ZELLE), by=OPERATOR)
        main = ada.get("/dashboard").main
        assert "You owe $200.00" in main
        assert "Zelle $70.00 Waiting for confirmation" in main


class TestTheLatestPayments:
    def test_have_their_status_and_receipt(self, house: House, ada: Client) -> None:
        owe(house.ada)
        paid = pay_cash(house.ada, 5000)
        assert f"Cash, receipt {paid.receipt_number} $50.00 Paid" in ada.get("/dashboard").main

    @pytest.mark.parametrize(("refunded_minor", "word"), [(1000, "Partly refunded"), (5000, "Refunded")])
    def test_say_what_was_refunded(self, house: House, ada: Client, refunded_minor: int, word: str) -> None:
        paid = pay_cash(house.ada, 5000)
        refund = Refund(
            chapter_id=house.ada.chapter_id,
            payment_id=paid.payment_id,
            stripe_refund_id=f"re_{secrets.token_hex(8)}",
            amount_minor=refunded_minor,
            state=RefundState.SUCCEEDED,
        )
        db.session.add(refund)
        db.session.commit()
        assert word in ada.get("/dashboard").main

    @pytest.mark.parametrize(
        ("state", "word"),
        [(DisputeState.OPEN, "Disputed"), (DisputeState.LOST, "Disputed"), (DisputeState.WON, "Paid")],
    )
    def test_say_what_is_disputed(self, house: House, ada: Client, state: DisputeState, word: str) -> None:
        paid = pay_cash(house.ada, 5000)
        dispute = Dispute(
            chapter_id=house.ada.chapter_id,
            payment_id=paid.payment_id,
            stripe_dispute_id=f"du_{secrets.token_hex(8)}",
            amount_minor=5000,
            state=state,
        )
        db.session.add(dispute)
        db.session.commit()
        assert f"$50.00 {word}" in ada.get("/dashboard").main

    def test_include_a_decline_with_its_reason(self, house: House, ada: Client) -> None:
        attempt(house.ada, PaymentState.PENDING, problem="The card has expired.")
        assert "Card. The card has expired. $50.00 Declined" in ada.get("/dashboard").main

    def test_leave_out_attempts_that_came_to_nothing(self, house: House, ada: Client) -> None:
        for state in (
            PaymentState.CREATED,
            PaymentState.PENDING,
            PaymentState.EXPIRED,
            PaymentState.CANCELLED,
        ):
            attempt(house.ada, state)
        assert "Latest payments" not in ada.get("/dashboard").main

    def test_never_hide_the_receipt_behind_declines(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        for _ in range(9):
            attempt(house.ada, PaymentState.FAILED, problem="The card has expired.")
        assert f"receipt {paid.receipt_number}" in ada.get("/dashboard").main

    def test_lead_to_all_of_them(self, house: House, ada: Client) -> None:
        pay_cash(house.ada, 5000)
        assert ada.get("/dashboard").links()["All payments"] == "/payments"


class TestThePage:
    def test_asks_strangers_to_sign_in(self, client: Client) -> None:
        assert client.get("/dashboard", status=302).location == "/auth/login?next=/dashboard"

    def test_takes_three_selects_however_much_there_is(self, house: House, ada: Client) -> None:
        for number in range(8):
            owe(house.ada, 1000, due_in=number + 1)
            attempt(house.ada, PaymentState.PROCESSING, method=Method.BANK_DEBIT)
            recording.report(request=entry(house.ada, 100), by=OPERATOR)
            pay_cash(house.ada, 500)
        with selects() as sent:
            ada.get("/dashboard")
        assert len(sent) <= 3, "\n\n".join(sent)

    def test_is_kept_by_no_cache(self, ada: Client) -> None:
        assert "no-store" in ada.get("/dashboard").headers["Cache-Control"]

    def test_shows_what_was_booked_a_moment_ago(self, house: House, ada: Client) -> None:
        owe(house.ada)
        assert "You owe $200.00" in ada.get("/dashboard").main
        pay_cash(house.ada, 5000)
        assert "You owe $150.00" in ada.get("/dashboard").main
