"""Entries and requests of earlier days beside those that write something off."""

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

BEFORE, AFTER = "unconfirmed_accounts", "written_off_excess"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def write(engine: Engine, number: int, kind: str, act: str) -> None:
    """An entry of this kind, and a request of this act by the only member."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["members", "journal_entries", "postings", "approvals"])
        members = tables.tables["members"]
        if connection.scalar(sa.select(sa.func.count()).select_from(members)) == 0:
            member = {"id": 1, "chapter_id": 1, "name": "Tess", "role": "treasurer", "status": "active"}
            connection.execute(insert_into(members, {**member, "member_class": "regular"}, AT))
        entry = {"id": number, "chapter_id": 1, "kind": kind, "booked_on": date(2026, 11, 30)}
        connection.execute(insert_into(tables.tables["journal_entries"], entry, AT))
        for place, (account, minor) in enumerate((("dispute_fees", 1), ("cash_stripe", -1))):
            line: dict[str, Any] = {"id": 2 * number + place, "chapter_id": 1, "entry_id": number}
            line |= {"account": account, "amount_minor": minor}
            connection.execute(insert_into(tables.tables["postings"], line, AT))
        request = {"id": number, "chapter_id": 1, "act": act, "state": "waiting", "amount_minor": 1}
        request |= {"asked_by_member_id": 1, "subject_id": number}
        connection.execute(insert_into(tables.tables["approvals"], request, AT))


def written(engine: Engine) -> list[tuple[str, str]]:
    both = "SELECT kind, act FROM journal_entries JOIN approvals ON approvals.id = journal_entries.id ORDER BY kind"
    with across_chapters(), engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(both))]


@pytest.fixture
def engine(empty_app: tuple[Flask, Engine]) -> Engine:
    """A database of before with a refund and a request."""
    _, engine = empty_app
    upgrade(revision=BEFORE)
    fill(engine)
    write(engine, 1, "refund", "waiver")
    return engine


class TestTheBooksOfEarlierDays:
    def test_are_kept_beside_what_is_written_off(self, engine: Engine) -> None:
        for kind, act in (("write_off", "waiver"), ("refund", "write_off")):
            with pytest.raises(IntegrityError):
                write(engine, 2, kind, act)
        upgrade(revision=AFTER)
        write(engine, 2, "write_off", "write_off")
        assert written(engine) == [("refund", "waiver"), ("write_off", "write_off")]
        with pytest.raises(IntegrityError):
            write(engine, 3, "anything", "waiver")

    def test_stay_as_they_were_written(self, engine: Engine) -> None:
        upgrade(revision=AFTER)
        change = sa.text("UPDATE journal_entries SET memo = 'other'")
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(change)

    def test_survive_the_way_back(self, engine: Engine) -> None:
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        assert written(engine) == [("refund", "waiver")]
