"""A chapter's settings: its officers change them, and the audit trail says what was before and after."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy as policies
from sigma_finance.domain import seen
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import NEW_FOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.colours import clean_colour
from sigma_finance.domain.dates import check_timezone, now
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.policy import Policy
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.gateways import pictures
from sigma_finance.models import Chapter, ChapterLogo
from sigma_finance.queries import appointments, locks
from sigma_finance.queries.chapters import settings as queries
from sigma_finance.queries.chapters.settings import ChapterSettings
from sigma_finance.services import audit
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.figures import version


@transactional
def save(
    *, chapter_id: int, settings: ChapterSettings, logo: bytes | None, opened: str | None, by: Actor
) -> list[str]:
    """Keep a chapter's settings and return the names of what changed.

    ``logo`` is a picture that was sent, empty to show none, or None to leave it; ``opened`` is the mark of what the
    form was opened with. Raises Invalid and ChangedMeanwhile, and NeedsSecond where the limit of what one officer may
    give alone would rise.
    """
    drawn = pictures.small_png(logo, field="logo") if logo else logo
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    wanted = _checked(settings, chapter.currency)
    before = queries.get_settings(chapter_id=chapter_id)
    seen.check(opened, mark(before))
    _check_limit(chapter_id, before.policy, wanted.policy, by)
    old, new = _flat(before), _flat(wanted)
    changed = [name for name in new if old[name] != new[name]]
    if changed:
        _write(chapter, wanted)
        audit.record(
            Action.SETTINGS_CHANGED,
            chapter_id=chapter_id,
            subject=("chapters", chapter_id),
            by=by,
            before={name: old[name] for name in changed},
            after={name: new[name] for name in changed},
        )
        version.changed(chapter_id=chapter_id)
    if drawn is not None:
        _set_logo(chapter_id, drawn, by)
        changed.append("logo")
    return changed


def _check_limit(chapter_id: int, before: Policy, after: Policy, by: Actor) -> None:
    old, new = before.second_person_above_minor, after.second_person_above_minor
    if by.kind is not ActorKind.PERSON or by.member_id is None or old == new:
        return
    if old and (not new or new > old):
        raise NeedsSecond(new or old)
    settled = now() + NEW_FOR
    if not old and not appointments.approvers(chapter_id=chapter_id, asker=by.member_id, at=settled):
        raise Invalid(
            "A limit takes two officers who record money, and who did not make each other officers. Appoint another.",
            field="second_person_above_minor",
        )


@transactional
def set_limit(*, chapter_id: int, before_minor: int, after_minor: int, by: Actor) -> None:
    """Raise what one officer may give alone, or lift the limit (zero), as two officers decided.

    Raises Conflict where the limit is not what it was when they did.
    """
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    if policies.read(chapter.policy).second_person_above_minor != before_minor:
        raise Conflict("The limit was changed since this was asked. Decline it and ask again.")
    chapter.policy = {**chapter.policy, _LIMIT: after_minor}
    audit.record(
        Action.SETTINGS_CHANGED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        before={_LIMIT: before_minor},
        after={_LIMIT: after_minor},
    )
    version.changed(chapter_id=chapter_id)


_LIMIT = "second_person_above_minor"


def _set_logo(chapter_id: int, drawn: bytes, by: Actor) -> None:
    logo = queries.find_logo(chapter_id=chapter_id)
    if logo is None:
        logo = ChapterLogo(chapter_id=chapter_id)
        db.session.add(logo)
    logo.content = drawn
    logo.sha256 = hashlib.sha256(drawn).hexdigest() if drawn else ""
    db.session.flush()
    audit.record(
        Action.LOGO_CHANGED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        sha256=logo.sha256,
    )


def mark(settings: ChapterSettings) -> str:
    """A mark of what a form about the settings shows."""
    return seen.mark(_flat(settings))


def _flat(settings: ChapterSettings) -> dict[str, Any]:
    """Every setting by its name, as JSON keeps it."""
    facts = {name: value for name, value in asdict(settings).items() if name != "policy"}
    return {**facts, **settings.policy.kept()}


def _checked(settings: ChapterSettings, currency: str) -> ChapterSettings:
    check_bounds(settings.dues_minor, currency, field="dues", zero=True)
    if not 0 <= settings.neophyte_days <= policies.LONGEST_DAYS:
        raise Invalid(f"Enter at most {policies.LONGEST_DAYS:,} days.", field="neophyte_days")
    return ChapterSettings(
        name=clean_text(settings.name, field="name", label="Name", at_most=120),
        accent=clean_colour(settings.accent),
        timezone=check_timezone(settings.timezone),
        dues_minor=settings.dues_minor,
        neophyte_days=settings.neophyte_days,
        policy=policies.check(settings.policy),
    )


def _write(chapter: Chapter, settings: ChapterSettings) -> None:
    chapter.name = settings.name
    chapter.accent = settings.accent
    chapter.timezone = settings.timezone
    chapter.dues_minor = settings.dues_minor
    chapter.neophyte_days = settings.neophyte_days
    chapter.policy = {**chapter.policy, **settings.policy.kept()}
