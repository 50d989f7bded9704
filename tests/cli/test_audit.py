"""``flask audit``."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.extensions import db
from tests.books import Books, charge, open_books, pay
from tests.cli.terminal import flask, run
from tests.harness.standing import ServedApp
from tests.services.books.spoiling import in_hand, spoiled


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    pay(made, made.members[0], 25000)
    return made


class TestVerifyingTheTrail:
    def test_says_that_it_is_whole(self, any_app: Flask, books: Books) -> None:
        assert "is whole" in run(any_app, "audit", "verify")
        assert "is whole" in run(any_app, "audit", "verify", "--chapter", books.slug)

    def test_fails_where_a_line_was_edited(self, any_app: Flask, books: Books, standing: ServedApp) -> None:
        with in_hand(standing), spoiled("UPDATE audit_events SET ip = '192.0.2.9' WHERE sequence = 1"):
            db.session.commit()
        result = flask(any_app, "audit", "verify")
        assert (result.exit_code, "audit line 1" in result.stdout) == (1, True)
