"""What the application's own role may do on PostgreSQL: nothing that would unwrite the books."""

from __future__ import annotations

from sqlalchemy import Connection, text

from sigma_finance.models.base import Base

#: Rows that nobody changes or removes, whoever asks.
APPEND_ONLY = ("journal_entries", "postings", "audit_events", "receipts", "receipt_voids", "handover_books")


def grant_rights(connection: Connection, role: str | None, owner: str | None) -> None:
    """Give ``role`` the rights that the application needs on every table; the owner needs none given."""
    if role is None or role == owner:
        return
    quoted = connection.dialect.identifier_preparer.quote(role)
    tables = set(Base.metadata.tables) & set(_existing(connection))
    for table in sorted(tables):
        rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE"
        connection.execute(text(f"REVOKE ALL ON {table} FROM {quoted}"))
        connection.execute(text(f"GRANT {rights} ON {table} TO {quoted}"))
    if tables:
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))


def _existing(connection: Connection) -> list[str]:
    return list(
        connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
    )
