"""Many at once on PostgreSQL: one effect each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms, PlanTerms
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import FormSentAlready, PaymentState
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import Charge, DuesPeriod, Installment, Payment, Plan, Receipt, WebhookEvent
from sigma_finance.services.dues import periods, plans
from sigma_finance.services.payments import (
    autopay_charges,
    autopay_setup,
    checkout,
    pay_links,
    recording,
    webhooks,
)
from sigma_finance.services.payments.booking import BookingResult
from tests.at_once import at_once
from tests.books import (
    ZONE,
    Books,
    assert_books_hold,
    charge,
    first_of_next_year,
    manual,
    member_of,
    open_books,
    payment_of,
)


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books(members=3)
    for member_id in made.members:
        charge(made, member_id)
    return made


def receive_and_handle(payload: bytes, header: str) -> EventState:
    return webhooks.handle(event_id=webhooks.receive(payload=payload, signature=header))


def opened(books: Books) -> Payment:
    checkout.start(chapter_id=books.chapter_id, member_id=books.members[0], amount_minor=20000, by=OPERATOR)
    db.session.rollback()
    return db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)).one()


class TestTenDeliveriesOfOneEvent:
    def test_book_once(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        payment = opened(books)
        sandbox.pay(payment.stripe_session_id or "")
        [event] = [e for e in sandbox.take_events() if e["type"] == "checkout.session.completed"]
        signed = sandbox.signed(event["id"])

        deliver = partial(receive_and_handle, signed.payload, signed.header)
        assert at_once(app, [deliver] * 10) == [EventState.APPLIED] * 10
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        assert db.session.scalar(select(func.count()).select_from(WebhookEvent)) == 1
        assert db.session.scalar(select(func.count()).select_from(Receipt)) == 1
        assert_books_hold(books)


class TestTwoWhoPayByOneLink:
    def test_never_lose_or_invent_a_cent(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        link_id = pay_links.make(**whose, kind=PayLinkKind.MEMBER, by=OPERATOR)
        token = pay_links.address_of(link_id).rpartition("/")[2]
        start = partial(pay_links.start, token=token, by=OPERATOR)
        at_once(app, [partial(start, amount_minor=minor) for minor in (20000, 5000, 20000, 7000)])
        paid = [sandbox.pay(one["id"]) for one in sandbox.sessions() if one["status"] == "open"]
        signed = [sandbox.signed(event["id"]) for event in sandbox.take_events()]
        at_once(app, [partial(receive_and_handle, one.payload, one.header) for one in signed])
        received = sum(one["amount_total"] for one in paid)
        member = member_of(books.members[0])
        assert member.balance_minor - member.credit_minor == 20000 - received
        assert_books_hold(books)


class TestTheReturnPageAndTheWebhook:
    def test_book_once_between_them(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        payment = opened(books)
        reference, session_id = payment.reference, payment.stripe_session_id
        sandbox.pay(session_id or "")
        signed = [sandbox.signed(event["id"]) for event in sandbox.take_events()]
        calls: list[Callable[[], Any]] = [
            lambda: checkout.settle_return(
                chapter_id=books.chapter_id,
                member_id=books.members[0],
                reference=reference,
                session_id=session_id,
            )
        ] * 3
        calls += [partial(receive_and_handle, delivery.payload, delivery.header) for delivery in signed]
        assert not [result for result in at_once(app, calls) if isinstance(result, DomainError)]
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)


class TestPressingPayTwiceAtOnce:
    def test_opens_one_session(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        def press() -> str:
            return checkout.start(
                chapter_id=books.chapter_id, member_id=books.members[0], amount_minor=20000, by=OPERATOR
            )

        urls = [url for url in at_once(app, [press] * 4) if isinstance(url, str)]
        assert len(set(urls)) == 1
        assert len(sandbox.sessions()) == 1


class TestTwoTreasurers:
    def test_number_their_receipts_without_gap_or_double(self, app: Flask, books: Books) -> None:
        requests = [manual(books, member_id, 500) for member_id in books.members for _ in range(4)]
        calls = [
            lambda request=request: recording.record(request=request, by=OPERATOR) for request in requests
        ]
        results = at_once(app, calls)
        numbers = sorted(result.receipt_number for result in results)
        assert [int(number[-4:]) for number in numbers] == list(range(1, 13))
        assert_books_hold(books)

    def test_who_send_one_form_at_once_record_one_payment(self, app: Flask, books: Books) -> None:
        request = manual(books, books.members[0], 500)
        results = at_once(app, [lambda: recording.record(request=request, by=OPERATOR)] * 6)
        assert len({result.payment_id for result in results}) == 1
        assert_books_hold(books)

    def test_who_send_one_form_at_once_with_other_amounts_record_one_and_hear_of_it(
        self, app: Flask, books: Books
    ) -> None:
        request = manual(books, books.members[0], 500)
        calls = [
            partial(recording.record, request=replace(request, amount_minor=a), by=OPERATOR)
            for a in (500, 700)
        ]
        results = at_once(app, calls)
        [recorded] = [result for result in results if isinstance(result, BookingResult)]
        [refused] = [result for result in results if isinstance(result, FormSentAlready)]
        assert f"with ${recorded.amount_minor // 100}.00 cash" in refused.message
        assert db.session.scalars(select(Payment.amount_minor)).all() == [recorded.amount_minor]

    def test_who_send_one_form_at_once_for_other_members_record_one(self, app: Flask, books: Books) -> None:
        request = manual(books, books.members[0], 500)
        calls = [
            partial(recording.record, request=replace(request, member_id=member_id), by=OPERATOR)
            for member_id in books.members
        ]
        results = at_once(app, calls)
        assert len([result for result in results if isinstance(result, BookingResult)]) == 1
        assert len([result for result in results if isinstance(result, FormSentAlready)]) == 2
        assert_books_hold(books)

    def test_who_assess_at_once_charge_nobody_twice(self, app: Flask, books: Books) -> None:
        due = first_of_next_year()
        period = periods.create_period(
            chapter_id=books.chapter_id, name="Next", terms=PeriodTerms(100, due), by=OPERATOR
        )
        results = at_once(
            app, [lambda: periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)] * 4
        )
        assert sorted(result.charged for result in results) == [0, 0, 0, 3]
        assert len(db.session.scalars(select(Charge).where(Charge.dues_period_id == period)).all()) == 3

    def test_who_name_one_period_at_once_make_one(self, app: Flask, books: Books) -> None:
        due = first_of_next_year()

        def name() -> int:
            return periods.create_period(
                chapter_id=books.chapter_id, name="Next", terms=PeriodTerms(100, due), by=OPERATOR
            )

        results = at_once(app, [name] * 4)
        assert len([result for result in results if isinstance(result, int)]) == 1
        assert len(db.session.scalars(select(DuesPeriod)).all()) == 1


class TestAgreeingToAPlan:
    def test_of_many_at_once_begins_one(self, app: Flask, books: Books) -> None:
        owed = member_of(books.members[0]).balance_minor
        rhythms = (Frequency.WEEKLY, Frequency.MONTHLY)
        wanted = [PlanTerms(rhythm, count, today_in(ZONE), owed) for rhythm in rhythms for count in (2, 4)]
        agreeing = partial(
            plans.agree,
            chapter_id=books.chapter_id,
            member_id=books.members[0],
            agreement="I will pay.",
            by=OPERATOR,
        )
        answers = at_once(app, [partial(agreeing, terms=terms) for terms in wanted * 2])
        db.session.rollback()
        begun = list(db.session.scalars(select(Plan).where(Plan.member_id == books.members[0])))
        assert [plan.state for plan in begun] == [PlanState.ACTIVE]
        assert {answer for answer in answers if isinstance(answer, int)} == {begun[0].id}
        assert sum(isinstance(answer, DomainError) for answer in answers) >= 6
        assert_books_hold(books)


class TestTwoSchedulersAtOnce:
    def test_charge_each_installment_once(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        for member_id in books.members:
            url = autopay_setup.begin_setup(chapter_id=books.chapter_id, member_id=member_id, by=OPERATOR)
            autopay_setup.finish_setup(
                setup=stripe.get_setup_session(session_id=sandbox.save(url[-66:])["id"])
            )
        run = partial(autopay_charges.run_chapter, chapter_id=books.chapter_id)
        due_on = db.session.scalars(
            select(Installment.due_on).where(Installment.chapter_id == books.chapter_id)
        ).first()
        assert due_on is not None
        noon = datetime.combine(due_on, time(12), ZoneInfo(ZONE))
        with time_machine.travel(noon - timedelta(days=3)):
            told = at_once(app, [run] * 4)
        with time_machine.travel(noon):
            charged = at_once(app, [run] * 4)
        assert sum(ran.told for ran in told) == 3
        assert sum(ran.charged for ran in charged) == 3
        db.session.rollback()
        taken = list(db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)))
        assert [payment.state for payment in taken] == [PaymentState.SUCCEEDED] * 3
        assert len(sandbox.every("payment_intent")) == 3
        assert {member_of(member_id).balance_minor for member_id in books.members} == {0}
        assert_books_hold(books)
