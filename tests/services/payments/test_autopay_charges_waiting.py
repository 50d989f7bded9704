"""Whom and what autopay leaves alone: other money under way, members who left, amounts too small for a card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dues.reminders import SectionKind
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Posting
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services.dues import standing
from sigma_finance.services.payments import autopay_charges, autopay_setup, checkout, reconciliation
from tests.books import assert_books_hold, charge, member_of, open_books, pay
from tests.breaking import break_mail_to
from tests.services.payments.autopay_member import START, WHO, AutopayMember


class TestACharge:
    def test_carries_the_key_of_its_own_row_so_that_repeating_it_takes_nothing(
        self, term: AutopayMember
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        [payment] = term.payments()
        [asked] = [
            request
            for request in term.sandbox.requests()
            if (request.method, request.path) == ("POST", "/stripe/v1/payment_intents")
        ]
        assert asked.idempotency_key == f"{payment.reference}:charge"

    def test_is_told_to_nobody_whose_autopay_ended_meanwhile(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=2)
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        assert autopay_charges._notify(**whose) == 0
        assert term.mails() == []

    def test_waits_while_other_money_is_under_way(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        term.clock.move_to(START + timedelta(days=10))
        checkout.start(
            chapter_id=term.books.chapter_id, member_id=term.member_id, amount_minor=5000, by=OPERATOR
        )
        session_id = term.payments()[0].stripe_session_id or ""
        term.sandbox.pay_by_bank(session_id)
        reconciliation.reconcile()
        assert term.run().charged == 0
        assert term.sandbox.every("payment_intent")[0]["status"] == "processing"
        term.sandbox.settle(session_id)
        reconciliation.reconcile()
        assert term.run().charged == 1
        assert [payment.amount_minor for payment in term.payments()] == [5000, 15000]
        assert member_of(term.member_id).balance_minor == member_of(term.member_id).credit_minor == 0

    def test_is_never_more_than_is_owed_on_its_day(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=60)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 15000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5000]
        assert member_of(term.member_id).balance_minor == 7000
        assert member_of(term.member_id).credit_minor == 0

    def test_holds_nobody_up_where_it_fails_for_one(
        self, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = term.books.members
        for member_id in (one, other):
            charge(term.books, member_id, due_in=10)
        term.turn_on()
        term.turn_on(member_id=other)
        with monkeypatch.context() as patch:
            break_mail_to(patch, one)
            term.clock.move_to(START + timedelta(days=7))
            ran = term.run()
        assert (ran.told, ran.problems) == (1, [f"member {one}: ArithmeticError"])
        assert term.run().told == 1

    def test_has_its_fee_found_where_no_event_told_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        term.sandbox.hasten()
        term.sandbox.lose_deliveries()
        reconciliation.reconcile()
        db.session.rollback()
        lines = select(Posting.amount_minor).where(
            Posting.chapter_id == term.books.chapter_id, Posting.account == Account.PROCESSING_FEES
        )
        assert list(db.session.scalars(lines)) == [610]


class TestWhoLeft:
    def test_is_not_told_twice_where_they_turned_it_off_themselves_meanwhile(
        self, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        term.turn_on()
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        monkeypatch.setattr(queries, "members_gone", lambda **_: [term.member_id])
        assert autopay_charges.notify_due(chapter_id=term.books.chapter_id).problems == []
        assert term.last().ending is AutopayEndReason.TURNED_OFF
        assert term.kinds() == ["autopay_on", "autopay_ended"]


class TestTooLittleForACard:
    def test_waits_for_the_next_charge_and_is_charged_with_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 30, due_in=5)
        charge(term.books, term.member_id, 5000, due_in=20)
        term.turn_on()
        heard = {
            day: (ran.told, ran.charged) for day in range(22) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {17: (1, 0), 20: (0, 1)}
        assert [payment.amount_minor for payment in term.payments()] == [5030]
        assert term.mails()[-1].context["amount"] == "$50.30"
        assert member_of(term.member_id).balance_minor == 0
        assert term.last().state is MandateState.ACTIVE

    def test_is_told_of_with_the_charge_that_it_is_made_with_and_not_before(
        self, term: AutopayMember
    ) -> None:
        for amount_minor, due_in in ((5000, 4), (30, 5), (5000, 11)):
            charge(term.books, term.member_id, amount_minor, due_in=due_in)
        term.turn_on()
        told: list[tuple[int, str]] = []
        for day in range(13):
            term.day(day)
            told += [(day, mail.context["amount"]) for mail in term.mails()[1 + len(told) :]]
        assert told == [(1, "$50.00"), (8, "$50.30")]
        assert [payment.amount_minor for payment in term.payments()] == [5000, 5030]

    def test_is_charged_in_no_sentence_on_a_day_of_its_own(self, term: AutopayMember) -> None:
        for amount_minor, due_in in ((5000, 4), (30, 5), (5000, 11)):
            charge(term.books, term.member_id, amount_minor, due_in=due_in)
        term.turn_on()
        term.day(1)
        chapter = db.session.get_one(Chapter, term.books.chapter_id)
        [debtor] = standing.find_debtors(chapter, member_ids=[term.member_id])
        charged = [one for one in debtor.statement.sections if one.kind is SectionKind.AUTOPAY]
        assert [section.sum_minor for section in charged] == [5000, 5030]

    def test_waits_as_well_when_it_is_the_rest_of_what_was_announced(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=5)
        charge(term.books, term.member_id, 5000, due_in=20)
        term.turn_on()
        term.day(2)
        pay(term.books, term.member_id, 19970)
        assert [day for day in range(5, 22) if term.day(day).charged] == [20]
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5030]
        assert term.mails()[-1].context["amount"] == "$50.30"
        assert "autopay_failed" not in term.kinds()

    def test_is_by_the_currency(self, any_app: Flask, sandbox: Sandbox, term: AutopayMember) -> None:
        term.books = open_books(currency="DKK")
        charge(term.books, term.member_id, 249, due_in=5)
        term.turn_on()
        assert [day for day in range(8) if term.day(day).charged] == []
        charge(term.books, term.member_id, 1, due_in=5)
        assert [day for day in range(8, 20) if term.day(day).charged] == [12]


class TestWhatIsOpenAgain:
    def paid(self, term: AutopayMember) -> str:
        """The charge of an installment that autopay has paid."""
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        return term.payments()[0].stripe_payment_intent_id or ""

    def test_after_a_refund_is_told_and_charged_anew(self, term: AutopayMember) -> None:
        term.sandbox.refund_intent(self.paid(term), amount=5000)
        reconciliation.reconcile()
        [open_again] = queries.coming(
            chapter_id=term.books.chapter_id, member_id=term.member_id, from_on=START.date()
        )
        assert (open_again.open_minor, open_again.state) == (5000, AttemptState.DROPPED)
        heard = {
            day: (ran.told, ran.charged) for day in range(5, 12) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {5: (1, 0), 8: (0, 1)}
        assert member_of(term.member_id).balance_minor == 0
        assert_books_hold(term.books)

    def test_of_two_that_one_charge_paid_is_the_one_that_went_back(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=4)
        charge(term.books, term.member_id, 7000, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        term.sandbox.refund_intent(term.payments()[0].stripe_payment_intent_id or "", amount=7000)
        reconciliation.reconcile()
        assert term.states() == [AttemptState.PAID, AttemptState.DROPPED]
        assert member_of(term.member_id).balance_minor == 7000
