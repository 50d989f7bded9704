"""The plain role of a PostgreSQL database, and what a migration makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url

from sigma_finance import config
from sigma_finance.app import create_app
from sigma_finance.extensions import db
from sigma_finance.queries import health
from tests.harness import databases
from tests.harness.databases import Database
from tests.harness.schemas import SchemaConfig, fresh_database
from tests.harness.servers import Servers


@pytest.fixture
def empty(servers: Servers, worker: str) -> Iterator[Database]:
    """A database without a table."""
    name = f"sigma_roles_{worker}"
    made = databases.create(servers.postgresql, name)
    yield made
    made.connection.close()
    databases.drop(servers.postgresql, name)


@pytest.fixture
def maker(empty: Database, worker: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an owner who may make roles, as hosts give one; the plain role has a name of this test's own."""
    name = f"sigma_maker_{worker}"
    monkeypatch.setattr(config, "APPLICATION_ROLE", f"sigma_plain_{worker}")
    with empty.connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'for tests alone'")
        cursor.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {name}")
    yield make_url(empty.owner).set(username=name).render_as_string(hide_password=False)
    with empty.connection.cursor() as cursor:
        for role in (f"sigma_plain_{worker}", name):
            cursor.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


class TestThePlainRole:
    def test_is_made_by_the_migration_and_bound_by_every_rule(self, maker: str) -> None:
        for password in ("first / word", "second"):
            app = create_app(
                SchemaConfig({"DATABASE_MIGRATION_URL": maker, "DATABASE_APP_PASSWORD": password})
            )
            with app.app_context():
                upgrade()
                assert health.is_current()
                assert health.rows_are_guarded()
                may = "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
                assert db.session.execute(text(may)).scalar() is False
                with pytest.raises(Exception, match="permission denied"):
                    db.session.execute(text("DELETE FROM members"))
                db.session.rollback()
                db.engine.dispose()

    def test_is_left_alone_where_no_password_is_set_for_it(self, empty: Database) -> None:
        app = create_app(
            SchemaConfig({"DATABASE_URL": empty.application, "DATABASE_MIGRATION_URL": empty.owner})
        )
        with app.app_context():
            upgrade()
            assert health.rows_are_guarded()
            db.engine.dispose()


class TestSqlite:
    def test_has_no_roles_and_says_nothing_of_them(
        self, servers: Servers, worker: str, tmp_path: Path
    ) -> None:
        with fresh_database("sqlite", servers, worker, tmp_path) as environ:
            app = create_app(SchemaConfig(environ))
            with app.app_context():
                upgrade()
                assert health.rows_are_guarded()
                db.engine.dispose()
