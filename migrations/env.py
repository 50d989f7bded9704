"""Runs migrations: as the owner (``DATABASE_MIGRATION_URL``), in one transaction, the same on both databases.

On SQLite foreign keys are off while tables are rebuilt and checked afterwards; on PostgreSQL the application's plain
role gets exactly the rights it needs once the schema stands, and no row of a chapter that it has not opened.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.engine import make_url

from sigma_finance.extensions import db
from sigma_finance.models.base import UtcDateTime, Word
from sigma_finance.models.rights import close_rows, grant_rights


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types, so that an old one never changes with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=32)"
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


def run() -> None:
    """Migrate, then check (SQLite) or grant (PostgreSQL)."""
    owner = make_url(current_app.config["DATABASE_MIGRATION_URL"])
    engine = create_engine(owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate(connection)
        if engine.dialect.name == "sqlite":
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise RuntimeError("a row points at a row that is not there; nothing was migrated")
        else:
            close_rows(connection)
            grant_rights(
                connection,
                make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).username,
                owner.username,
            )
        connection.commit()
    engine.dispose()


run()
