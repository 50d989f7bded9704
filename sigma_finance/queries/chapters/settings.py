"""A chapter's settings, its logo, and its row under lock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.domain import policy
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChapterLogo


@dataclass(frozen=True)
class ChapterSettings:
    """What a chapter has decided about itself; dues in minor units."""

    name: str
    accent: str
    timezone: str
    dues_minor: int
    neophyte_days: int
    policy: Policy


def get_settings(*, chapter_id: int) -> ChapterSettings:
    """The chapter's settings."""
    facts = db.session.execute(
        select(
            Chapter.name,
            Chapter.accent,
            Chapter.timezone,
            Chapter.dues_minor,
            Chapter.neophyte_days,
            Chapter.policy,
        ).where(Chapter.id == chapter_id)
    ).one()
    return ChapterSettings(
        name=facts.name,
        accent=facts.accent,
        timezone=facts.timezone,
        dues_minor=facts.dues_minor,
        neophyte_days=facts.neophyte_days,
        policy=policy.read(facts.policy),
    )


def get_logo(*, chapter_id: int) -> bytes:
    """The chapter's logo as PNG; raises NotFound."""
    content = db.session.scalar(
        select(ChapterLogo.content).where(ChapterLogo.chapter_id == chapter_id, ChapterLogo.sha256 != "")
    )
    if content is None:
        raise NotFound("The chapter has no logo.")
    return content


def find_logo(*, chapter_id: int) -> ChapterLogo | None:
    """The row of the chapter's logo."""
    return db.session.scalar(select(ChapterLogo).where(ChapterLogo.chapter_id == chapter_id))
