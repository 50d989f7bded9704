"""Links that were mailed for a login, by the hash of their token."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.extensions import db
from sigma_finance.models import AccountLink, User


def find_link(*, purpose: LinkPurpose, token_hash: str, at: datetime) -> AccountLink | None:
    """The link of a token that still works at ``at``, of a login that is open."""
    return db.session.scalar(
        select(AccountLink)
        .join(User, User.id == AccountLink.user_id)
        .where(
            AccountLink.token_hash == token_hash,
            AccountLink.purpose == purpose,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > at,
            User.is_active,
        )
        .execution_options(populate_existing=True)
    )


def use(*, link_id: int, at: datetime) -> bool:
    """Use a link up, unless somebody was quicker."""
    return _use(AccountLink.id == link_id, at) == 1


def use_up(*, user_id: int, at: datetime, purposes: Collection[LinkPurpose]) -> None:
    """Use up whatever a person's mailbox holds for these purposes."""
    _use((AccountLink.user_id == user_id) & AccountLink.purpose.in_(purposes), at)


def _use(which: ColumnElement[bool], at: datetime) -> int:
    result = db.session.execute(
        update(AccountLink)
        .where(which, AccountLink.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
