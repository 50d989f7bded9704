"""Requests of earlier days beside those that two officers can decide on now."""

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

BEFORE, AFTER = "rows_closed_to_owners", "what_two_officers_decide"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def ask(engine: Engine, number: int, act: str) -> None:
    """A request of this kind by the only member."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["members", "approvals"])
        members, approvals = tables.tables["members"], tables.tables["approvals"]
        if connection.scalar(sa.select(sa.func.count()).select_from(members)) == 0:
            member = {"id": 1, "chapter_id": 1, "name": "Tess", "role": "treasurer", "status": "active"}
            connection.execute(insert_into(members, {**member, "member_class": "regular"}, AT))
        request = {"id": number, "chapter_id": 1, "act": act, "state": "waiting", "amount_minor": 1}
        request |= {"asked_by_member_id": 1, "subject_id": number}
        connection.execute(insert_into(approvals, request, AT))


def acts(engine: Engine) -> list[str]:
    with across_chapters(), engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT act FROM approvals ORDER BY id")))


class TestRequestsOfEarlierDays:
    def test_are_kept_beside_the_new_kinds(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        ask(engine, 1, "waiver")
        with pytest.raises(IntegrityError):
            ask(engine, 2, "limit")
        upgrade(revision=AFTER)
        ask(engine, 2, "limit")
        assert acts(engine) == ["waiver", "limit"]
        with pytest.raises(IntegrityError):
            ask(engine, 3, "anything")

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        ask(engine, 1, "reversal")
        downgrade(revision=BEFORE)
        assert acts(engine) == ["reversal"]
