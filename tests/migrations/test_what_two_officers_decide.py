"""Requests of earlier days beside those that two officers can decide on now."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import ask_for_approval as ask
from tests.migrations.earlier import fill

BEFORE, AFTER = "rows_closed_to_owners", "what_two_officers_decide"


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
