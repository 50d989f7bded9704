"""Webhook events: found once per account and id, locked while they are handled, listed for a chapter's officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from sigma_finance.database import paging
from sigma_finance.database.given import Number
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page
from sigma_finance.domain.dates import day_begins
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Payment, WebhookEvent


@dataclass(frozen=True)
class WebhookEventFilter:
    """Which events a list shows: all of these hold. Days are the chapter's own, both included."""

    search: str = ""
    state: EventState | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class LoggedEvent:
    """A webhook event as a list shows it."""

    id: int
    event_id: str
    type: str
    object_id: str
    state: EventState
    attempts: int
    outcome: str
    received_at: datetime


@dataclass(frozen=True)
class EventDetail:
    """A webhook event with everything that is kept of it."""

    line: LoggedEvent
    handled_at: datetime | None
    livemode: bool
    payload: str

    @property
    def repeatable(self) -> bool:
        """Whether handling it again can change anything: it failed, was put aside, or was not handled yet."""
        return self.line.state not in (EventState.APPLIED, EventState.IGNORED)


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


def find_booked_intent(*, account: str, object_id: str) -> str | None:
    """The PaymentIntent of the booked payment that this page or PaymentIntent is of."""
    return db.session.scalar(
        select(Payment.stripe_payment_intent_id).where(
            or_(Payment.stripe_session_id == object_id, Payment.stripe_payment_intent_id == object_id),
            Payment.stripe_account == account,
            Payment.succeeded_at.is_not(None),
        )
    )


def waiting_for_payment(*, reason: str, payment_intent: str = "") -> list[int]:
    """Events put aside for a reason that begins so, those alone that name the PaymentIntent if one is given."""
    statement = select(WebhookEvent.id).where(
        WebhookEvent.state == EventState.QUARANTINED,
        WebhookEvent.outcome.startswith(reason, autoescape=True),
        WebhookEvent.payload.contains(payment_intent, autoescape=True),
    )
    return list(db.session.scalars(statement.order_by(WebhookEvent.id)))


def of_chapter(chapter_id: Number) -> ColumnElement[bool]:
    """Which events the officers of a chapter may see.

    Its own; and of those whose chapter is not known, the ones about its own payments. Where there is no other chapter,
    all of them.
    """
    about_its_payments = exists().where(
        Payment.chapter_id == chapter_id,
        or_(
            Payment.stripe_session_id == WebhookEvent.object_id,
            Payment.stripe_payment_intent_id == WebhookEvent.object_id,
        ),
    )
    other_chapters = exists().where(Chapter.id != chapter_id)
    return or_(
        WebhookEvent.chapter_id == chapter_id,
        and_(
            WebhookEvent.chapter_id.is_(None),
            or_(about_its_payments.correlate(WebhookEvent), ~other_chapters),
        ),
    )


def events(
    *, chapter_id: int, timezone: str, wanted: WebhookEventFilter, cursor: Cursor
) -> Page[LoggedEvent]:
    """The events of a chapter that ``wanted`` lets through, latest first, a page at a time."""
    statement = _lines().where(of_chapter(chapter_id))
    if wanted.search:
        statement = statement.where(
            or_(
                WebhookEvent.type.contains(wanted.search.lower(), autoescape=True),
                WebhookEvent.object_id == wanted.search,
                WebhookEvent.event_id == wanted.search,
            )
        )
    if wanted.state is not None:
        statement = statement.where(WebhookEvent.state == wanted.state)
    if wanted.first is not None:
        statement = statement.where(WebhookEvent.received_at >= day_begins(wanted.first, timezone))
    if wanted.last is not None:
        end = day_begins(wanted.last, timezone, later=timedelta(days=1))
        statement = statement.where(WebhookEvent.received_at < end)
    page = paging.fetch(statement, Order(WebhookEvent.received_at, WebhookEvent.id, descending=True), cursor)
    return Page([LoggedEvent(**row._mapping) for row in page.rows], page.previous, page.next)


def get_event(*, chapter_id: int, event_row_id: int) -> EventDetail:
    """The event of this id, where the chapter's officers may see it; raises NotFound."""
    row = db.session.execute(
        _lines()
        .add_columns(WebhookEvent.handled_at, WebhookEvent.livemode, WebhookEvent.payload)
        .where(WebhookEvent.id == event_row_id, of_chapter(chapter_id))
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such message of Stripe in your chapter.")
    facts = dict(row._mapping)
    rest = {name: facts.pop(name) for name in ("handled_at", "livemode", "payload")}
    return EventDetail(LoggedEvent(**facts), **rest)


def _lines() -> AnySelect:
    return select(
        WebhookEvent.id,
        WebhookEvent.event_id,
        WebhookEvent.type,
        WebhookEvent.object_id,
        WebhookEvent.state,
        WebhookEvent.attempts,
        WebhookEvent.outcome,
        WebhookEvent.received_at,
    )
