"""``flask outbox``."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from tests.books import Books, charge, open_books, pay
from tests.cli.terminal import run


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestDeliveringTheOutbox:
    def test_sends_what_is_due_once(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        app.extensions["outbox_runner"], usual = None, app.extensions["outbox_runner"]
        pay(books, books.members[0], 100)
        app.extensions["outbox_runner"] = usual
        assert "Sent 1," in run(app, "outbox", "deliver")
        assert "Sent 0," in run(app, "outbox", "deliver")
        assert len(sandbox.messages()) == 1

    def test_keeps_what_could_not_be_sent(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/sendgrid/v3/mail/send", kind="status", status=503, times=4))
        pay(books, books.members[0], 100)
        db.session.rollback()
        assert "to be tried again 0" in run(app, "outbox", "deliver")
        assert [message.state for message in db.session.query(OutboxMessage)] == ["queued"]
