"""Runs migrations: as the owner (``DATABASE_MIGRATION_URL``), in one transaction, the same on both databases.

On SQLite foreign keys are off while tables are rebuilt and checked afterwards; on PostgreSQL the application's plain
role gets exactly the rights it needs once the schema stands, and no row of a chapter that it has not opened.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from psycopg2 import extensions, sql
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.engine import URL, make_url

from sigma_finance.database.scopes import across_chapters
from sigma_finance.extensions import db
from sigma_finance.models.base import UtcDateTime
from sigma_finance.models.rights import close_rows, grant_rights


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types, so that an old one never changes with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Bring the schema to the wanted revision."""
    context.configure(
        connection=connection,
        target_metadata=db.metadatas[None],
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def make_role(connection: Connection, application: URL) -> None:
    """Make the application's plain role where it is not there yet, and give it the password that is set for it.

    The server is given the password's verifier alone, since statements can end up in its log.
    """
    role = sql.Identifier(application.username or "")
    asked = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    known = connection.execute(asked, {"role": application.username}).first()
    raw = cast("extensions.connection", connection.connection.dbapi_connection)
    verifier = extensions.encrypt_password(
        str(application.password), str(application.username), scope=raw, algorithm="scram-sha-256"
    )
    made = sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"), role, sql.Literal(verifier)
    )
    connection.exec_driver_sql(made.as_string(raw))


def run() -> None:
    """Migrate, then check (SQLite) or grant (PostgreSQL)."""
    with across_chapters():
        upgrade()


def upgrade() -> None:
    """Migrate with the rows of every chapter open, which are closed to the owner as well."""
    owner = make_url(current_app.config["DATABASE_MIGRATION_URL"])
    application = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    engine = create_engine(owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql(
                "PRAGMA legacy_alter_table=ON"
            )  # triggers name tables that are rebuilt
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate(connection)
        if engine.dialect.name == "sqlite":
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise RuntimeError("a row points at a row that is not there; nothing was migrated")
        else:
            close_rows(connection)
            if current_app.config["DATABASE_APP_PASSWORD"] and application.username != owner.username:
                make_role(connection, application)
            grant_rights(connection, application.username, owner.username)
        connection.commit()
    engine.dispose()


run()
