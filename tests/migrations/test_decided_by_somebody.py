"""Requests to two officers that nobody decided."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "sheets_of_imports", "decided_by_somebody"
AT = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def engine(empty_app: tuple[Flask, Engine]) -> Engine:
    """A database of before with two officers."""
    _, engine = empty_app
    upgrade(revision=BEFORE)
    fill(engine)
    with across_chapters(), engine.begin() as connection:
        members = table(connection, "members")
        for number in (1, 2):
            member = {"id": number, "chapter_id": 1, "name": "Tess", "role": "treasurer", "status": "active"}
            connection.execute(insert_into(members, {**member, "member_class": "regular"}, AT))
    return engine


def table(connection: sa.Connection, name: str) -> sa.Table:
    tables = sa.MetaData()
    tables.reflect(connection, only=[name])
    return tables.tables[name]


def ask(engine: Engine, number: int, state: str, decided_by: int | None) -> None:
    request = {"id": number, "chapter_id": 1, "act": "waiver", "state": state, "amount_minor": 1}
    request |= {"asked_by_member_id": 1, "subject_id": number, "decided_by_member_id": decided_by}
    with across_chapters(), engine.begin() as connection:
        connection.execute(insert_into(table(connection, "approvals"), request, AT))


class TestRequestsOfEarlierDays:
    def test_stay_and_those_after_them_need_whoever_decided(self, engine: Engine) -> None:
        ask(engine, 1, "waiting", None)
        ask(engine, 2, "approved", 2)
        upgrade(revision=AFTER)
        for decided in ("approved", "declined"):
            with pytest.raises(IntegrityError, match="decided_by_somebody"):
                ask(engine, 3, decided, None)
        with pytest.raises(IntegrityError, match="decided_by_somebody"):
            ask(engine, 3, "waiting", 2)
        downgrade(revision=BEFORE)
        ask(engine, 3, "approved", None)
