"""Postings of earlier days beside those on the accounts of what went back in excess."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "folded_names", "disputed_in_excess"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def post(engine: Engine, number: int, debit: str, credit: str) -> None:
    """An entry of one cent between two accounts."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["journal_entries", "postings"])
        entry = {"id": number, "chapter_id": 1, "kind": "dispute", "booked_on": date(2026, 11, 30)}
        connection.execute(insert_into(tables.tables["journal_entries"], entry, AT))
        for place, (account, minor) in enumerate(((debit, 1), (credit, -1))):
            line: dict[str, Any] = {"id": 2 * number + place, "chapter_id": 1, "entry_id": number}
            line |= {"account": account, "amount_minor": minor}
            connection.execute(insert_into(tables.tables["postings"], line, AT))


def accounts(engine: Engine) -> list[str]:
    with across_chapters(), engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT account FROM postings ORDER BY id")))


class TestPostingsOfEarlierDays:
    def test_are_kept_beside_those_on_the_new_accounts(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        post(engine, 1, "dispute_fees", "cash_stripe")
        with pytest.raises(IntegrityError):
            post(engine, 2, "disputed_in_excess", "cash_stripe")
        upgrade(revision=AFTER)
        post(engine, 2, "disputed_in_excess", "cash_stripe")
        post(engine, 3, "lost_disputes", "disputed_in_excess")
        assert accounts(engine)[:2] == ["dispute_fees", "cash_stripe"]
        assert len(accounts(engine)) == 6
        with pytest.raises(IntegrityError):
            post(engine, 4, "anything", "cash_stripe")

    @pytest.mark.parametrize("change", ["UPDATE postings SET amount_minor = 2", "DELETE FROM postings"])
    def test_stay_as_they_were_posted(self, empty_app: tuple[Flask, Engine], change: str) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        post(engine, 1, "dispute_fees", "cash_stripe")
        upgrade(revision=AFTER)
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(change))

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        post(engine, 1, "dispute_fees", "cash_stripe")
        downgrade(revision=BEFORE)
        assert accounts(engine) == ["dispute_fees", "cash_stripe"]
