"""The history of payments: those that a filter lets through, what they add up to, and all of them for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.database import paging
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page
from sigma_finance.domain.dates import day_begins, local_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.labels import PaymentLabel, shown_as
from sigma_finance.domain.payments.payments import GONE, DisputeState, Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Member, Payment, Receipt, Refund
from sigma_finance.queries.payments import payments
from sigma_finance.queries.payments.payments import MemberPayment
from sigma_finance.queries.people import finds

#: Money that came in, whether or not it has gone back since.
_CAME_IN = (PaymentState.SUCCEEDED, PaymentState.REVERSED)


@dataclass(frozen=True)
class PaymentFilter:
    """Which payments are wanted: all of these hold. Days are the chapter's own, both included."""

    search: str = ""
    state: PaymentState | None = None
    method: Method | None = None
    first: date | None = None
    last: date | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    historical: bool | None = None
    member_id: int | None = None


@dataclass(frozen=True)
class Totals:
    """What the payments of a filter add up to: all of them counted, and the money of those that came in."""

    payments: int
    received_minor: int
    kept_minor: int
    member_name: str | None

    @property
    def went_back_minor(self) -> int:
        """What was refunded, disputed or reversed."""
        return self.received_minor - self.kept_minor


@dataclass(frozen=True)
class ExportedPayment:
    """A payment as a file holds it; ``kept_minor`` is what of it is still here."""

    on: date
    member: str
    email: str
    method: Method
    shown: PaymentState | PaymentLabel
    amount_minor: int
    refunded_minor: int
    kept_minor: int
    receipt: str
    reference: str
    payment_intent: str
    note: str
    taken_by: str
    recorded_by: str
    historical: bool


def page(*, chapter_id: int, timezone: str, wanted: PaymentFilter, cursor: Cursor) -> Page[MemberPayment]:
    """The payments that ``wanted`` lets through, newest first, a page at a time."""
    statement = payments.lines(chapter_id=chapter_id).where(*_conditions(chapter_id, timezone, wanted))
    found = paging.fetch(statement, Order(Payment.created_at, Payment.id, descending=True), cursor)
    return Page([payments.read(row, timezone) for row in found.rows], found.previous, found.next)


def totals(*, chapter_id: int, timezone: str, wanted: PaymentFilter) -> Totals:
    """What all of them add up to; raises NotFound for a member of another chapter."""
    name = select(Member.name).where(Member.chapter_id == chapter_id, Member.id == wanted.member_id)
    came_in = case((Payment.state.in_(_CAME_IN), Payment.amount_minor), else_=0)
    statement = (
        select(
            func.count(Payment.id),
            func.coalesce(func.sum(came_in), 0),
            func.coalesce(func.sum(_kept()), 0),
            name.scalar_subquery(),
        )
        .select_from(Payment)
        .where(Payment.chapter_id == chapter_id, *_conditions(chapter_id, timezone, wanted))
    )
    count, received, kept, member_name = db.session.execute(statement).one()
    if wanted.member_id is not None and member_name is None:
        raise NotFound("There is no such member in your chapter.")
    return Totals(count, int(received), int(kept), member_name)


def exported(*, chapter_id: int, timezone: str, wanted: PaymentFilter) -> Iterator[ExportedPayment]:
    """All of them, newest first, read a thousand at a time."""
    recorder = aliased(Member)
    statement: AnySelect = (
        select(
            Payment.received_on,
            Payment.created_at,
            Payment.state,
            Payment.problem,
            Payment.method,
            Payment.amount_minor,
            Payment.reference,
            Payment.stripe_payment_intent_id.label("payment_intent"),
            Payment.note,
            Payment.taken_by,
            Payment.historical,
            Member.name.label("member"),
            Member.email,
            Receipt.label.label("receipt"),
            recorder.name.label("recorded_by"),
            _refunded().label("refunded"),
            _disputed().label("disputed"),
            _kept().label("kept"),
        )
        .outerjoin(Member, (Member.chapter_id == Payment.chapter_id) & (Member.id == Payment.member_id))
        .outerjoin(Receipt, (Receipt.chapter_id == Payment.chapter_id) & (Receipt.payment_id == Payment.id))
        .outerjoin(
            recorder,
            (recorder.chapter_id == Payment.chapter_id) & (recorder.id == Payment.recorded_by_member_id),
        )
        .where(Payment.chapter_id == chapter_id, *_conditions(chapter_id, timezone, wanted))
        .order_by(Payment.created_at.desc(), Payment.id.desc())
        .execution_options(yield_per=1000)
    )
    for row in db.session.execute(statement):
        yield _exported(row, timezone)


def _exported(row: Any, timezone: str) -> ExportedPayment:
    return ExportedPayment(
        on=row.received_on or local_date(row.created_at, timezone),
        member=row.member or "",
        email=row.email or "",
        method=row.method,
        shown=shown_as(
            row.state,
            amount_minor=row.amount_minor,
            refunded_minor=row.refunded,
            disputed=bool(row.disputed),
            problem=row.problem,
            historical=row.historical,
        ),
        amount_minor=row.amount_minor,
        refunded_minor=int(row.refunded),
        kept_minor=int(row.kept),
        receipt=row.receipt or "",
        reference=row.reference,
        payment_intent=row.payment_intent or "",
        note=row.note,
        taken_by=row.taken_by,
        recorded_by=row.recorded_by or "",
        historical=row.historical,
    )


def _refunded() -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(Refund.amount_minor), 0))
        .where(
            Refund.chapter_id == Payment.chapter_id,
            Refund.payment_id == Payment.id,
            Refund.state.in_(GONE),
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _disputed() -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(Dispute.amount_minor), 0))
        .where(
            Dispute.chapter_id == Payment.chapter_id,
            Dispute.payment_id == Payment.id,
            Dispute.state != DisputeState.WON,
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _kept() -> ColumnElement[int]:
    """What of a payment is here: nothing before it came in or after it was reversed, else what did not go back."""
    left = Payment.amount_minor - _refunded() - _disputed()
    return case((Payment.state != PaymentState.SUCCEEDED, 0), (left < 0, 0), else_=left)


def _conditions(chapter_id: int, timezone: str, wanted: PaymentFilter) -> list[ColumnElement[bool]]:
    exactly = (
        (Payment.state, wanted.state),
        (Payment.method, wanted.method),
        (Payment.historical, wanted.historical),
        (Payment.member_id, wanted.member_id),
    )
    conditions: list[ColumnElement[bool]] = [
        column == value for column, value in exactly if value is not None
    ]
    if wanted.search:
        conditions.append(_found_by(chapter_id, wanted.search))
    if wanted.least_minor is not None:
        conditions.append(Payment.amount_minor >= wanted.least_minor)
    if wanted.most_minor is not None:
        conditions.append(Payment.amount_minor <= wanted.most_minor)
    return conditions + _on_days(timezone, wanted)


def _found_by(chapter_id: int, text: str) -> ColumnElement[bool]:
    """Whose member's name, receipt, or reference here or at Stripe holds the text."""
    whose = exists().where(
        Member.chapter_id == chapter_id,
        Member.id == Payment.member_id,
        finds(text, Member.folded_name),
    )
    receipt = exists().where(
        Receipt.chapter_id == chapter_id,
        Receipt.payment_id == Payment.id,
        func.upper(Receipt.label).contains(text.upper(), autoescape=True),
    )
    return or_(
        whose.correlate(Payment),
        receipt.correlate(Payment),
        Payment.reference.contains(text.upper(), autoescape=True),
        Payment.stripe_payment_intent_id == text,
    )


def _on_days(timezone: str, wanted: PaymentFilter) -> list[ColumnElement[bool]]:
    """Received on these days; what has no such day yet counts by the day on which it was begun."""
    conditions: list[ColumnElement[bool]] = []
    undated = Payment.received_on.is_(None)
    if wanted.first is not None:
        begun = Payment.created_at >= day_begins(wanted.first, timezone)
        conditions.append(or_(Payment.received_on >= wanted.first, and_(undated, begun)))
    if wanted.last is not None:
        end = day_begins(wanted.last, timezone, later=timedelta(days=1))
        conditions.append(or_(Payment.received_on <= wanted.last, and_(undated, Payment.created_at < end)))
    return conditions
