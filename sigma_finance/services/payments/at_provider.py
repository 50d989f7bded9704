"""What all that is booked from the provider has in common: its day, its member, its line in the audit trail."""

from __future__ import annotations

from datetime import date, datetime

from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import local_date, today_in
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import locks
from sigma_finance.services import audit


def day_of(moment: datetime | None, chapter: Chapter) -> date:
    """The day of a moment at Stripe in the chapter's zone: today where it doesn't tell, or its clock is ahead."""
    today = today_in(chapter.timezone)
    return min(local_date(moment, chapter.timezone), today) if moment else today


def member_of(payment: Payment) -> Member | None:
    """Whose payment it is, if anybody's."""
    return db.session.get(Member, payment.member_id) if payment.member_id else None


def lock_member(payment: Payment) -> None:
    """Lock whose payment it is, if anybody's."""
    if payment.member_id is not None:
        locks.lock_member(chapter_id=payment.chapter_id, member_id=payment.member_id)


def record(action: Action, payment: Payment, amount_minor: int) -> None:
    """Write into the audit trail what the provider did with a payment."""
    audit.record(
        action,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=STRIPE,
        member_id=payment.member_id,
        amount_minor=amount_minor,
    )
