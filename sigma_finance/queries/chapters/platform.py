"""What those who run the platform see: every chapter with its totals, and nothing of anybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from sigma_finance.database import paging
from sigma_finance.database.paging import Cursor, Order, Page
from sigma_finance.database.rows import read_row
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, PlatformAdmin, Posting
from sigma_finance.queries.figures.figures import came_in_anywhere


@dataclass(frozen=True)
class ChapterTotals:
    """A chapter in the list of all: its active members, what came in, and what all its members owe."""

    id: int
    slug: str
    name: str
    currency: str
    created_at: datetime
    suspended_at: datetime | None
    suspended_because: str
    members: int
    owed_minor: int
    collected_minor: int

    @property
    def state(self) -> str:
        """Whether its people can use it."""
        return "active" if self.suspended_at is None else "suspended"


@across_chapters()
def chapters(*, cursor: Cursor) -> Page[ChapterTotals]:
    """The chapters by name, a page at a time; the sums are worked out for those of the page alone."""
    found = paging.fetch(
        select(Chapter.id.label("id"), Chapter.name), Order(Chapter.name, Chapter.id), cursor
    )
    ids = [row.id for row in found.rows]
    rows = db.session.execute(_totals(ids).order_by(Chapter.name, Chapter.id))
    return Page([read_row(ChapterTotals, row) for row in rows], found.previous, found.next)


@across_chapters()
def get_chapter(*, chapter_id: int) -> ChapterTotals:
    """One chapter; raises NotFound."""
    row = db.session.execute(_totals([chapter_id])).first()
    if row is None:
        raise NotFound("There is no such chapter.")
    return read_row(ChapterTotals, row)


def lock_admin(*, user_id: int) -> PlatformAdmin | None:
    """What is kept of a login that runs the platform, or did, locked."""
    return db.session.get(PlatformAdmin, user_id, with_for_update=True)


def _totals(chapter_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    people = (
        select(
            Member.chapter_id,
            func.count().filter(Member.status == MemberStatus.ACTIVE).label("members"),
            func.sum(Member.balance_minor).label("owed_minor"),
        )
        .where(Member.chapter_id.in_(chapter_ids))
        .group_by(Member.chapter_id)
        .subquery("people")
    )
    money = (
        select(Posting.chapter_id, (-func.sum(Posting.amount_minor)).label("collected_minor"))
        .where(Posting.chapter_id.in_(chapter_ids), *came_in_anywhere())
        .group_by(Posting.chapter_id)
        .subquery("money")
    )
    return (
        select(
            Chapter.id,
            Chapter.slug,
            Chapter.name,
            Chapter.currency,
            Chapter.created_at,
            Chapter.suspended_at,
            Chapter.suspended_because,
            func.coalesce(people.c.members, 0).label("members"),
            func.coalesce(people.c.owed_minor, 0).label("owed_minor"),
            func.coalesce(money.c.collected_minor, 0).label("collected_minor"),
        )
        .outerjoin(people, people.c.chapter_id == Chapter.id)
        .outerjoin(money, money.c.chapter_id == Chapter.id)
        .where(Chapter.id.in_(chapter_ids))
    )
