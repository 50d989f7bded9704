"""What the application's own role may do on PostgreSQL: nothing that would unwrite the books."""

from __future__ import annotations

from sqlalchemy import Connection, text

from sigma_finance.models.base import Base

#: Rows that nobody changes or removes, whoever asks.
APPEND_ONLY = (
    "journal_entries",
    "postings",
    "entry_links",
    "audit_events",
    "receipts",
    "receipt_voids",
    "receipt_amendments",
    "handover_books",
    "named_installments",
)

#: What a transaction has opened; read once for each statement, and nothing where it was never set.
_CHAPTER = "(SELECT NULLIF(current_setting('sigma.chapter_id', true), '')::bigint)"
_OPENED = f"(SELECT current_setting('sigma.scope', true)) = 'platform' OR chapter_id = {_CHAPTER}"
#: A message of Stripe whose chapter is not known: open to the chapter whose payment it is about, or the only one.
_UNCLAIMED = " AND ".join(
    (
        "chapter_id IS NULL",
        f"{_CHAPTER} IS NOT NULL",
        (
            "(EXISTS (SELECT FROM payments"
            " WHERE payments.stripe_session_id = object_id OR payments.stripe_payment_intent_id = object_id)"
            " OR NOT EXISTS (SELECT FROM chapters OFFSET 1))"
        ),
    )
)


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


def close_rows(connection: Connection) -> None:
    """Give no role a row of a chapter unless the transaction has opened it (``database/scopes``).

    The owner is bound as well, so that a deployment whose application connects as the owner is no less closed; only a
    superuser, or a role with BYPASSRLS, passes by.
    """
    closed = set(
        connection.execute(text("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")).scalars()
    )
    for name in sorted(set(tables_of_chapters()) & set(_existing(connection)) - closed):
        rule = f"{_OPENED} OR {_UNCLAIMED}" if name == "webhook_events" else _OPENED
        connection.execute(text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"))
        connection.execute(text(f"CREATE POLICY of_the_chapter ON {name} USING ({rule}) WITH CHECK ({rule})"))


def tables_of_chapters() -> list[str]:
    """The tables whose rows belong to a chapter."""
    return [table.name for table in Base.metadata.sorted_tables if "chapter_id" in table.c]


def _existing(connection: Connection) -> list[str]:
    return list(
        connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
    )
