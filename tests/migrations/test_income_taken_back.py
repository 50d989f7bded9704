"""What can be asked of another officer, and what was asked before."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.migrations.earlier import ask_for_approval as ask
from tests.migrations.earlier import fill


class TestTakingIncomeBack:
    def test_can_be_asked_for_from_then_on(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision="money_out")
        fill(engine)
        ask(engine, 1, "expense")
        with pytest.raises(DBAPIError):
            ask(engine, 2, "income_taken_back")
        upgrade(revision="income_taken_back")
        downgrade(revision="money_out")
        upgrade(revision="income_taken_back")
        ask(engine, 2, "income_taken_back")
