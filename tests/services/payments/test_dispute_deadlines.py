"""The last day to answer a dispute, told before it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.models import Dispute, DisputeAnswer, Member, OutboxMessage, Payment
from sigma_finance.queries.payments import answers
from sigma_finance.services.payments import answering, dispute_deadlines, disputes
from tests.books import Books, charge, open_books
from tests.services.payments.disputing import dispute, dispute_of, mark, write


@pytest.fixture
def books(any_app: Flask) -> Books:
    """A chapter whose second member is its treasurer."""
    made = open_books()
    charge(made, made.members[0])
    db.session.get_one(Member, made.members[1]).role = Role.TREASURER
    db.session.commit()
    return made


def told() -> list[str]:
    """How much time each message said that there was, in their order."""
    db.session.rollback()
    kind = OutboxMessage.kind == "dispute_due"
    found = db.session.scalars(select(OutboxMessage.context).where(kind).order_by(OutboxMessage.id))
    return [str(one["left"]) for one in found]


def warn_before(books: Books, made: Dispute, days: int) -> int:
    """Run the warnings so many days before the last one, twice."""
    due = dispute_of(made.stripe_dispute_id).evidence_due_at or now()
    with time_machine.travel(due - timedelta(days=days)):
        first = dispute_deadlines.warn(chapter_id=books.chapter_id).whole()
        assert dispute_deadlines.warn(chapter_id=books.chapter_id).whole() == 0
        return first


class TestAWarning:
    def test_comes_a_week_and_two_days_before_once_each(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        made.evidence_due_at = now() + timedelta(days=20)
        db.session.commit()
        assert [warn_before(books, made, days) for days in (9, 7, 4, 2, 1, -1)] == [0, 1, 0, 1, 0, 0]
        assert told() == ["7 days left", "2 days left"]

    def test_comes_anew_where_the_day_is_another(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox, asks=True)
        assert warn_before(books, made, 5) == 1
        with time_machine.travel(now() + timedelta(days=3)):
            sandbox.escalate(made.stripe_dispute_id)
            disputes.book_dispute(dispute=provider_on("").get_dispute(dispute_id=made.stripe_dispute_id))
        assert warn_before(books, made, 5) == 1

    def test_is_none_once_it_is_answered_or_about_to_be(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(Fault(path="/stripe/v1/disputes/", kind="drop", times=9, method="POST"))
        answering.send(chapter_id=books.chapter_id, dispute_id=made.id, mark=mark(made), by=OPERATOR)
        sandbox.clear_faults()
        assert warn_before(books, made, 2) == 0
        answering.ask(reference=str(db.session.scalar(select(DisputeAnswer.reference))))
        assert warn_before(books, made, 1) == 0
        assert told() == []

    def test_is_none_of_another_chapter(self, books: Books, sandbox: Sandbox) -> None:
        dispute(books, sandbox)
        assert dispute_deadlines.warn(chapter_id=open_books().chapter_id).whole() == 0

    def test_is_none_of_a_debit_that_came_back(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        payment = db.session.get_one(Payment, made.payment_id)
        payment.method = Method.BANK_DEBIT
        db.session.commit()
        assert warn_before(books, made, 2) == 0

    def test_is_none_where_its_day_was_taken_away_meanwhile(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = dispute(books, sandbox)
        made.evidence_due_at = None
        db.session.commit()
        waits = made.id
        monkeypatch.setattr(answers, "waiting", lambda **_: [waits])
        assert dispute_deadlines.warn(chapter_id=books.chapter_id).whole() == 0
