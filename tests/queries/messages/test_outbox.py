"""Messages that are due, and those whose sender vanished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.messages.kinds import Haste
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.queries.messages import outbox
from tests import rows
from tests.books import Books, charge, open_books

MINUTE = timedelta(minutes=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def state_of(message_id: int) -> MessageState:
    db.session.commit()
    return db.session.get_one(OutboxMessage, message_id).state


class TestAMessage:
    def test_leaves_when_it_is_due_those_first_that_somebody_waits_for(self, books: Books) -> None:
        bulk = rows.message(books.chapter_id, haste=Haste.BULK, next_attempt_at=now() - 9 * MINUTE)
        usual = rows.message(books.chapter_id, next_attempt_at=now() - 2 * MINUTE)
        awaited = rows.message(books.chapter_id, haste=Haste.AWAITED, next_attempt_at=now() - MINUTE)
        rows.message(books.chapter_id, next_attempt_at=now() + MINUTE)
        rows.message(books.chapter_id, state=MessageState.SENT)
        assert [one.id for one in outbox.claimable(at=now(), limit=9)] == [awaited, usual, bulk]
        assert [one.id for one in outbox.claimable(at=now(), limit=1)] == [awaited]

    @pytest.mark.parametrize(
        ("state", "until", "lost"),
        [
            (MessageState.SENDING, -MINUTE, True),
            (MessageState.SENDING, MINUTE, False),
            (MessageState.QUEUED, -MINUTE, False),
        ],
    )
    def test_is_unknown_where_its_sender_vanished(
        self, books: Books, state: MessageState, until: timedelta, lost: bool
    ) -> None:
        made = rows.message(books.chapter_id, state=state, leased_until=now() + until)
        assert outbox.give_up_lost(at=now(), problem="Lost") == int(lost)
        assert state_of(made) is (MessageState.UNKNOWN if lost else state)

    def test_is_locked_as_it_stands(self, books: Books) -> None:
        made = rows.message(books.chapter_id)
        assert outbox.lock_message(message_id=made).id == made


class TestAReminder:
    def test_is_withheld_from_who_owes_nothing_any_more(self, books: Books) -> None:
        charge(books, books.members[1])
        paid, owing = (
            rows.message(books.chapter_id, "due_soon", member_id=member_id, next_attempt_at=now())
            for member_id in books.members
        )
        receipt = rows.message(books.chapter_id, member_id=books.members[0], next_attempt_at=now())
        later = rows.message(
            books.chapter_id, "past_due", member_id=books.members[0], next_attempt_at=now() + MINUTE
        )
        outbox.withhold_needless(at=now())
        assert state_of(paid) is MessageState.WITHHELD
        assert {state_of(one) for one in (owing, receipt, later)} == {MessageState.QUEUED}
