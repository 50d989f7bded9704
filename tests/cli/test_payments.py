"""``flask payments``."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.services.payments import checkout
from tests.books import Books, charge, member_of, open_books
from tests.cli.terminal import flask, refused, run


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


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
