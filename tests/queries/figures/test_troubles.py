"""What does not mend itself in a chapter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import Delivery, EventState, MessageState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.models import Dispute, WebhookEvent
from sigma_finance.queries.figures import troubles
from tests.books import Books, open_books
from tests.rows import keep, message, payment

LATELY = timedelta(days=7)


@pytest.fixture
def books(any_app: Flask) -> Books:
    open_books()
    return open_books()


def dispute(
    books: Books, number: int, state: DisputeState = DisputeState.OPEN, due_in: int | None = 5
) -> int:
    paid = payment(books.chapter_id, books.members[0], PaymentState.PENDING, reference=f"P-{number}")
    due_at = None if due_in is None else now() + timedelta(days=due_in)
    facts = {"payment_id": paid, "amount_minor": number, "state": state, "evidence_due_at": due_at}
    return keep(Dispute(chapter_id=books.chapter_id, stripe_dispute_id=f"dp_{number}", **facts))


def event(books: Books | None, number: int, state: EventState, days: int = 0) -> int:
    facts = {"type": "charge.refunded", "object_id": "", "livemode": False, "payload": "{}", "state": state}
    chapter_id = books.chapter_id if books else None
    received_at = now() - timedelta(days=days)
    return keep(
        WebhookEvent(chapter_id=chapter_id, event_id=f"evt_{number}", received_at=received_at, **facts)
    )


class TestOpenDisputes:
    def test_come_by_the_day_of_their_answer_those_without_one_last(self, books: Books) -> None:
        dispute(books, 1, due_in=None)
        dispute(books, 2, due_in=9)
        dispute(books, 3, due_in=2)
        dispute(books, 4, DisputeState.LOST)
        dispute(open_books(), 5)
        found = troubles.disputes(chapter_id=books.chapter_id)
        assert [(one.reference, one.member_name, one.amount_minor) for one in found] == [
            ("P-3", "Member 0", 3),
            ("P-2", "Member 0", 2),
            ("P-1", "Member 0", 1),
        ]


class TestTroubledEvents:
    def test_are_those_of_the_chapter_that_failed_lately_the_latest_first(self, books: Books) -> None:
        first = event(books, 1, EventState.FAILED, days=2)
        second = event(books, 2, EventState.QUARANTINED, days=1)
        event(books, 3, EventState.APPLIED)
        event(books, 4, EventState.FAILED, days=8)
        event(open_books(), 5, EventState.FAILED)
        found = troubles.events(chapter_id=books.chapter_id, since=now() - LATELY)
        assert [one.id for one in found] == [second, first]

    def test_of_no_known_chapter_are_nobodys_where_there_are_several(self, books: Books) -> None:
        event(None, 1, EventState.FAILED)
        assert troubles.events(chapter_id=books.chapter_id, since=now() - LATELY) == []


class TestTroubledMessages:
    def test_are_those_that_did_not_arrive_the_latest_first(self, books: Books) -> None:
        ada = books.members[0]
        message(books.chapter_id, "due_soon", state=MessageState.FAILED, member_id=ada, created_at=now())
        message(
            books.chapter_id,
            state=MessageState.SENT,
            delivery=Delivery.BOUNCED,
            created_at=now() - timedelta(days=1),
        )
        message(books.chapter_id, state=MessageState.SENT, delivery=Delivery.DELIVERED)
        message(books.chapter_id, state=MessageState.FAILED, created_at=now() - timedelta(days=8))
        message(open_books().chapter_id, state=MessageState.FAILED)
        found = troubles.messages(chapter_id=books.chapter_id, since=now() - LATELY)
        assert [(one.what, one.member_name, one.status) for one in found] == [
            ("Due soon", "Member 0", MessageState.FAILED),
            ("Receipt", None, Delivery.BOUNCED),
        ]
