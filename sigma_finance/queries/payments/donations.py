"""Donations as pages show them. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from sigma_finance.domain import policy
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries.payments import own
from sigma_finance.queries.payments.own import PaymentLine

#: The list shows so many.
SHOWN = 200


@dataclass(frozen=True)
class Donation:
    """A donation, and who gave it."""

    line: PaymentLine
    donor_name: str
    donor_email: str | None
    note: str


@dataclass(frozen=True)
class DonationChapter:
    """A chapter that takes donations on its public page."""

    chapter_id: int
    chapter_name: str
    currency: str


def get_giving(*, slug: str) -> DonationChapter:
    """The chapter's public page; raises NotFound where it has none."""
    row = db.session.execute(
        select(Chapter.id, Chapter.name, Chapter.currency, Chapter.policy, Chapter.suspended_at).where(
            Chapter.slug == slug
        )
    ).first()
    if row is None or not policy.read(row.policy).donations_open:
        raise NotFound("There is no such page.")
    if row.suspended_at is not None:
        raise NotFound(f"{row.name} is suspended, so nobody can give to it now. Nothing was charged.")
    return DonationChapter(row.id, row.name, row.currency)


def get_state(*, slug: str, reference: str) -> tuple[PaymentState, int]:
    """Where a donation stands, and how much it is; raises NotFound."""
    row = db.session.execute(
        select(Payment.state, Payment.amount_minor)
        .join(Chapter, Chapter.id == Payment.chapter_id)
        .where(Chapter.slug == slug, Payment.reference == reference, Payment.donor_name.is_not(None))
    ).first()
    if row is None:
        raise NotFound("There is no such donation.")
    return row[0], row[1]


def donations(*, chapter_id: int, timezone: str, limit: int | None = SHOWN) -> Sequence[Donation]:
    """What was given, newest first, at most ``limit``; what was begun and not paid is left out."""
    rows = db.session.execute(
        own.payment_lines(chapter_id=chapter_id)
        .where(Payment.donor_name.is_not(None), Payment.succeeded_at.is_not(None))
        .order_by(Payment.succeeded_at.desc(), Payment.id.desc())
        .limit(limit)
    )
    return [
        Donation(
            own.read_line(row, timezone=timezone),
            row.Payment.donor_name,
            row.Payment.donor_email,
            row.Payment.note,
        )
        for row in rows
    ]


def total(*, chapter_id: int, since: date) -> int:
    """What was given since a day, reversed ones left out."""
    given = db.session.scalar(
        select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            Payment.chapter_id == chapter_id,
            Payment.donor_name.is_not(None),
            Payment.state == PaymentState.SUCCEEDED,
            Payment.received_on >= since,
        )
    )
    return int(given or 0)


def get_address(*, chapter_id: int) -> tuple[str, bool]:
    """The chapter's short name, and whether its public page is open."""
    row = db.session.execute(select(Chapter.slug, Chapter.policy).where(Chapter.id == chapter_id)).one()
    return row.slug, policy.read(row.policy).donations_open
