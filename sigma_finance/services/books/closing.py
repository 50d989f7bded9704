"""Closing the books through a day, so that nothing is booked into them any more, and opening them again."""

from __future__ import annotations

from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import closing as rules
from sigma_finance.domain.books.closing import UnfinishedItem
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Closing
from sigma_finance.queries import locks
from sigma_finance.queries.books import closings as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version


class NeedsAnother(Conflict):
    """Closed books are opened again by two officers."""


def unfinished(*, chapter_id: int, through: date, timezone: str) -> list[UnfinishedItem]:
    """What a treasurer would rather have done before the books are closed through this day."""
    return rules.unfinished(queries.unfinished(chapter_id=chapter_id, through=through, timezone=timezone))


@transactional
def close(*, chapter_id: int, through: date, by: Actor) -> int:
    """Close the books through the last day of a month; returns the closing's id.

    Raises Invalid for another day or one that is to come, Conflict where they are closed already.
    """
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    rules.check_through(through, today=today_in(chapter.timezone), closed_through=chapter.closed_through)
    made = Closing(chapter_id=chapter_id, through=through, closed_by_member_id=by.member_id)
    db.session.add(made)
    chapter.closed_through = through
    db.session.flush()
    _note(Action.BOOKS_CLOSED, made, by)
    return made.id


@transactional
def reopen(*, chapter_id: int, through: date, reason: str, by: Actor, approved: bool = False) -> None:
    """Open the books again that were closed through this day, and all that were closed later.

    Raises NeedsAnother for an officer whom no other has approved, Conflict where no such closing stands.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    if by.kind is ActorKind.PERSON and not approved:
        raise NeedsAnother("Closed books are opened again by two officers. Ask another one.")
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    found = queries.standing(chapter_id=chapter_id)
    opened = [one for one in found if one.through >= through]
    if not opened or opened[0].through != through:
        raise Conflict(f"The books were not closed through {long_date(through)}, or are open again.")
    for one in opened:
        one.reopened_at, one.reopened_by_member_id, one.reason = now(), by.member_id, reason
    kept = [one.through for one in found if one.through < through]
    chapter.closed_through = kept[-1] if kept else None
    db.session.flush()
    _note(Action.BOOKS_REOPENED, opened[0], by, reason=reason)


def _note(action: Action, made: Closing, by: Actor, **details: str) -> None:
    version.changed(chapter_id=made.chapter_id)
    audit.record(
        action,
        chapter_id=made.chapter_id,
        subject=("closings", made.id),
        by=by,
        through_on=made.through.isoformat(),
        **details,
    )
