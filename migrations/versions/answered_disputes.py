"""Keep what a chapter answers to a dispute, before Stripe is asked; and which warning of its last day was told.

Revision ID: answered_disputes
Revises: chained_entries
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answered_disputes"
down_revision = "chained_entries"
branch_labels = None
depends_on = None

KINDS = ("evidence", "acceptance")
STATES = ("draft", "asked", "taken")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Make the table of answers; every dispute that is known counts as not answered until Stripe tells."""
    with op.batch_alter_table("disputes") as table:
        table.add_column(sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("warned_days", sa.SmallInteger(), nullable=True))
    op.create_index(
        "ix_disputes_chapter_id_open",
        "disputes",
        ["chapter_id", "evidence_due_at"],
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.create_table(
        "dispute_answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("dispute_id", _ID, nullable=False),
        sa.Column("to_inquiry", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("members_words", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.String(length=255), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=True),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("kind", KINDS),
        _known("state", STATES),
        _rule("sent_under_a_key", "state = 'draft' OR reference IS NOT NULL"),
        _rule("evidence_has_its_pack", "kind <> 'evidence' OR pack IS NOT NULL"),
        _rule("taken_is_dated", "(state = 'taken') = (taken_at IS NOT NULL)"),
        sa.ForeignKeyConstraint(
            ["chapter_id", "dispute_id"],
            ["disputes.chapter_id", "disputes.id"],
            name=op.f("fk_dispute_answers_chapter_id_dispute_id_disputes"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_dispute_answers_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_dispute_answers_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_answers")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_dispute_answers_chapter_id_id")),
        sa.UniqueConstraint(
            "chapter_id",
            "dispute_id",
            "to_inquiry",
            name=op.f("uq_dispute_answers_chapter_id_dispute_id_to_inquiry"),
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_dispute_answers_reference")),
    )


def _known(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return _rule(f"{column}_known", f"{column} IN ({', '.join(repr(word) for word in words)})")


def _rule(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_dispute_answers_{name}"))


def downgrade() -> None:
    """Know nothing of answers."""
    op.drop_table("dispute_answers")
    op.drop_index("ix_disputes_chapter_id_open", "disputes")
    with op.batch_alter_table("disputes") as table:
        table.drop_column("warned_days")
        table.drop_column("answered")
