"""``flask audit``."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.audit_heads import sign
from sigma_finance.extensions import db, setting
from sigma_finance.queries import audit_heads
from tests.books import Books, charge, open_books, pay
from tests.cli.terminal import flask, refused, run
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


class TestAHeadOutOfAMail:
    def written(self, books: Books) -> str:
        [end] = audit_heads.ends(chapter_ids=[books.chapter_id])
        return sign(end, key=setting("SECRET_KEY"))

    def test_is_found_in_the_trail(self, any_app: Flask, books: Books) -> None:
        head = self.written(books)
        pay(books, books.members[0], 100)
        assert "is whole" in run(any_app, "audit", "verify", "--head", head)

    def test_shows_that_the_trail_was_shortened(
        self, any_app: Flask, books: Books, standing: ServedApp
    ) -> None:
        head = self.written(books)
        shorten = (
            "DELETE FROM audit_events WHERE sequence = 2; UPDATE chapters SET audit_sequence = 1,"
            " audit_head = (SELECT hash FROM audit_events WHERE sequence = 1)"
        )
        with in_hand(standing), spoiled(shorten):
            db.session.commit()
        assert "is whole" in run(any_app, "audit", "verify")
        result = flask(any_app, "audit", "verify", "--head", head)
        assert (result.exit_code, "audit line 2, known from a mail" in result.stdout) == (1, True)

    def test_that_was_not_signed_here_is_refused(self, any_app: Flask, books: Books) -> None:
        head = self.written(books).rpartition(".")[0] + "." + "0" * 32
        assert "not signed" in refused(any_app, "audit", "verify", "--head", head)
        assert "whole line" in refused(any_app, "audit", "verify", "--head", "sds")
