"""Giving a payment back, from its page."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Chapter, Payment, Refund
from tests.books import Books
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House, member_of, owe, pay_cash, payments_of
from tests.services.payments.refunding import pay_online, refunds_of


@pytest.fixture
def card(house: House, sandbox: Sandbox) -> Payment:
    """200.00 that Ada has paid by card."""
    owe(house.ada)
    return pay_online(Books(house.ada.chapter_id, house.slug, [house.ada.member_id]), sandbox)


@pytest.fixture
def cash(house: House) -> Payment:
    owe(house.ada)
    pay_cash(house.ada, 20000)
    return payments_of(house.ada)[-1]


def page_of(payment: Payment) -> str:
    return f"/treasurer/payments/{payment.reference}"


def typed(page: BrowserPage, name: str) -> str:
    """What stands in a field of the page's form."""
    return next(one.get("value") for one in page.form().every("input") if one.get("name") == name)


def another_officer(house: House) -> Person:
    db.session.rollback()
    return add_person(house.tess.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)


def asked_for() -> int:
    """What was asked of another officer."""
    db.session.rollback()
    return db.session.query(Approval).one().id


def limit(house: House, minor: int) -> None:
    db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(second_person_above_minor=minor).kept()
    db.session.commit()


class TestRefundingACard:
    def test_begins_with_all_of_it_and_says_where_it_goes(self, card: Payment, tess: Client) -> None:
        page = tess.get(page_of(card)).links()["Refund"]
        form = tess.get(page)
        assert typed(form, "amount") == "200.00"
        assert "To the card that paid, in 5 to 10 business days: usually by" in form.main
        assert "How it goes back" not in form.main

    def test_sends_it_back(self, house: House, card: Payment, tess: Client) -> None:
        sent = tess.submit(tess.get(page_of(card) + "/refund"), {"amount": "50", "reason": "Paid twice"})
        done = tess.follow(sent)
        assert "$50.00 is refunded. To the card that paid" in done.main
        assert ["Refund Paid twice", "Refunded", "50.00"] in [[*row[:1], *row[2:]] for row in done.rows()]
        assert member_of(house.ada).balance_minor == 5000

    def test_waives_what_is_not_owed(self, house: House, card: Payment, tess: Client) -> None:
        answers = {"amount": "50", "reason": "Moved away", "owed": "waived"}
        tess.follow(tess.submit(tess.get(page_of(card) + "/refund"), answers))
        assert member_of(house.ada).balance_minor == 0

    @pytest.mark.parametrize(
        ("answers", "field", "word"),
        [
            ({"amount": "200.01"}, "amount", "$200.00 of this payment is left"),
            ({"amount": "0"}, "amount", ""),
            ({"amount": "-5"}, "amount", ""),
            ({"reason": ""}, "reason", ""),
            ({"owed": "perhaps"}, "owed", "Choose one."),
        ],
    )
    def test_keeps_what_was_typed_where_it_cannot_be(
        self, card: Payment, tess: Client, answers: dict[str, str], field: str, word: str
    ) -> None:
        sent = {"amount": "20", "reason": "Paid twice", **answers}
        page = tess.submit(tess.get(page_of(card) + "/refund"), sent, status=422)
        assert word in page.errors()[field]
        assert typed(page, "amount") == sent["amount"]
        assert refunds_of(card) == []

    def test_says_what_stripe_refused_and_can_be_sent_again(
        self, house: House, card: Payment, tess: Client, sandbox: Sandbox
    ) -> None:
        sandbox.bench.settings.refund_floor = 0
        answers = {"amount": "200", "reason": "Paid twice"}
        page = tess.submit(tess.get(page_of(card) + "/refund"), answers, status=422)
        sandbox.bench.settings.refund_floor = None
        assert "not enough money at Stripe" in page.main
        tess.follow(tess.submit(page, {}))
        assert [one.state for one in refunds_of(card)] == [RefundState.REFUSED, RefundState.SUCCEEDED]
        assert member_of(house.ada).balance_minor == 20000

    def test_says_that_no_answer_came(self, card: Payment, tess: Client, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        form = tess.get(page_of(card) + "/refund")
        done = tess.follow(tess.submit(form, {"reason": "Paid twice"}))
        assert "Do not refund it again" in done.main
        assert "we are finding out" in done.main
        assert "Refund" not in done.links()

    def test_sent_twice_refunds_once(self, card: Payment, tess: Client) -> None:
        form = tess.get(page_of(card) + "/refund")
        answers = {"amount": "50", "reason": "Paid twice"}
        tess.submit(form, answers)
        tess.submit(form, answers)
        assert len(refunds_of(card)) == 1

    def test_is_not_offered_where_nothing_is_left(self, card: Payment, tess: Client) -> None:
        tess.submit(tess.get(page_of(card) + "/refund"), {"reason": "Paid twice"})
        assert "Refund" not in tess.get(page_of(card)).links()
        assert "gone back already" in tess.get(page_of(card) + "/refund", status=409).main

    def test_shows_the_member_how_it_stands(
        self, app: Flask, house: House, card: Payment, tess: Client
    ) -> None:
        tess.submit(tess.get(page_of(card) + "/refund"), {"amount": "50", "reason": "Paid twice"})
        made = refunds_of(card)[0]
        made.state = RefundState.PENDING
        db.session.commit()
        ada = signed_in(app, house.ada)
        own = f"/payments/{card.reference}"
        assert "Refund under way" in ada.get(own).main
        assert "usually there by" in ada.get(own).main
        made.state = RefundState.SUCCEEDED
        db.session.commit()
        assert "Refunded" in ada.get(own).main


class TestRefundingByHand:
    def test_asks_how(self, house: House, cash: Payment, tess: Client) -> None:
        form = tess.get(page_of(cash) + "/refund")
        assert "You give it back yourself" in form.main
        page = tess.submit(form, {"amount": "50", "reason": "Paid twice"}, status=422)
        assert "Choose how it was given back." in page.errors()["method"]
        done = tess.follow(tess.submit(page, {"method": "check", "trace": "1042"}))
        assert "$50.00 is recorded as given back." in done.main
        assert "Refund Check 1042. Paid twice" in [row[0] for row in done.rows()[1:]]
        assert member_of(house.ada).balance_minor == 5000

    def test_takes_no_more_cash_than_there_is(self, house: House, cash: Payment, tess: Client) -> None:
        deposit = tess.get("/treasurer/deposits")
        tess.submit(deposit, {})
        form = tess.get(page_of(cash) + "/refund")
        page = tess.submit(form, {"method": "cash", "reason": "Paid twice"}, status=422)
        assert "less cash on hand" in page.main

    def test_did_not_arrive(self, house: House, cash: Payment, tess: Client) -> None:
        form = tess.get(page_of(cash) + "/refund")
        done = tess.follow(tess.submit(form, {"method": "check", "reason": "Paid twice"}))
        form = tess.get(done.links()["It did not arrive"])
        page = tess.submit(form, {"reason": ""}, status=422)
        done = tess.follow(tess.submit(page, {"reason": "Never cashed"}))
        assert "The money is in the books again" in done.main
        assert member_of(house.ada).balance_minor == 0
        gone = f"{page_of(cash)}/refunds/{refunds_of(cash)[0].id}/failed"
        assert "given by hand, and stands" in tess.get(gone, status=409).main
        tess.get(f"{page_of(cash)}/refunds/{10**9}/failed", status=404)


class TestAboveTheLimit:
    def test_another_officer_is_asked_and_refunds(
        self, app: Flask, house: House, card: Payment, tess: Client
    ) -> None:
        otto = another_officer(house)
        limit(house, 10000)
        form = tess.get(page_of(card) + "/refund")
        done = tess.follow(tess.submit(form, {"reason": "Paid twice"}))
        assert "The other officers have been asked" in done.main
        assert refunds_of(card) == []
        asked = asked_for()
        refused = tess.post(f"/treasurer/approvals/{asked}/approve", status=403)
        assert "You asked for this" in refused.text
        other = signed_in(app, otto)
        done = other.follow(other.post(f"/treasurer/approvals/{asked}/approve"))
        assert "Approved, and done." in done.main
        assert member_of(house.ada).balance_minor == 20000

    def test_says_that_stripe_has_not_answered(
        self, app: Flask, house: House, card: Payment, tess: Client, sandbox: Sandbox
    ) -> None:
        otto = another_officer(house)
        limit(house, 10000)
        tess.submit(tess.get(page_of(card) + "/refund"), {"reason": "Paid twice"})
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        other = signed_in(app, otto)
        asked = asked_for()
        done = other.follow(other.post(f"/treasurer/approvals/{asked}/approve"))
        assert "Stripe has not answered yet" in done.main

    def test_by_hand_is_recorded_by_another(
        self, app: Flask, house: House, cash: Payment, tess: Client
    ) -> None:
        otto = another_officer(house)
        limit(house, 10000)
        form = tess.get(page_of(cash) + "/refund")
        tess.submit(form, {"method": "check", "trace": "7", "reason": "Paid twice"})
        other = signed_in(app, otto)
        asked = asked_for()
        other.follow(other.post(f"/treasurer/approvals/{asked}/approve"))
        [made] = refunds_of(cash)
        assert (made.method, made.trace, made.by_two) == (Method.CHECK, "7", True)


class TestWhoMayRefund:
    def test_is_nobody_of_another_chapter(self, card: Payment, stranger: Client) -> None:
        stranger.get(page_of(card) + "/refund", status=404)
        stranger.post(page_of(card) + "/refund", {"amount": "1", "reason": "Mine", "owed": "yes"}, status=404)
        stranger.get(f"{page_of(card)}/refunds/1/failed", status=404)
        assert db.session.query(Refund).count() == 0

    def test_is_no_member(self, app: Flask, house: House, card: Payment) -> None:
        signed_in(app, house.ada).get(page_of(card) + "/refund", status=403)
