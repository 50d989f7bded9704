"""Chapters, by the short name that operators and addresses use."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Chapter


@dataclass(frozen=True)
class ChapterRow:
    """A chapter as a command needs to know it."""

    id: int
    slug: str
    name: str
    currency: str
    timezone: str


def find_chapter(*, slug: str) -> ChapterRow | None:
    """The chapter of this short name."""
    row = db.session.execute(_chapters().where(Chapter.slug == slug.strip().lower())).first()
    return read_row(ChapterRow, row) if row else None


def get_chapter(*, slug: str) -> ChapterRow:
    """The chapter of this short name; raises NotFound."""
    found = find_chapter(slug=slug)
    if found is None:
        raise NotFound(f"There is no chapter with the short name {slug}.")
    return found


def chapters() -> list[ChapterRow]:
    """Every chapter, by short name."""
    return [read_row(ChapterRow, row) for row in db.session.execute(_chapters().order_by(Chapter.slug))]


def live() -> list[ChapterRow]:
    """The chapters that are not suspended, by short name."""
    query = _chapters().where(Chapter.suspended_at.is_(None)).order_by(Chapter.slug)
    return [read_row(ChapterRow, row) for row in db.session.execute(query)]


def _chapters() -> Select[int, str, str, str, str]:
    return select(Chapter.id, Chapter.slug, Chapter.name, Chapter.currency, Chapter.timezone)


def count() -> int:
    """How many chapters the deployment has."""
    return int(db.session.scalar(select(func.count()).select_from(Chapter)) or 0)
