"""Webhook events: found once per account and id, locked while they are handled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from sigma_finance.domain.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.models import WebhookEvent


def find_event(*, account: str, event_id: str) -> WebhookEvent | None:
    """The event that Stripe names so."""
    return db.session.scalar(
        select(WebhookEvent).where(WebhookEvent.account == account, WebhookEvent.event_id == event_id)
    )


def lock_event(*, event_row_id: int) -> WebhookEvent:
    """The event, locked: of several who handle it at once one acts and the others find it done."""
    return db.session.scalars(
        select(WebhookEvent)
        .where(WebhookEvent.id == event_row_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def unfinished_events(*, before: datetime) -> list[int]:
    """Events received before ``before`` that have come to no end."""
    return list(
        db.session.scalars(
            select(WebhookEvent.id)
            .where(
                WebhookEvent.state.in_((EventState.RECEIVED, EventState.FAILED)),
                WebhookEvent.received_at < before,
            )
            .order_by(WebhookEvent.id)
        )
    )
