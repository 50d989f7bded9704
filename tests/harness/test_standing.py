"""Each test must begin with nothing of the last one, and on the database that it asked for."""

from __future__ import annotations

import psycopg2
import pytest
from flask import Flask
from psycopg2 import errors

from sandbox import Sandbox
from sigma_finance.extensions import cache, db
from tests.harness.databases import Database


class TestStandingApplications:
    @pytest.mark.parametrize("turn", [1, 2])
    def test_begin_each_test_as_new(self, app: Flask, sandbox: Sandbox, turn: int) -> None:
        assert cache.get("left") is None
        assert "LEFT" not in app.config
        assert sandbox.faults() == []
        cache.set("left", turn)
        app.config["LEFT"] = turn

    def test_stand_on_the_database_that_the_test_names(
        self, any_app: Flask, redis_url: str, request: pytest.FixtureRequest
    ) -> None:
        assert db.engine.dialect.name in request.node.callspec.id
        assert any_app.config["REDIS_URL"] == (redis_url if db.engine.dialect.name == "postgresql" else "")


class TestTheApplicationsRole:
    def test_may_not_change_the_schema(self, database: Database, app: Flask) -> None:
        with (
            psycopg2.connect(database.application.replace("+psycopg2", "")) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute("CREATE TABLE mine (id int)")
