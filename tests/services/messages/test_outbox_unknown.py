"""A message whose answer was lost: nobody knows whether it arrived, so it is not sent again by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services.messages import outbox
from tests.books import Books, open_books

CONTEXT = {"member_name": "Ada", "review_url": "https://dues.example.org/treasurer"}


@pytest.fixture
def books(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Books:
    monkeypatch.setitem(any_app.extensions, "outbox_runner", None)
    return open_books()


@transactional
def write(books: Books) -> None:
    outbox.enqueue(
        chapter_id=books.chapter_id, kind="mail_stopped", to="ada@example.org", context=dict(CONTEXT)
    )


def states() -> list[MessageState]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage.state)))


class TestAMessageOfUnknownOutcome:
    def test_of_a_lost_answer_is_not_sent_again(self, books: Books, sandbox: Sandbox) -> None:
        write(books)
        sandbox.fault(Fault("/sendgrid/", kind="drop", moment="after"))
        outbox.deliver()
        assert states() == [MessageState.UNKNOWN]
        for days in (1, 2, 30):
            with time_machine.travel(now() + timedelta(days=days)):
                outbox.deliver()
        assert states() == [MessageState.UNKNOWN]
        assert len(sandbox.messages(to="ada@example.org")) == 1

    def test_of_a_sender_that_vanished_is_not_sent_again(self, books: Books, sandbox: Sandbox) -> None:
        write(books)
        [message] = db.session.scalars(select(OutboxMessage)).all()
        message.state, message.leased_until = MessageState.SENDING, now()
        db.session.commit()
        for hours in (1, 48):
            with time_machine.travel(now() + timedelta(hours=hours)):
                outbox.deliver()
        assert states() == [MessageState.UNKNOWN]
        assert sandbox.messages(to="ada@example.org") == []
