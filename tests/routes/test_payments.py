"""A member's payments: paying by card, the way back, reporting, receipts, history; each with what can go wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, JournalEntry, OutboxMessage, Payment
from sigma_finance.services.payments import recording, reversing
from tests.harness.client import BrowserPage, Client
from tests.people import Person, signed_in
from tests.routes.house import (
    ZONE,
    House,
    build_house,
    entry,
    member_of,
    owe,
    pay_cash,
    payments_of,
)

NO_AMOUNTS = [
    ("", "Enter an amount, such as 200.00."),
    ("-5", "Enter an amount above zero."),
    ("0", "Enter an amount above zero."),
    ("0.00", "Enter an amount above zero."),
    ("1e309", "Enter the amount in digits only, such as 200.00."),
    ("12.345", "Enter the amount in digits only, such as 200.00."),
    ("0.001", "Enter the amount in digits only, such as 200.00."),
    ("NaN", "Enter the amount in digits only, such as 200.00."),
    ("Infinity", "Enter the amount in digits only, such as 200.00."),
    ("１２", "Enter the amount in digits only, such as 200.00."),
    ("1_000", "Enter the amount in digits only, such as 200.00."),
    ("5\x00", "Enter the amount in digits only, such as 200.00."),
    ("twelve", "Enter the amount in digits only, such as 200.00."),
    ("1000000000", "Enter an amount below 1,000,000."),
]


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    owe(house.ada)
    return signed_in(app, house.ada)


def press_pay(client: Client, **typed: str) -> BrowserPage:
    return client.submit(client.get("/payments/pay"), typed)


def newest(person: Person) -> Payment:
    return payments_of(person)[-1]


def session_of(person: Person) -> str:
    return newest(person).stripe_session_id or ""


def back(client: Client, person: Person, *, status: int = 200) -> BrowserPage:
    """Come back from Stripe's page, as its success address leads."""
    payment = newest(person)
    return client.get(
        f"/payments/{payment.reference}/result?session_id={payment.stripe_session_id}", status=status
    )


def count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


class TestThePayPage:
    def test_offers_all_and_an_amount_of_ones_own(self, ada: Client) -> None:
        page = ada.get("/payments/pay")
        assert page.h1 == "Pay"
        assert "You owe $200.00." in page.main
        assert [field.get("value") for field in page.every("input") if field.get("name") == "what"] == [
            "all",
            "other",
        ]
        (amount,) = [field for field in page.every("input") if field.get("name") == "amount"]
        assert amount.get("inputmode") == "decimal"
        assert "Pay $200.00" in page.form().text

    def test_offers_the_next_installment_where_there_are_several(self, house: House, ada: Client) -> None:
        due_on = owe(house.ada, 5000, due_in=5, what="Fall")
        page = ada.get("/payments/pay")
        assert f"The next installment Fall, by {long_date(due_on)} $50.00" in page.main
        assert "All that I owe" in page.main
        assert "$250.00" in page.main

    def test_is_friendly_where_nothing_is_owed(self, app: Flask, house: House) -> None:
        ben = signed_in(app, house.ben)
        page = ben.get("/payments/pay")
        assert "You owe nothing" in page.main
        assert not [form for form in page.every("form") if form.get("action") == "/payments/pay"]

    def test_warns_of_a_bank_debit_that_is_under_way(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada, what="other", amount="50.00")
        sandbox.pay_by_bank(session_of(house.ada))
        back(ada, house.ada)
        main = ada.get("/payments/pay").main
        assert "A bank debit of $50.00 is under way already" in main
        assert "You owe $200.00." in main

    def test_tells_of_a_report_that_waits(self, house: House, ada: Client) -> None:
        recording.report(request=entry(house.ada, 7000), by=OPERATOR)
        assert "You reported a payment of $70.00" in ada.get("/payments/pay").main

    def test_asks_strangers_to_sign_in(self, client: Client) -> None:
        assert client.get("/payments/pay", status=302).location == "/auth/login?next=/payments/pay"


class TestPressingPay:
    def test_leads_to_checkout_for_all_that_is_owed(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        page = press_pay(ada)
        payment = newest(house.ada)
        assert page.location == payment.checkout_url
        assert (payment.state, payment.amount_minor) == (PaymentState.PENDING, 20000)
        assert sandbox.session(payment.stripe_session_id or "")["amount_total"] == 20000

    def test_keeps_our_reference_as_the_idempotency_key(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        assert newest(house.ada).reference in [call.idempotency_key for call in sandbox.requests()]
        assert all(call.status == 200 for call in sandbox.requests())

    def test_takes_the_next_installment(self, house: House, ada: Client) -> None:
        owe(house.ada, 5000, due_in=5)
        press_pay(ada, what="next")
        assert newest(house.ada).amount_minor == 5000

    def test_takes_several_of_the_next_installments(self, house: House, ada: Client) -> None:
        for due_in in (5, 10):
            owe(house.ada, 5000, due_in=due_in)
        assert "2, by " in ada.get("/payments/pay").main
        press_pay(ada, what="several", several="2")
        assert newest(house.ada).amount_minor == 10000

    @pytest.mark.parametrize("several", ["", "0", "1", "3", "-1", "2.0", "x"])
    def test_takes_only_as_many_installments_as_the_page_offers(
        self, house: House, ada: Client, several: str
    ) -> None:
        for due_in in (5, 10):
            owe(house.ada, 5000, due_in=due_in)
        page = ada.post("/payments/pay", {"what": "several", "several": several}, status=422)
        assert page.errors()["several"] == "Error: Choose one from the list."
        assert payments_of(house.ada) == []

    @pytest.mark.parametrize(
        ("typed", "minor"), [("50", 5000), ("0.50", 50), ("200.00", 20000), (" 12.34 ", 1234)]
    )
    def test_takes_an_amount_of_ones_own(self, house: House, ada: Client, typed: str, minor: int) -> None:
        press_pay(ada, what="other", amount=typed)
        assert newest(house.ada).amount_minor == minor

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            *NO_AMOUNTS,
            ("200.01", "You owe $200.00; enter that or less."),
            ("999999", "You owe $200.00; enter that or less."),
            ("0.49", "The least that can be paid by card is $0.50."),
        ],
    )
    def test_refuses_an_amount_with_a_sentence_and_keeps_it(
        self, house: House, ada: Client, typed: str, message: str
    ) -> None:
        page = ada.submit(ada.get("/payments/pay"), {"what": "other", "amount": typed}, status=422)
        assert message in page.errors()["amount"]
        (amount,) = [field for field in page.every("input") if field.get("name") == "amount"]
        assert amount.get("value") == typed
        assert payments_of(house.ada) == []

    def test_refuses_a_choice_that_is_not_offered(self, house: House, ada: Client) -> None:
        page = ada.post("/payments/pay", {"what": "next"}, status=422)
        assert "Choose one." in page.main
        assert payments_of(house.ada) == []

    def test_asks_what_to_pay_where_nothing_was_sent(self, house: House, ada: Client) -> None:
        assert "Choose one." in ada.post("/payments/pay", status=422).main

    def test_takes_an_amount_alone_as_ones_own(self, house: House, ada: Client) -> None:
        ada.post("/payments/pay", {"amount": "75.00"})
        assert newest(house.ada).amount_minor == 7500

    def test_takes_nothing_else_from_the_form(self, house: House, ada: Client) -> None:
        changed = {
            "amount_minor": "1",
            "member_id": str(house.ben.member_id),
            "amount": "1.00",
            "what": "all",
        }
        ada.post("/payments/pay", changed)
        assert newest(house.ada).amount_minor == 20000
        assert payments_of(house.ben) == []

    def test_is_refused_where_nothing_is_owed(self, app: Flask, house: House) -> None:
        ben = signed_in(app, house.ben)
        assert "You owe nothing" in ben.post("/payments/pay", {"what": "all"}, status=409).main
        assert payments_of(house.ben) == []

    def test_says_that_so_small_a_rest_is_not_for_cards(self, app: Flask, house: House) -> None:
        owe(house.ben, 30)
        ben = signed_in(app, house.ben)
        assert (
            "The least that can be paid by card is $0.50."
            in ben.post("/payments/pay", {"what": "all"}, status=422).main
        )

    def test_needs_the_pages_token(self, house: House, ada: Client) -> None:
        ada.post("/payments/pay", {"what": "all"}, csrf=False, status=400)
        assert payments_of(house.ada) == []

    def test_is_no_get(self, house: House, ada: Client) -> None:
        ada.get("/payments/pay?what=all&amount=200.00")
        assert payments_of(house.ada) == []

    def test_has_a_limit_for_each_person(self, app: Flask, house: House, ada: Client) -> None:
        for _ in range(10):
            ada.post("/payments/pay", {"what": "other", "amount": "x"}, status=422)
        ada.post("/payments/pay", {"what": "other", "amount": "x"}, status=429)
        owe(house.ben)
        signed_in(app, house.ben).post("/payments/pay", {"what": "all"})


class TestPressingPayAgain:
    def test_leads_to_the_same_checkout_while_it_is_open(self, house: House, ada: Client) -> None:
        first, second = press_pay(ada).location, press_pay(ada).location
        assert first == second
        assert len(payments_of(house.ada)) == 1

    def test_with_another_amount_expires_the_first(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada)
        press_pay(ada, what="other", amount="50.00")
        first, second = payments_of(house.ada)
        assert (first.state, second.state) == (PaymentState.EXPIRED, PaymentState.PENDING)
        assert sandbox.session(first.stripe_session_id or "")["status"] == "expired"

    def test_in_two_tabs_that_are_both_paid_leaves_the_surplus_as_credit(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        first = newest(house.ada).reference
        press_pay(ada, what="other", amount="50.00")
        sandbox.pay(session_of(house.ada))
        back(ada, house.ada)
        ada.get(f"/payments/{first}/result")
        member = member_of(house.ada)
        assert (member.balance_minor, member.credit_minor) == (0, 5000)


class TestComingBackFromCheckout:
    def test_says_paid_with_receipt_and_balance_before_any_webhook(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 paid"
        assert f"Your receipt is R-{today_in(ZONE).year}-0001. You owe nothing now." in page.main
        assert "What it paid for 2026-27 dues $200.00" in page.main
        assert member_of(house.ada).balance_minor == 0
        assert "You are all paid up" in ada.get("/dashboard").main

    def test_books_once_however_often_the_page_is_looked_at(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        pages = [back(ada, house.ada).main for _ in range(3)]
        entries = count(JournalEntry)
        assert pages[0] == pages[2]
        assert entries == 2, "the charge and the payment"

    def test_says_what_is_still_owed(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada, what="other", amount="50.00")
        sandbox.pay(session_of(house.ada))
        assert "You still owe $150.00." in back(ada, house.ada).main

    def test_unpaid_says_so_and_leads_back(self, house: House, ada: Client) -> None:
        press_pay(ada)
        page = back(ada, house.ada)
        assert page.h1 == "Not paid yet"
        assert "Nothing was charged." in page.main
        assert page.links()["Go on to pay $200.00"] == newest(house.ada).checkout_url
        assert member_of(house.ada).balance_minor == 20000

    def test_declined_says_why_and_the_same_checkout_can_still_be_paid(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.decline(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "Your payment did not go through"
        assert "Nothing was charged." in page.main
        assert "Declined" in ada.get("/dashboard").main
        assert member_of(house.ada).balance_minor == 20000
        sandbox.pay(session_of(house.ada))
        assert back(ada, house.ada).h1 == "$200.00 paid"

    def test_unpaid_leads_nowhere_once_the_money_came_another_way(self, house: House, ada: Client) -> None:
        press_pay(ada)
        path = f"/payments/{newest(house.ada).reference}/result"
        pay_cash(house.ada, 20000)
        page = ada.get(path)
        assert page.h1 == "Not paid yet"
        assert "Go on to pay $200.00" not in page.links()
        assert "finish the payment" not in page.main

    def test_from_a_bank_debit_says_what_comes_next(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 is under way"
        assert "four business days" in page.main
        assert member_of(house.ada).balance_minor == 20000
        sandbox.settle(session_of(house.ada))
        assert back(ada, house.ada).h1 == "$200.00 paid"

    def test_from_a_bank_debit_that_failed_says_why(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        back(ada, house.ada)
        sandbox.fail(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "The bank debit of $200.00 failed"
        assert "The amount is still open." in page.main
        assert page.links()["Pay"] == "/payments/pay"

    def test_to_an_expired_checkout_says_that_nothing_was_charged(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.expire(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "This payment was not made"
        assert "Nothing was charged." in page.main

    def test_without_a_session_id_works_as_well(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        assert ada.get(f"/payments/{newest(house.ada).reference}/result").h1 == "$200.00 paid"


class TestTheReturnPageOf:
    def test_another_member_is_not_there(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        ben = signed_in(app, house.ben)
        page = back(ben, house.ada, status=404)
        assert "200.00" not in page.main
        assert member_of(house.ada).balance_minor == 20000, "nothing was booked"

    def test_another_chapter_is_not_there(self, app: Flask, house: House, ada: Client) -> None:
        press_pay(ada)
        back(signed_in(app, house.stranger), house.ada, status=404)

    def test_another_members_session_credits_nothing(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        owe(house.ben)
        ben = signed_in(app, house.ben)
        press_pay(ben)
        sandbox.pay(session_of(house.ben))
        press_pay(ada)
        mine, theirs = newest(house.ada).reference, session_of(house.ben)
        ada.get(f"/payments/{mine}/result?session_id={theirs}", status=404)
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize(
        "session_id", ["cs_test_invented", "x" * 300, "../../etc/passwd", "cs_test_%27OR%201=1", "💸"]
    )
    def test_an_invented_session_credits_nothing(self, house: House, ada: Client, session_id: str) -> None:
        press_pay(ada)
        ada.get(f"/payments/{newest(house.ada).reference}/result?session_id={session_id}", status=404)
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize("reference", ["P-INVENTED", "0", "%00", "p-lower", "x" * 400, "%F0%9F%92%B8"])
    def test_an_invented_payment_is_not_there(self, ada: Client, reference: str) -> None:
        ada.get(f"/payments/{reference}/result", status=404)
        ada.get(f"/payments/{reference}", status=404)

    def test_a_stranger_asks_to_sign_in(self, client: Client, house: House, ada: Client) -> None:
        press_pay(ada)
        path = f"/payments/{newest(house.ada).reference}/result"
        assert client.get(path, status=302).location == f"/auth/login?next={path}"


class TestGivingUpAtCheckout:
    def cancel(self, client: Client, person: Person, *, status: int = 200) -> BrowserPage:
        return client.get(f"/payments/pay?cancelled={newest(person).reference}", status=status)

    def test_says_that_nothing_was_charged(self, house: House, ada: Client) -> None:
        press_pay(ada)
        page = self.cancel(ada, house.ada)
        assert "Nothing was charged. You can pay whenever you like." in page.main
        assert "Pay $200.00" in page.form().text

    def test_says_why_a_card_was_declined(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada)
        sandbox.decline(session_of(house.ada))
        back(ada, house.ada)
        assert "Your payment did not go through" in self.cancel(ada, house.ada).main

    def test_says_it_once_of_a_checkout_that_was_left_open(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.expire(session_of(house.ada))
        back(ada, house.ada)
        assert self.cancel(ada, house.ada).main.count("Nothing was charged") == 1

    def test_never_says_so_of_money_that_came_in(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        back(ada, house.ada)
        page = self.cancel(ada, house.ada, status=303)
        assert ada.follow(page).h1 == "$200.00 paid"

    @pytest.mark.parametrize("reference", ["P-INVENTED", "", "<b>", "x" * 400])
    def test_of_an_invented_payment_is_the_plain_page(self, ada: Client, reference: str) -> None:
        assert "Nothing was charged" not in ada.get(f"/payments/pay?cancelled={reference}").main

    def test_of_another_members_payment_is_the_plain_page(self, house: House, ada: Client) -> None:
        press_pay(ada)
        foreign = newest(house.ada).reference
        owe(house.ben)
        ben = signed_in(ada.app, house.ben)
        assert "Nothing was charged" not in ben.get(f"/payments/pay?cancelled={foreign}").main


class TestWhileStripeIsAway:
    def test_paying_says_that_nothing_was_charged(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=503, times=9))
        page = ada.submit(ada.get("/payments/pay"), {"what": "other", "amount": "50.00"}, status=503)
        assert "Card payments cannot be taken right now" in page.main
        assert "Nothing was charged." in page.main
        (amount,) = [field for field in page.every("input") if field.get("name") == "amount"]
        assert amount.get("value") == "50.00"

    def test_paying_works_again_afterwards_with_the_same_payment(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=9))
        ada.submit(ada.get("/payments/pay"), status=503)
        sandbox.clear_faults()
        press_pay(ada)
        assert len(payments_of(house.ada)) == 1
        assert len(sandbox.sessions()) == 1

    def test_coming_back_says_that_we_are_finding_out(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=503, times=9))
        page = back(ada, house.ada, status=503)
        assert page.h1 == "We are finding out"
        assert "Please do not pay again" in page.main
        assert page.headers["Retry-After"] == "30"
        sandbox.clear_faults()
        again = page.links()["Look again"]
        assert ada.get(again).h1 == "$200.00 paid"

    def test_a_booked_payment_is_shown_all_the_same(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        back(ada, house.ada)
        sandbox.fault(Fault(path="/stripe/", status=503, times=9))
        assert back(ada, house.ada).h1 == "$200.00 paid"


REPORT = {"amount": "70.00", "method": "zelle", "taken_by": "Tess Treasurer", "note": "Sent on Friday"}


def report(client: Client, *, status: int = 303, **typed: str) -> BrowserPage:
    filled = {**REPORT, "received_on": today_in(ZONE).isoformat(), **typed}
    return client.submit(client.get("/payments/report"), filled, status=status)


class TestReportingAPayment:
    def test_waits_for_an_officer_and_counts_for_nothing_yet(self, house: House, ada: Client) -> None:
        page = ada.follow(report(ada))
        payment = newest(house.ada)
        assert "Your officers have been told" in page.main
        assert "You owe $200.00" in page.main
        assert (payment.state, payment.amount_minor, payment.method) == (
            PaymentState.REPORTED,
            7000,
            Method.ZELLE,
        )
        assert (payment.taken_by, payment.note, payment.received_on) == (
            "Tess Treasurer",
            "Sent on Friday",
            today_in(ZONE),
        )
        assert member_of(house.ada).balance_minor == 20000

    def test_tells_the_treasurer_by_email(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        report(ada)
        (message,) = sandbox.messages(to=house.tess.email)
        assert "$70.00" in message.text

    def test_counts_when_an_officer_confirms_it(self, house: House, ada: Client) -> None:
        report(ada)
        payment = newest(house.ada)
        recording.confirm(chapter_id=payment.chapter_id, payment_id=payment.id, by=OPERATOR)
        assert "You owe $130.00" in ada.get("/dashboard").main

    def test_says_why_it_was_not_confirmed(self, house: House, ada: Client) -> None:
        report(ada)
        payment = newest(house.ada)
        recording.reject(
            chapter_id=payment.chapter_id, payment_id=payment.id, reason="Nothing came.", by=OPERATOR
        )
        assert "Zelle. Nothing came. $70.00 Not confirmed" in ada.get("/dashboard").main
        page = ada.get(f"/payments/{payment.reference}")
        assert page.h1 == "$70.00 was not confirmed"
        assert "Their reason: Nothing came." in page.main

    def test_twice_from_one_page_is_one_report(self, house: House, ada: Client) -> None:
        page = ada.get("/payments/report")
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.submit(page, filled)
        ada.submit(page, filled)
        assert len(payments_of(house.ada)) == 1

    def test_again_from_one_page_with_another_amount_is_refused_and_offered_as_another(
        self, house: House, ada: Client
    ) -> None:
        page = ada.get("/payments/report")
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.submit(page, filled)
        refused = ada.submit(page, {**filled, "amount": "20.00"}, status=422)
        assert "This form was sent already, with $70.00 Zelle." in refused.main
        assert "Sent on Friday" in refused.text
        assert len(payments_of(house.ada)) == 1
        ada.submit(refused, {})
        assert sorted(payment.amount_minor for payment in payments_of(house.ada)) == [2000, 7000]

    def test_without_a_key_is_each_its_own(self, app: Flask, house: House, ada: Client) -> None:
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.post("/payments/report", filled)
        signed_in(app, house.ben).post("/payments/report", filled)
        assert (len(payments_of(house.ada)), len(payments_of(house.ben))) == (1, 1)

    @pytest.mark.parametrize(("typed", "message"), NO_AMOUNTS)
    def test_refuses_an_amount_with_a_sentence_and_keeps_it(
        self, house: House, ada: Client, typed: str, message: str
    ) -> None:
        self.refused(house, ada, message, amount=typed)

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-02-30",
            "31/12/2026",
            "0000-00-00",
            "yesterday",
            "２０２６-01-01",
            "2026-01-01\x00",
            "9" * 400,
        ],
    )
    def test_refuses_what_is_no_date(self, house: House, ada: Client, typed: str) -> None:
        self.refused(house, ada, "Enter a real date: year, month and day.", received_on=typed)

    def test_asks_for_the_date(self, house: House, ada: Client) -> None:
        self.refused(house, ada, "Enter the date.", received_on="")

    def test_refuses_a_day_to_come(self, house: House, ada: Client) -> None:
        tomorrow = (today_in(ZONE) + timedelta(days=1)).isoformat()
        self.refused(house, ada, "That day has not come yet.", received_on=tomorrow)

    def test_refuses_a_day_of_another_century(self, house: House, ada: Client) -> None:
        self.refused(house, ada, "Payments before 2000 cannot be entered.", received_on="1900-01-01")

    @pytest.mark.parametrize("typed", ["", "card", "bank_debit", "gold", "zelle\x00"])
    def test_refuses_a_method_that_is_not_offered(self, house: House, ada: Client, typed: str) -> None:
        self.refused(house, ada, "Choose one from the list.", method=typed)

    @pytest.mark.parametrize(
        ("field", "typed", "message"),
        [
            ("note", "n" * 301, "Note can have at most 300 characters; this has 301."),
            ("note", "a\x00b", "Note holds a character that cannot be shown."),
            ("taken_by", "t" * 121, "can have at most 120 characters; this has 121."),
            ("taken_by", "a\x07b", "holds a character that cannot be shown."),
        ],
    )
    def test_refuses_text_that_does_not_fit(
        self, house: House, ada: Client, field: str, typed: str, message: str
    ) -> None:
        self.refused(house, ada, message, **{field: typed})

    def refused(self, house: House, ada: Client, message: str, **typed: str) -> None:
        page = report(ada, status=422, **typed)
        ((field, text),) = typed.items()
        assert message in page.errors()[field]
        kept = [element for element in page.every("input", "textarea") if element.get("name") == field]
        assert all(
            (element.text if element.tag == "textarea" else element.get("value")) == text for element in kept
        )
        assert payments_of(house.ada) == []
        assert count(OutboxMessage) == 0

    def test_asks_for_everything_that_is_missing(self, house: House, ada: Client) -> None:
        page = ada.post("/payments/report", status=422)
        assert set(page.errors()) == {"amount", "method", "received_on"}
        assert payments_of(house.ada) == []

    def test_needs_the_pages_token(self, house: House, ada: Client) -> None:
        ada.post("/payments/report", REPORT, csrf=False, status=400)
        assert payments_of(house.ada) == []

    def test_has_a_limit(self, ada: Client) -> None:
        for _ in range(10):
            ada.post("/payments/report", status=422)
        ada.post("/payments/report", status=429)

    def test_escapes_what_was_typed(self, house: House, ada: Client) -> None:
        page = report(ada, status=422, note="<script>alert(1)</script>", amount="x")
        assert "<script>alert" not in page.text
        report(ada, note="<script>alert(1)</script>")
        assert "<script>alert" not in ada.get(f"/payments/{newest(house.ada).reference}").text


class TestAReceipt:
    def test_says_who_paid_what_and_what_for(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 25000)
        page = ada.get(f"/payments/{paid.reference}")
        assert page.h1 == f"Receipt {paid.receipt_number}"
        for words in (
            "Sigma Delta Sigma",
            "Received from Ada Byron",
            "Amount $250.00",
            "Method Cash",
            f"Date {long_date(today_in(ZONE))}",
            "2026-27 dues $200.00",
            "Credit Pays your next charge by itself $50.00",
        ):
            assert words in page.main

    def test_that_is_void_says_so(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id,
            payment_id=paid.payment_id,
            reason="The check bounced.",
            by=OPERATOR,
        )
        main = ada.get(f"/payments/{paid.reference}").main
        assert "This receipt is void The check bounced." in main
        assert "Reversed" in main

    def test_is_shown_to_officers_of_the_chapter(self, app: Flask, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        page = signed_in(app, house.tess).get(f"/payments/{paid.reference}")
        assert "Received from Ada Byron" in page.main

    @pytest.mark.parametrize("who", ["ben", "stranger"])
    def test_is_not_there_for_anyone_else(self, app: Flask, house: House, ada: Client, who: str) -> None:
        paid = pay_cash(house.ada, 5000)
        page = signed_in(app, getattr(house, who)).get(f"/payments/{paid.reference}", status=404)
        assert "Ada" not in page.main

    def test_is_not_there_yet_for_a_payment_under_way(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        back(ada, house.ada)
        assert ada.get(f"/payments/{newest(house.ada).reference}").h1 == "$200.00 is under way"

    def test_says_that_we_are_finding_out_where_the_answer_was_lost(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=9))
        ada.submit(ada.get("/payments/pay"), status=503)
        assert ada.get(f"/payments/{newest(house.ada).reference}").h1 == "We are finding out"


class TestTheHistory:
    def test_says_what_will_be_there(self, ada: Client) -> None:
        page = ada.get("/payments")
        assert page.h1 == "Your payments"
        assert "No payments yet" in page.main

    def test_goes_back_and_forth_without_losing_one(self, house: House, ada: Client) -> None:
        for number in range(45):
            pay_cash(house.ada, 101 + number)
        first = ada.get("/payments")
        second = ada.get(first.links()["Older"])
        third = ada.get(second.links()["Older"])
        amounts = [amount for page in (first, second, third) for amount in amounts_on(page)]
        assert amounts == [f"$1.{number + 1:02d}" for number in range(44, -1, -1)]
        assert "Older" not in third.links()
        assert amounts_on(ada.get(third.links()["Newer"])) == amounts_on(second)
        newest_again = ada.get(ada.get(third.links()["Newer"]).links()["Newer"])
        assert amounts_on(newest_again) == amounts_on(first)
        assert "Newer" not in newest_again.links()

    def test_shows_nobody_elses(self, house: House, ada: Client) -> None:
        pay_cash(house.ben, 4321)
        assert "43.21" not in ada.get("/payments").main

    @pytest.mark.parametrize("query", ["before=P-INVENTED", "after=P-INVENTED", "after=" + "x" * 400])
    def test_of_an_invented_place_is_not_there(self, ada: Client, query: str) -> None:
        ada.get(f"/payments?{query}", status=404)

    def test_from_another_members_payment_is_not_there(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ben, 4321)
        ada.get(f"/payments?before={paid.reference}", status=404)


def amounts_on(page: BrowserPage) -> list[str]:
    (box,) = [element for element in page.every("ul") if "$" in element.text]
    return [next(word for word in entry_.text.split() if word.startswith("$")) for entry_ in box.every("li")]


class TestTheCardFee:
    @pytest.fixture
    def offered(self, house: House) -> None:
        db.session.get_one(Chapter, house.ada.chapter_id).policy = Policy(card_fee_choice=True).kept()
        db.session.commit()

    def test_is_not_spoken_of_where_the_chapter_carries_it(self, house: House, ada: Client) -> None:
        assert "card fee" not in ada.get("/payments/pay").main

    @pytest.mark.usefixtures("offered")
    def test_is_named_before_it_is_chosen_and_is_not_by_itself(self, house: House, ada: Client) -> None:
        page = ada.get("/payments/pay")
        assert "$6.29 for $200.00, by Stripe's rate of 2.9 % and $0.30." in page.main
        ada.submit(page)
        assert payments_of(house.ada)[0].amount_minor == 20000

    @pytest.mark.usefixtures("offered")
    def test_is_added_when_it_is_chosen(self, house: House, ada: Client) -> None:
        ada.submit(ada.get("/payments/pay"), {"cover_fee": "y"})
        [payment] = payments_of(house.ada)
        assert (payment.amount_minor, payment.fee_minor) == (20629, 629)
