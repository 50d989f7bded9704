"""Chapters: an operator opens one."""

from __future__ import annotations

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.currencies import check_currency
from sigma_finance.domain.dates import check_timezone
from sigma_finance.domain.dues.reminders import USUAL
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.text import clean_slug, clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services import audit


class SlugTaken(Conflict):
    """Another chapter has this short name."""


@transactional
def create(*, chapter: NewChapter, by: Actor) -> int:
    """Open a chapter, whose members are reminded on the usual days, and return its id.

    Raises Invalid, and SlugTaken for a short name in use.
    """
    currency = check_currency(chapter.currency)
    check_bounds(chapter.dues_minor, currency, field="dues", zero=True)
    row = Chapter(
        name=clean_text(chapter.name, field="name", label="The chapter's name", at_most=120),
        slug=clean_slug(chapter.slug),
        currency=currency,
        timezone=check_timezone(chapter.timezone),
        dues_minor=chapter.dues_minor,
        policy={"reminders": list(USUAL)},
    )
    db.session.add(row)
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_chapters_slug", "chapters.slug"):
            taken = f"There is a chapter with the short name {row.slug} already."
            raise SlugTaken(taken, field="slug") from error
        raise
    audit.record(
        Action.CHAPTER_CREATED, chapter_id=row.id, subject=("chapters", row.id), by=by, slug=row.slug
    )
    return row.id
