"""What all that is booked from the provider has in common."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Payment
from sigma_finance.services.payments import at_provider
from tests.books import Books, charge, open_books, payment_of
from tests.services.payments.paying import press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestADay:
    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            (datetime(2027, 1, 1, 4, 59, tzinfo=UTC), date(2026, 12, 31)),
            (datetime(2027, 1, 1, 5, 0, tzinfo=UTC), date(2027, 1, 1)),
            (datetime(2027, 1, 5, 0, 0, tzinfo=UTC), date(2027, 1, 2)),
            (None, date(2027, 1, 2)),
        ],
        ids=["still-the-old-year", "the-new-year", "a-clock-that-is-ahead", "not-told"],
    )
    def test_is_the_chapters_and_never_to_come(
        self, books: Books, moment: datetime | None, day: date
    ) -> None:
        chapter = db.session.get_one(Chapter, books.chapter_id)
        with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC), tick=False):
            assert at_provider.day_of(moment, chapter) == day


class TestAPayment:
    def test_has_a_member_or_none(self, books: Books) -> None:
        payment = press_pay(books)
        member = at_provider.member_of(payment)
        assert member is not None
        assert member.id == books.members[0]
        at_provider.lock_member(payment)
        nobodys = Payment(member_id=None)
        assert at_provider.member_of(nobodys) is None
        at_provider.lock_member(nobodys)

    def test_stands_in_the_audit_trail_with_its_sum_as_what_the_provider_did(self, books: Books) -> None:
        reference = press_pay(books).reference

        @transactional
        def refunded() -> None:
            at_provider.record(Action.PAYMENT_REFUNDED, payment_of(reference), 700)

        refunded()
        chosen = select(AuditEvent).where(AuditEvent.action == Action.PAYMENT_REFUNDED.value)
        [line] = db.session.scalars(chosen)
        assert (line.actor, line.subject_id) == (STRIPE.kind.value, payment_of(reference).id)
        assert (line.details["amount_minor"], line.details["member_id"]) == (700, books.members[0])
