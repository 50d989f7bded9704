"""Chapters far from UTC around midnight, where the day is another one than UTC's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import time_machine

from sigma_finance.domain.members.members import Post
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, OfficerTerm
from tests.rows import keep

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@dataclass(frozen=True)
class FarAway:
    """A zone, a moment, and the day that it is there: the one before or after UTC's."""

    zone: str
    moment: datetime
    day: date

    @contextmanager
    def there(self, chapter_id: int) -> Iterator[None]:
        """Have the chapter be there, at that moment."""
        db.session.get_one(Chapter, chapter_id).timezone = self.zone
        db.session.commit()
        with time_machine.travel(self.moment, tick=False):
            yield

    @property
    def is_second(self) -> bool:
        """Whether it is the second day there, on which one term is over and the next one runs."""
        return self.day == SECOND


#: It is the second day there already, and still the first.
FAR = [
    FarAway("Pacific/Kiritimati", datetime(2026, 12, 1, 11, 30, tzinfo=UTC), SECOND),
    FarAway("Pacific/Honolulu", datetime(2026, 12, 2, 8, tzinfo=UTC), FIRST),
]


def term(
    chapter_id: int, member_id: int, *, starts_on: date = date(2026, 1, 1), ends_on: date | None = None
) -> None:
    """The treasurer's office of a member from one day to another."""
    days = {"starts_on": starts_on, "ends_on": ends_on}
    keep(OfficerTerm(chapter_id=chapter_id, member_id=member_id, post=Post.TREASURER, **days))
