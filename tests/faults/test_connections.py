"""Connections that the database has cut: the pool gives out none of them."""

from __future__ import annotations

import select
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text

from sigma_finance import extensions
from sigma_finance.extensions import db
from tests.harness.databases import Database
from tests.people import open_chapter, signed_in

OPENED = 5


def fill_the_pool(app: Flask) -> list[int]:
    """Open several connections at once and give them back; returns the server's numbers of them."""
    db.session.rollback()
    together = Barrier(OPENED)

    def use() -> int:
        with app.app_context():
            number = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            together.wait()
            return int(number)

    with ThreadPoolExecutor(OPENED) as threads:
        return [one.result() for one in [threads.submit(use) for _ in range(OPENED)]]


def cut(database: Database, numbers: Sequence[int]) -> None:
    with database.connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM unnest(%s) AS pid", (numbers,))
        assert cursor.fetchone() == (True,)


class TestConnectionsThatWereCut:
    @pytest.mark.parametrize("has_poll", [True, False])
    def test_are_given_to_no_page(
        self, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, has_poll: bool
    ) -> None:
        browser = signed_in(app, open_chapter().treasurer)
        if not has_poll:
            monkeypatch.delattr(select, "poll")
        numbers = fill_the_pool(app)
        assert len(set(numbers)) == OPENED
        cut(database, numbers)
        for _ in range(2 * OPENED):
            browser.get("/treasurer")
        assert set(fill_the_pool(app)).isdisjoint(numbers)

    def test_fail_no_write_either(self, app: Flask, database: Database) -> None:
        people = open_chapter()
        cut(database, fill_the_pool(app))
        signed_in(app, people.member)

    def test_are_told_from_one_that_has_something_to_say(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(extensions, "_has_something_to_read", lambda _: True)
        numbers = fill_the_pool(app)
        assert not set(fill_the_pool(app)).isdisjoint(numbers)  # one closed connection would end them all
