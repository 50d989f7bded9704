"""Changes of the address that a person signs in with, as long as they wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from sigma_finance.extensions import db
from sigma_finance.models import AddressChange


def find_open(*, user_id: int) -> AddressChange | None:
    """The person's change that waits."""
    return db.session.scalar(
        select(AddressChange).where(AddressChange.user_id == user_id, AddressChange.ended_at.is_(None))
    )


def lock_open(*, user_id: int) -> AddressChange | None:
    """The same, locked."""
    return db.session.scalar(
        select(AddressChange)
        .where(AddressChange.user_id == user_id, AddressChange.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def due(*, at: datetime) -> list[int]:
    """Whose change takes effect by ``at`` though the old address said nothing, the longest waiting first."""
    return list(
        db.session.scalars(
            select(AddressChange.user_id)
            .where(AddressChange.ended_at.is_(None), AddressChange.takes_effect_at <= at)
            .order_by(AddressChange.takes_effect_at, AddressChange.id)
        )
    )


def end(*, user_id: int, at: datetime) -> bool:
    """End the person's change that waits, if there is one; whether there was."""
    result = db.session.execute(
        update(AddressChange)
        .where(AddressChange.user_id == user_id, AddressChange.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]
