"""``flask outbox``, ``flask payments`` and ``flask stripe``: what leaves the house."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services.payments import checkout
from tests.books import Books, charge, member_of, open_books, pay
from tests.cli.terminal import flask, refused, run


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


class TestReconciling:
    def test_books_what_no_webhook_told_of(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        checkout.start(
            chapter_id=books.chapter_id, member_id=books.members[0], amount_minor=20000, by=OPERATOR
        )
        sandbox.pay(sandbox.sessions()[0]["id"])
        sandbox.lose_deliveries()
        assert "Looked at 1: applied 1, closed 0" in run(app, "payments", "reconcile")
        assert member_of(books.members[0]).balance_minor == 0
        assert run(app, "payments", "reconcile", "--days", "1").strip() == "Looked at 1: nothing to do."
        assert member_of(books.members[0]).credit_minor == 0

    def test_says_so_when_stripe_does_not_answer(self, app: Flask, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1", kind="drop", times=9))
        result = flask(app, "payments", "reconcile")
        assert (result.exit_code, "does not answer" in result.stderr) == (1, True)

    def test_looks_back_by_days_that_make_sense(self, app: Flask) -> None:
        refused(app, "payments", "reconcile", "--days", "0", code=2)


class TestCheckingStripe:
    def test_finds_all_well_with_the_sandbox(self, app: Flask, live_server: str) -> None:
        printed = run(app, "stripe", "check")
        assert "MEND" not in printed
        assert all(name in printed for name in ("key", "account", "webhook secret", "endpoint"))

    def test_fails_and_says_what_to_mend(self, app: Flask) -> None:
        app.config["STRIPE_WEBHOOK_SECRETS"] = ["secret"]
        result = flask(app, "stripe", "check")
        assert result.exit_code == 1
        assert "begins with whsec_" in result.stdout
