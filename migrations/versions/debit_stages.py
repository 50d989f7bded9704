"""Keep how far a bank debit is: whether its account is confirmed, and by when the next stage comes.

Revision ID: debit_stages
Revises: bank_accounts
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "debit_stages"
down_revision = "bank_accounts"
branch_labels = None
depends_on = None

CHECKS = ("checking", "waits", "confirmed", "failed")
ENDINGS = ("turned_off", "replaced", "failed", "removed", "left", "unconfirmed", "account")
NEW_ENDINGS = (*ENDINGS, "timed_out")


def upgrade() -> None:
    """Add the columns, and know the new ending; what is under way waits where it has a page to be confirmed on."""
    refusals = _refusals("payments")
    with op.batch_alter_table("payments") as table:
        table.add_column(sa.Column("account_check", sa.String(32), nullable=True))
        table.add_column(sa.Column("expected_on", sa.Date(), nullable=True))
        table.create_check_constraint(
            op.f("ck_payments_account_check_known"), f"account_check IN ({_listed(CHECKS)})"
        )
    _make_again(refusals)
    with op.batch_alter_table("autopay_mandates") as table:
        table.add_column(sa.Column("expected_on", sa.Date(), nullable=True))
        _know(table, NEW_ENDINGS)
    op.execute(
        "UPDATE payments SET account_check = 'waits' WHERE state = 'processing' AND method = 'bank_debit'"
        " AND checkout_url IS NOT NULL"
    )


def downgrade() -> None:
    """Know no stages; an account that nobody confirmed in time counts as not confirmed."""
    op.execute("UPDATE autopay_mandates SET ending = 'unconfirmed' WHERE ending = 'timed_out'")
    with op.batch_alter_table("autopay_mandates") as table:
        _know(table, ENDINGS)
        table.drop_column("expected_on")
    refusals = _refusals("payments")
    with op.batch_alter_table("payments") as table:
        table.drop_constraint(op.f("ck_payments_account_check_known"), type_="check")
        table.drop_column("expected_on")
        table.drop_column("account_check")
    _make_again(refusals)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _know(table: object, words: tuple[str, ...]) -> None:
    rule = op.f("ck_autopay_mandates_ending_known")
    table.drop_constraint(rule, type_="check")  # type: ignore[attr-defined]
    table.create_check_constraint(rule, f"ending IN ({_listed(words)})")  # type: ignore[attr-defined]


def _refusals(table_name: str) -> list[str]:
    """What of a table has to be made again where SQLite rebuilds it."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().scalars(known, {"name": table_name}))


def _make_again(refusals: list[str]) -> None:
    for refusal in refusals:
        op.execute(sa.text(refusal))
