"""What is checked of money that is entered by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import FormSentAlready, Method, PaymentState
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, OutboxMessage, Payment
from sigma_finance.services.payments import by_hand
from tests.books import ZONE, Books, manual, open_books
from tests.rows import payment

REPORTED = PaymentState.REPORTED


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@transactional
def enter(request: ManualPayment) -> int:
    return by_hand.enter(request, state=REPORTED, by=OPERATOR).id


class TestEntering:
    def test_writes_the_payment_down_with_its_texts_made_plain(self, books: Books) -> None:
        request = replace(manual(books, books.members[0], 500), note=" In  an\nenvelope ", taken_by=" Tess ")
        found = db.session.get_one(Payment, enter(request))
        assert (found.state, found.amount_minor, found.received_on) == (REPORTED, 500, today_in(ZONE))
        assert (found.taken_by, found.form_key, found.succeeded_at) == ("Tess", request.form_key, None)
        assert found.note.startswith("In")
        assert found.reference

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"method": Method.CARD}, "method"),
            ({"method": Method.BANK_DEBIT}, "method"),
            ({"amount_minor": 0}, "amount"),
            ({"amount_minor": 10**9}, "amount"),
            ({"received_on": today_in(ZONE) + timedelta(days=2)}, "received_on"),
            ({"received_on": date(1999, 12, 31)}, "received_on"),
            ({"note": "x" * 301}, "note"),
            ({"taken_by": "x" * 121}, "taken_by"),
        ],
    )
    def test_refuses_at_its_field_what_cannot_be_taken(
        self, books: Books, change: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            enter(replace(manual(books, books.members[0], 500), **change))  # type: ignore[arg-type]
        assert refusal.value.field == field
        assert db.session.query(Payment).count() == 0


class TestAFormThatWasSentBefore:
    def test_leads_to_what_it_made(self, books: Books) -> None:
        request = manual(books, books.members[0], 500)
        assert by_hand.find_earlier(request) is None
        made = enter(request)
        earlier = by_hand.find_earlier(request)
        assert earlier is not None
        assert earlier.id == made
        assert by_hand.find_earlier(replace(request, chapter_id=open_books().chapter_id)) is None

    def test_with_other_contents_is_refused_saying_with_what_and_for_whom(self, books: Books) -> None:
        ada, ben = books.members
        request = manual(books, ada, 500)
        enter(request)
        with pytest.raises(FormSentAlready, match=r"with \$5.00 cash\. Nothing more"):
            by_hand.find_earlier(replace(request, amount_minor=600))
        with pytest.raises(FormSentAlready, match="for Member 0"):
            by_hand.find_earlier(replace(request, member_id=ben))

    def test_is_refused_so_too_where_both_came_at_once(self, books: Books) -> None:
        request = manual(books, books.members[0], 500)
        enter(request)
        with pytest.raises(FormSentAlready, match="was sent already"):
            enter(replace(request, amount_minor=600))

    @pytest.mark.parametrize("whose", [0, 10**9], ids=["sent twice", "of nobody"])
    def test_breaks_off_where_the_database_refuses_the_row_itself(self, books: Books, whose: int) -> None:
        request = manual(books, books.members[0], 500)
        enter(request)
        with pytest.raises(IntegrityError):
            enter(replace(request, member_id=whose, form_key="another") if whose else request)
        assert db.session.query(Payment).count() == 1


class TestAPaymentUnderLock:
    def test_is_the_chapters_and_somebodys(self, books: Books) -> None:
        paid = payment(books.chapter_id, books.members[0], REPORTED)
        nobodys = payment(books.chapter_id, None, REPORTED)
        found = by_hand.get_locked(books.chapter_id, paid)
        assert by_hand.member_of(found).id == books.members[0]
        with pytest.raises(Conflict, match="Assign this money"):
            by_hand.member_of(by_hand.get_locked(books.chapter_id, nobodys))
        with pytest.raises(NotFound):
            by_hand.get_locked(open_books().chapter_id, paid)
        db.session.rollback()

    def test_has_to_be_in_the_state_that_an_act_needs(self, books: Books) -> None:
        found = db.session.get_one(Payment, payment(books.chapter_id, books.members[0], REPORTED))
        by_hand.require_state(found, REPORTED, "Too late.")
        with pytest.raises(Conflict, match="Too late"):
            by_hand.require_state(found, PaymentState.PENDING, "Too late.")


class TestAfterwards:
    def test_the_act_is_on_the_trail_and_the_member_is_told(self, books: Books) -> None:
        ada = books.members[0]
        paid = payment(books.chapter_id, ada, REPORTED)

        def act(write: Callable[[Payment], None]) -> None:
            write(db.session.get_one(Payment, paid))

        transactional(act)(lambda one: by_hand.note(Action.PAYMENT_REJECTED, one, OPERATOR))
        transactional(act)(
            lambda one: by_hand.tell(
                db.session.get_one(Member, ada), one, "report_rejected", reason="No cash came"
            )
        )
        line = db.session.scalars(select(AuditEvent)).one()
        assert (line.action, line.subject_id, line.details["amount_minor"]) == (
            Action.PAYMENT_REJECTED.value,
            paid,
            5000,
        )
        mail = db.session.scalars(select(OutboxMessage)).one()
        assert (mail.member_id, mail.context["amount"], mail.context["reason"]) == (
            ada,
            "$50.00",
            "No cash came",
        )
