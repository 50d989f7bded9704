"""Books can be closed through a day, and the database refuses what would be booked into them.

Revision ID: closed_books
Revises: dated_postings
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "closed_books"
down_revision = "dated_postings"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
BEFORE = (
    "waiver",
    "reversal",
    "charge_reversal",
    "charges_reversal",
    "credit_return",
    "limit",
    "write_off",
    "roster",
    "roster_undoing",
)
AFTER = (*BEFORE, "reopening")
_ASKS = "ck_approvals_asks_for_something"

#: What stands outside the reports stands outside closing: payments of earlier years are for their members' history.
_APART = {
    "journal_entries": "kind IN ('historical', 'historical_reversal')",
    "postings": "account IN ('historical_cash', 'historical_income')",
}
_SQLITE_REFUSAL = """
CREATE TRIGGER {table}_closed BEFORE INSERT ON {table}
WHEN NOT NEW.{apart} AND EXISTS (
    SELECT 1 FROM chapters WHERE id = NEW.chapter_id AND closed_through >= NEW.booked_on
)
BEGIN SELECT RAISE(ABORT, 'the books are closed on this day'); END
"""
#: It waits for whoever is closing the books meanwhile; the code has the transaction run again, on an open day.
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_closed_day() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    apart boolean;
    closed date;
BEGIN
    IF TG_TABLE_NAME = 'postings' THEN apart := NEW.{postings}; ELSE apart := NEW.{journal_entries}; END IF;
    SELECT closed_through INTO closed FROM chapters WHERE id = NEW.chapter_id FOR SHARE;
    IF closed >= NEW.booked_on AND NOT apart THEN
        RAISE EXCEPTION 'the books are closed on %', NEW.booked_on USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$
"""
_POSTGRESQL_REFUSAL = """
CREATE CONSTRAINT TRIGGER {table}_closed AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION refuse_closed_day()
"""


def upgrade() -> None:
    """Make the column, the table and the refusals, and let two officers decide on opening again."""
    op.add_column("chapters", sa.Column("closed_through", sa.Date(), nullable=True))
    _make_closings()
    _allow(AFTER, "amount_minor > 0 OR act = 'reopening'")
    if op.get_bind().dialect.name == "sqlite":
        for table, apart in _APART.items():
            op.execute(sa.text(_SQLITE_REFUSAL.format(table=table, apart=apart)))
        return
    op.execute(sa.text(_POSTGRESQL_FUNCTION.format(**_APART)))
    for table in _APART:
        op.execute(sa.text(_POSTGRESQL_REFUSAL.format(table=table)))


def _make_closings() -> None:
    op.create_table(
        "closings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("closed_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("reopened_at", _MOMENT, nullable=True),
        sa.Column("reopened_by_member_id", _ID, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reason = '')", name=op.f("ck_closings_reopened_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "closed_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_closings_closed_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "reopened_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_closings_reopened_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_closings_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_closings_chapter_id_id")),
    )
    standing = sa.text("reopened_at IS NULL")
    op.create_index(
        "uq_closings_standing",
        "closings",
        ["chapter_id", "through"],
        unique=True,
        postgresql_where=standing,
        sqlite_where=standing,
    )


def downgrade() -> None:
    """Open the books for good."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _APART:
            op.execute(sa.text(f"DROP TRIGGER {table}_closed"))
    else:
        for table in _APART:
            op.execute(sa.text(f"DROP TRIGGER {table}_closed ON {table}"))
        op.execute(sa.text("DROP FUNCTION refuse_closed_day()"))
    _allow(BEFORE, "amount_minor > 0")
    op.drop_table("closings")
    op.drop_column("chapters", "closed_through")


def _allow(acts: tuple[str, ...], asks: str) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint(op.f("ck_approvals_act_known"), type_="check")
        table.create_check_constraint(op.f("ck_approvals_act_known"), f"act IN ({listed})")
        table.drop_constraint(op.f(_ASKS), type_="check")
        table.create_check_constraint(op.f(_ASKS), asks)
