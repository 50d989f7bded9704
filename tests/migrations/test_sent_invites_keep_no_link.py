"""Invites that were sent in earlier days keep their link no longer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "written_off_excess", "sent_invites_keep_no_link"
AT = datetime(2026, 11, 30, tzinfo=UTC)
LINK = {"register_url": "https://dues.example.org/auth/register?code=A&proof=b", "chapter_name": "Sigma"}


class TestInvitesOfEarlierDays:
    @pytest.fixture
    def engine(self, empty_app: tuple[Flask, Engine]) -> Engine:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        with across_chapters(), engine.begin() as connection:
            tables = sa.MetaData()
            tables.reflect(connection, only=["outbox_messages"])
            table = tables.tables["outbox_messages"]
            for number, state in enumerate(("sent", "failed", "queued"), start=11):
                message = {"id": number, "chapter_id": 1, "reference": f"M-{number}", "kind": "invite"}
                message |= {"to_email": "a@example.org", "context": LINK, "state": state}
                connection.execute(insert_into(table, message, AT))
        upgrade(revision=AFTER)
        return engine

    def contexts(self, engine: Engine) -> dict[int, dict[str, str]]:
        with across_chapters(), engine.connect() as connection:
            table = sa.table("outbox_messages", sa.column("id"), sa.column("context", sa.JSON))
            rows = connection.execute(sa.select(table).where(table.c.id > 10))
            return {row.id: row.context for row in rows}

    def test_that_left_or_never_will_have_none(self, engine: Engine) -> None:
        left = {"chapter_name": "Sigma"}
        assert self.contexts(engine) == {11: left, 12: left, 13: LINK}

    def test_survive_the_way_back(self, engine: Engine) -> None:
        downgrade(revision=BEFORE)
        assert len(self.contexts(engine)) == 3
