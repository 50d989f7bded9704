"""Entries can bring forward what a chapter held when its books began.

Revision ID: opening_balances
Revises: debit_stages
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "opening_balances"
down_revision = "debit_stages"
branch_labels = None
depends_on = None

KIND = "opening_balances"
_RULE = "ck_journal_entries_kind_known"


def upgrade() -> None:
    """Know the kind of entry."""
    _know((*_known_kinds(), KIND))


def downgrade() -> None:
    """Know it no more; fails where there is such an entry."""
    _know(tuple(kind for kind in _known_kinds() if kind != KIND))


def _known_kinds() -> tuple[str, ...]:
    """The kinds that an entry may have, as the database has them now."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("journal_entries")
    [rule] = [check["sqltext"] for check in checks if check["name"] == _RULE]
    return tuple(re.findall(r"'(\w+)'", rule))


def _know(kinds: tuple[str, ...]) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    refusals: list[str] = []
    if op.get_bind().dialect.name == "sqlite":
        known = sa.text(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entries'"
        )
        refusals = list(op.get_bind().scalars(known))
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("journal_entries") as table:
        table.drop_constraint(op.f(_RULE), type_="check")
        table.create_check_constraint(op.f(_RULE), f"kind IN ({listed})")
    for refusal in refusals:
        op.execute(sa.text(refusal))
