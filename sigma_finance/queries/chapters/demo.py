"""What making the demo needs of the database beyond the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import Charge, OutboxMessage, SignInSession


def newest_charge_id(*, chapter_id: int, member_id: int) -> int:
    """The id of what a member was charged last."""
    newest = (
        select(Charge.id)
        .where(Charge.chapter_id == chapter_id, Charge.member_id == member_id)
        .order_by(Charge.id.desc())
        .limit(1)
    )
    return db.session.scalars(newest).one()


def carry_along(*, by: timedelta, at: datetime) -> None:
    """Take who is signed in along with a clock that is moved."""
    live = select(SignInSession).where(SignInSession.ended_at.is_(None), SignInSession.expires_at > at)
    for session in db.session.scalars(live):
        session.created_at += by
        session.last_seen_at += by
        session.confirmed_at += by
        session.expires_at += by


def mark_sent(*, chapter_id: int, kinds: Sequence[str]) -> None:
    """Count a chapter's messages of these kinds as sent: they tell of what is long past."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.chapter_id == chapter_id, OutboxMessage.kind.in_(kinds))
        .values(state=MessageState.SENT, sent_at=now())
        .execution_options(synchronize_session=False)
    )
