"""Messages that the mail service speaks of, and what a member was written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.extensions import db
from sigma_finance.models import MailEvent, Member, OutboxMessage
from sigma_finance.queries.messages import mail_events
from tests import rows
from tests.books import Books, open_books

HOUR = timedelta(hours=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def write(books: Books, delivery: Delivery | None = None, **facts: Any) -> int:
    known: dict[str, Any] = {"member_id": books.members[0], "to_email": f"member0.{books.slug}@example.org"}
    return rows.message(books.chapter_id, delivery=delivery, **(known | facts))


def latest(books: Books, limit: int = 9) -> list[Delivery]:
    member = db.session.get_one(Member, books.members[0])
    return mail_events.latest_deliveries(member, limit=limit)


class TestAMessage:
    def test_is_found_by_the_reference_that_left_with_it(self, books: Books) -> None:
        made = db.session.get_one(OutboxMessage, write(books))
        found = mail_events.lock_message(reference=made.reference)
        assert found is not None
        assert found.id == made.id
        assert mail_events.lock_message(reference="M-NONE") is None

    def test_is_listed_for_its_member_newest_first(self, books: Books) -> None:
        write(books, kind="due_soon")
        write(books, Delivery.BOUNCED, state=MessageState.SENT)
        write(books, member_id=books.members[1])
        found = mail_events.of_member(chapter_id=books.chapter_id, member_id=books.members[0], limit=9)
        assert [(one.what, one.status) for one in found] == [
            ("Receipt", Delivery.BOUNCED),
            ("Due soon", MessageState.QUEUED),
        ]
        assert (
            mail_events.of_member(chapter_id=open_books().chapter_id, member_id=books.members[0], limit=9)
            == []
        )


class TestDeliveries:
    def test_are_those_to_the_members_address_newest_first(self, books: Books) -> None:
        write(books, Delivery.DELIVERED)
        write(books, Delivery.BOUNCED)
        write(books, Delivery.DELAYED)
        write(books)
        write(books, Delivery.DROPPED, to_email="old@example.org")
        write(books, Delivery.DROPPED, member_id=books.members[1])
        assert latest(books) == [Delivery.BOUNCED, Delivery.DELIVERED]
        assert latest(books, limit=1) == [Delivery.BOUNCED]

    def test_before_an_officer_had_them_written_to_again_count_no_more(self, books: Books) -> None:
        write(books, Delivery.BOUNCED, created_at=now() - 2 * HOUR)
        db.session.get_one(Member, books.members[0]).mail_resumed_at = now() - HOUR
        db.session.commit()
        assert latest(books) == []
        write(books, Delivery.DELIVERED)
        assert latest(books) == [Delivery.DELIVERED]


class TestAnEvent:
    def test_is_known_once_it_was_told(self, books: Books) -> None:
        assert not mail_events.is_known(event_id="e1")
        db.session.add(
            MailEvent(
                chapter_id=books.chapter_id,
                event_id="e1",
                message_id=write(books),
                delivery=Delivery.DELIVERED,
            )
        )
        db.session.commit()
        assert mail_events.is_known(event_id="e1")
        assert not mail_events.is_known(event_id="e2")
