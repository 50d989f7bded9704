"""Who joins after a dues period was charged: charged with it by itself, where the period says so."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.dues import charging as queries
from sigma_finance.services import audit
from sigma_finance.services.dues import batches
from sigma_finance.services.dues.charges import dues_of


@transactional
def charge(*, chapter_id: int, member_id: int, by: Actor) -> int:
    """Charge a member who has joined, come back, or is exempt no longer, what others were charged before.

    Those periods alone that say so, have been charged, and are not yet past due. Returns how many.
    """
    locks.lock_members(chapter_id=chapter_id, member_ids=[member_id])
    chapter = db.session.get_one(Chapter, chapter_id)
    today = today_in(chapter.timezone)
    missed = queries.missed_by(chapter_id=chapter_id, member_id=member_id, today=today)
    for period, amount_minor in missed:
        request = dues_of(period, member_id=member_id, amount_minor=amount_minor)
        batches.post_batch(chapter, [request], description=f"Dues {period.name}", period_id=period.id, by=by)
        audit.record(
            Action.PERIOD_ASSESSED,
            chapter_id=chapter_id,
            subject=("dues_periods", period.id),
            by=by,
            charged=1,
            total_minor=amount_minor,
        )
    return len(missed)
