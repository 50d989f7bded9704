"""Disputes of earlier days, which know of no answer."""

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

BEFORE, AFTER = "chained_entries", "answered_disputes"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def dispute(engine: Engine) -> None:
    """A dispute with its payment."""
    payment = {"id": 1, "chapter_id": 1, "reference": "P-1", "method": "card"}
    payment |= {"state": "pending", "amount_minor": 100, "autopay": False, "historical": False}
    insert(engine, "payments", payment)
    made = {"id": 1, "chapter_id": 1, "payment_id": 1, "stripe_dispute_id": "du_1", "amount_minor": 100}
    insert(engine, "disputes", {**made, "state": "open"})


def insert(engine: Engine, name: str, values: dict[str, object]) -> None:
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=[name])
        connection.execute(insert_into(tables.tables[name], values, AT))


def answer(engine: Engine, **values: object) -> None:
    made = {"chapter_id": 1, "dispute_id": 1, "kind": "evidence", "state": "draft", "pack": b"%PDF", **values}
    insert(engine, "dispute_answers", made)


class TestDisputesOfEarlierDays:
    def test_have_no_answer_and_can_be_given_one(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        dispute(engine)
        upgrade(revision=AFTER)
        with across_chapters(), engine.connect() as connection:
            row = connection.execute(sa.text("SELECT answered, warned_days FROM disputes")).one()
        assert (bool(row[0]), row[1]) == (False, None)
        answer(engine, id=1)
        answer(engine, id=2, to_inquiry=True, state="asked", reference="DA-1")
        with pytest.raises(IntegrityError):
            answer(engine, id=3)
        broken: list[dict[str, object]] = [{"state": "asked"}, {"pack": None}, {"kind": "perhaps"}]
        for number, odd in enumerate(broken, start=4):
            with pytest.raises(IntegrityError):
                answer(engine, id=number, to_inquiry=True, **odd)

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        dispute(engine)
        answer(engine, id=1)
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            kept = connection.execute(sa.text("SELECT stripe_dispute_id FROM disputes")).scalars().all()
        assert kept == ["du_1"]
