"""Paying by card, the way back, and giving up; each with what can go wrong."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Installment, JournalEntry
from sigma_finance.services.payments import recording
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
from tests.routes.paying_by_card import NO_AMOUNTS, back, newest, press_pay, session_of


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    owe(house.ada)
    return signed_in(app, house.ada)


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

    def test_offers_next_what_the_chapters_policy_settles_first(self, house: House, ada: Client) -> None:
        due_on = owe(house.ada, 1500, due_in=90, what="Noise", kind=ChargeKind.FINE)
        chapter = db.session.get_one(Chapter, house.ada.chapter_id)
        chapter.policy = Policy(settle_first=(ChargeKind.FINE,)).kept()
        db.session.commit()
        page = ada.get("/payments/pay")
        assert f"The next installment Noise, by {long_date(due_on)} $15.00" in page.main
        press_pay(ada, what="next")
        assert newest(house.ada).amount_minor == 1500

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


def parts_of(person: Person) -> list[int]:
    """A person's installments, the earliest first."""
    db.session.rollback()
    rows = db.session.query(Installment).filter_by(member_id=person.member_id).order_by(Installment.due_on)
    return [row.id for row in rows]


def left_of(person: Person) -> list[int]:
    """What is open of each of a person's installments, the earliest first."""
    return [db.session.get_one(Installment, one).open_minor for one in parts_of(person)]


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

    @pytest.mark.parametrize(
        ("typed", "left"),
        [
            ({"what": "next"}, [0, 5000, 20000]),
            ({"what": "several", "several": "2"}, [0, 0, 20000]),
            ({"what": "other", "amount": "50.00"}, [0, 5000, 20000]),
        ],
    )
    def test_settles_the_installments_that_were_chosen(
        self, house: House, ada: Client, sandbox: Sandbox, typed: dict[str, str], left: list[int]
    ) -> None:
        for due_in in (5, 10):
            owe(house.ada, 5000, due_in=due_in)
        press_pay(ada, **typed)
        sandbox.pay(session_of(house.ada))
        back(ada, house.ada)
        assert left_of(house.ada) == left

    def test_settles_what_the_reminder_named_and_says_what_stays_open(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        for due_in in (5, 10):
            owe(house.ada, 5000, due_in=due_in)
        second = parts_of(house.ada)[1]
        page = ada.get(f"/payments/pay?for={second}")
        assert "What the message asked for $50.00 that is due before it stays open $50.00" in page.main
        ada.submit(page, {"what": "named"})
        sandbox.pay(session_of(house.ada))
        back(ada, house.ada)
        assert left_of(house.ada) == [5000, 0, 20000]

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
