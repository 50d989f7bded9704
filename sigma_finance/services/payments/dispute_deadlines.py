"""The last day to answer a dispute: officers who may answer hear of it a week and two days before, once each."""

from __future__ import annotations

from sigma_finance.database.one_by_one import BatchRun, one_by_one
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import local_date, long_date, now, today_in
from sigma_finance.domain.payments import disputes as rules
from sigma_finance.domain.payments.disputes import DisputeFacts
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.payments import answers as queries
from sigma_finance.services.messages import keepers
from sigma_finance.services.payments import at_provider


def warn(*, chapter_id: int) -> BatchRun:
    """Tell a chapter's officers of the disputes whose last day comes near; safe to run at any time, and twice."""
    return one_by_one(
        queries.waiting(chapter_id=chapter_id),
        lambda dispute_id: _warn(chapter_id=chapter_id, dispute_id=dispute_id),
        called="dispute",
    )


@transactional
def _warn(*, chapter_id: int, dispute_id: int) -> int:
    """Tell of one dispute under its payment's lock; whether that was due."""
    _, payment = queries.get_dispute(chapter_id=chapter_id, dispute_id=dispute_id)
    locks.lock_payment(chapter_id=chapter_id, payment_id=payment.id)
    dispute, payment = queries.get_dispute(chapter_id=chapter_id, dispute_id=dispute_id)
    sent = queries.is_sent(chapter_id=chapter_id, dispute_id=dispute_id)
    facts = DisputeFacts(dispute.state, payment.method, dispute.evidence_due_at, dispute.answered, sent)
    due = dispute.evidence_due_at
    if due is None or rules.why_not_answered(facts, at=now()):
        return 0
    timezone = db.session.get_one(Chapter, chapter_id).timezone
    last, today = local_date(due, timezone), today_in(timezone)
    days = rules.warning_due(last, today=today, told=dispute.warned_days)
    if days is None:
        return 0
    dispute.warned_days = days
    member = at_provider.member_of(payment)
    keepers.tell_keepers(
        chapter_id,
        "dispute_due",
        dispute.amount_minor,
        f"/treasurer/disputes/{dispute.id}",
        member_name=member.name if member else "An unknown payer",
        due_on=long_date(last),
        left=rules.left_in_words(last, today=today),
        reason=rules.reason_in_words(dispute.reason),
    )
    return 1
