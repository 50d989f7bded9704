"""Taking other income off the books can be asked of another officer.

Revision ID: income_taken_back
Revises: money_out
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "income_taken_back"
down_revision = "money_out"
branch_labels = None
depends_on = None

_RULE = "ck_approvals_act_known"


def upgrade() -> None:
    """Know the act."""
    _know((*_known(), "income_taken_back"))


def downgrade() -> None:
    """Know it no more; fails where somebody asked for it."""
    _know(tuple(word for word in _known() if word != "income_taken_back"))


def _known() -> tuple[str, ...]:
    """The acts as the database has them now."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("approvals")
    [rule] = [check["sqltext"] for check in checks if check["name"] == _RULE]
    return tuple(re.findall(r"'(\w+)'", rule))


def _know(words: tuple[str, ...]) -> None:
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint(op.f(_RULE), type_="check")
        table.create_check_constraint(op.f(_RULE), f"act IN ({', '.join(repr(word) for word in words)})")
