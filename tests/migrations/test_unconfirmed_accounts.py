"""Autopay of earlier days that ended before it began."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "decided_by_somebody", "unconfirmed_accounts"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def end(engine: Engine, number: int, ending: str, starts_on: date | None) -> None:
    """A consent that has ended."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["members", "autopay_mandates"])
        members, mandates = tables.tables["members"], tables.tables["autopay_mandates"]
        if connection.scalar(sa.select(sa.func.count()).select_from(members)) == 0:
            member = {"id": 1, "chapter_id": 1, "name": "Ada", "role": "member", "status": "active"}
            connection.execute(insert_into(members, {**member, "member_class": "regular"}, AT))
        mandate = {"id": number, "chapter_id": 1, "member_id": 1, "reference": f"A-{number}"}
        mandate |= {"state": "ended", "ended_at": AT, "ending": ending, "starts_on": starts_on}
        connection.execute(insert_into(mandates, mandate, AT))


def endings(engine: Engine) -> list[str]:
    with across_chapters(), engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT ending FROM autopay_mandates ORDER BY id")))


class TestAutopayThatNeverBegan:
    def test_says_that_its_account_was_not_confirmed(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        end(engine, 1, "removed", None)
        end(engine, 2, "removed", date(2026, 11, 1))
        end(engine, 3, "left", None)
        with pytest.raises(IntegrityError):
            end(engine, 4, "unconfirmed", None)
        upgrade(revision=AFTER)
        assert endings(engine) == ["unconfirmed", "removed", "left"]
        end(engine, 4, "unconfirmed", None)
        downgrade(revision=BEFORE)
        assert endings(engine) == ["removed", "removed", "left", "removed"]
