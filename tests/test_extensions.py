"""The extensions: whom limits count, which key signs, and SQLite as a database of record."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest
from flask import Flask, session
from sqlalchemy import BigInteger, Numeric, func, literal, select, text
from sqlalchemy.engine import make_url

from sigma_finance import extensions
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.payments import timeline
from tests.books import open_books, pay, payment_of


@pytest.fixture
def plain() -> Flask:
    """An application with nothing but a key."""
    app = Flask("plain")
    app.config.update(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["newer", "oldest"])
    return app


class TestWhereARequestComesFrom:
    @pytest.mark.parametrize(
        ("address", "counted"),
        [
            ("203.0.113.5", "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("fe80::1%eth0", "fe80::"),
            ("unix", "unix"),
        ],
    )
    def test_is_a_household(self, plain: Flask, address: str, counted: str) -> None:
        with plain.test_request_context(environ_base={"REMOTE_ADDR": address}):
            assert extensions.client_network() == counted

    def test_gives_way_to_who_is_signed_in(self, plain: Flask) -> None:
        with plain.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.5"}):
            assert extensions.person_or_address() == "203.0.113.5"
            session["person"] = 7
            assert extensions.person_or_address() == "person 7"


class TestTheKeys:
    def test_are_read_from_the_oldest_to_the_one_that_signs(self, plain: Flask) -> None:
        with plain.app_context():
            assert extensions.secret_keys() == ["oldest", "newer", "new"]


class TestWhoListens:
    def test_is_called_where_somebody_does(self, plain: Flask) -> None:
        woken: list[str] = []
        plain.extensions["outbox_runner"] = lambda: woken.append("outbox")
        plain.extensions["books"] = (print,)
        with plain.app_context():
            extensions.wake_runner("outbox_runner")
            extensions.wake_runner("job_runner")
            assert extensions.listeners("books") == (print,)
            assert extensions.listeners("nothing") == ()
        assert woken == ["outbox"]


class TestSqlite:
    @pytest.mark.parametrize(
        ("pragma", "value"),
        [("foreign_keys", 1), ("recursive_triggers", 1), ("journal_mode", "wal"), ("busy_timeout", 15000)],
    )
    def test_is_made_a_database_of_record(self, sqlite_app: Flask, pragma: str, value: object) -> None:
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value

    @pytest.mark.parametrize(("writes", "waits"), [(True, True), (False, False)])
    def test_is_locked_from_the_first_by_whoever_will_write(
        self, sqlite_app: Flask, writes: bool, waits: bool
    ) -> None:
        db.session.rollback()
        db.session.connection(execution_options={"writes": writes})
        path = make_url(sqlite_app.config["SQLALCHEMY_DATABASE_URI"]).database or ""
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            assert _is_locked(other) is waits
        finally:
            other.close()
            db.session.rollback()


def _is_locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    connection.execute("ROLLBACK")
    return False


class TestSums:
    def test_are_whole_numbers_on_either_database(self, any_app: Flask) -> None:
        books = open_books()
        for amount in (700, 300):
            pay(books, books.members[0], amount)
        largest = db.session.scalar(select(func.sum(literal(2**62, BigInteger))))
        paid, none = db.session.execute(
            select(
                func.sum(Payment.amount_minor),
                func.sum(Payment.amount_minor).filter(Payment.amount_minor < 0),
            )
        ).one()
        lost = db.session.scalar(select(-func.sum(Payment.amount_minor)))
        found = [(one, type(one)) for one in (paid, largest, lost)]
        assert found == [(1000, int), (2**62, int), (-1000, int)]
        assert none is None

    def test_keep_a_fraction_where_there_is_one(self, any_app: Flask) -> None:
        half = db.session.scalar(select(literal(Decimal("0.5"), Numeric(3, 1))))
        assert half == Decimal("0.5")

    def test_stand_in_a_timeline_as_what_they_are_said_to_be(self, any_app: Flask) -> None:
        books = open_books()
        made = pay(books, books.members[0], 500)
        [step] = timeline.steps(payment_of(made.reference), receipt=None)
        assert type(step.amount_minor) is int
