"""The weekly note to a chapter's officers: what came in, what is owed, what waits for them. On Mondays, once."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.money import format_money
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.figures import overview
from sigma_finance.queries.figures import weekly as queries
from sigma_finance.services.figures.overview import EXPIRING, RECENT
from sigma_finance.services.messages import keepers

MONDAY, EARLIEST_HOUR = 0, 7
WEEK, STILL_THE_SAME = timedelta(days=7), timedelta(days=6)


@transactional
def write(*, chapter_id: int) -> bool:
    """The note of one chapter; whether it went out."""
    chapter: Chapter = locks.lock_chapter(chapter_id=chapter_id)
    moment = now()
    local = moment.astimezone(ZoneInfo(chapter.timezone))
    if local.weekday() != MONDAY or local.hour < EARLIEST_HOUR:
        return False
    if queries.was_written(chapter_id=chapter_id, since=moment - STILL_THE_SAME):
        return False
    today = today_in(chapter.timezone)
    week = queries.get_week(chapter_id=chapter_id, since=moment - WEEK, today=today)
    if week.is_empty:
        return False
    state = overview.get_state(chapter_id=chapter_id, at=moment, today=today, recent=RECENT, soon=EXPIRING)
    waiting = state.reported + state.unmatched + state.disputes + state.events + state.messages
    keepers.tell_keepers(
        chapter_id,
        "weekly_note",
        week.received_minor,
        "/treasurer",
        payments=str(week.payments),
        owed=format_money(week.owed_minor, chapter.currency),
        past_due=format_money(week.past_due_minor, chapter.currency),
        late=str(week.late),
        waiting=str(waiting + state.plans_proposed + state.approvals),
    )
    return True
