"""Running the platform: chapters are opened with their first treasurer, suspended, and opened again."""

from __future__ import annotations

from sigma_finance.database import transactions
from sigma_finance.database.scopes import for_chapter
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, PlatformAdmin, User
from sigma_finance.queries import locks
from sigma_finance.queries.chapters import platform as queries
from sigma_finance.queries.logins import logins as users
from sigma_finance.services import audit
from sigma_finance.services.chapters import chapters
from sigma_finance.services.logins import logins
from sigma_finance.services.members import invites


class AlreadySo(Conflict):
    """There is nothing to change."""


@transactional
def open_chapter(*, chapter: NewChapter, treasurer: str, by: Actor) -> int:
    """Open a chapter and invite its first treasurer by e-mail; returns its id. Raises Invalid and SlugTaken."""
    email = clean_email(treasurer, field="treasurer")
    chapter_id = chapters.create(chapter=chapter, by=by)
    request = InviteRequest(chapter_id, Role.TREASURER, email=email)
    with for_chapter(chapter_id):
        invites.create(request=request, issuer_role=Role.ADMIN, by=by)
    return chapter_id


@transactional
def suspend(*, chapter_id: int, because: str, by: Actor) -> None:
    """Close a chapter's pages to its people; what Stripe tells is booked all the same.

    Raises NotFound, Invalid without a reason, and AlreadySo.
    """
    reason = clean_text(because, field="because", label="The reason", at_most=300)
    chapter = _lock(chapter_id)
    if chapter.suspended_at is not None:
        raise AlreadySo("This chapter is suspended already.")
    chapter.suspended_at, chapter.suspended_because = now(), reason
    audit.record(Action.CHAPTER_SUSPENDED, chapter_id=chapter_id, subject=("chapters", chapter_id), by=by)


@transactional
def resume(*, chapter_id: int, by: Actor) -> None:
    """Open a suspended chapter's pages again; raises NotFound and AlreadySo."""
    chapter = _lock(chapter_id)
    if chapter.suspended_at is None:
        raise AlreadySo("This chapter is open already.")
    chapter.suspended_at = None
    audit.record(Action.CHAPTER_RESUMED, chapter_id=chapter_id, subject=("chapters", chapter_id), by=by)


def _lock(chapter_id: int) -> Chapter:
    if db.session.get(Chapter, chapter_id) is None:
        raise NotFound("There is no such chapter.")
    return locks.lock_chapter(chapter_id=chapter_id)


@transactional
def set_admin(*, email: str, by: Actor) -> None:
    """Let a person open and suspend chapters; raises NotFound for an unknown address, and AlreadySo."""
    user = _get_user(email)
    known = queries.lock_admin(user_id=user.id)
    if known is None:
        db.session.add(PlatformAdmin(user_id=user.id))
    elif known.ended_at is None:
        raise AlreadySo("They run the platform already.")
    else:
        known.ended_at = None
    logins.note(Action.PLATFORM_ADMIN_SET, user, by=by)


def make_admin(*, name: str, email: str, password: str, by: Actor) -> None:
    """Give somebody a login of no chapter, to run the platform with; raises Invalid, and EmailTaken."""
    name = clean_text(name, field="name", label="The name", at_most=120)
    address = clean_email(email)
    password_hash = logins.new_password_hash(password, name=name, email=address)
    transactions.end_read()
    _make_admin(name=name, email=address, password_hash=password_hash, by=by)


@transactional
def _make_admin(*, name: str, email: str, password_hash: str, by: Actor) -> None:
    logins.add_user(name=name, email=email, password_hash=password_hash)
    set_admin(email=email, by=by)


@transactional
def end_admin(*, email: str, by: Actor) -> None:
    """Let a person open and suspend chapters no longer; raises NotFound for an unknown address, and AlreadySo."""
    user = _get_user(email)
    known = queries.lock_admin(user_id=user.id)
    if known is None or known.ended_at is not None:
        raise AlreadySo("They do not run the platform.")
    known.ended_at = now()
    logins.note(Action.PLATFORM_ADMIN_ENDED, user, by=by)


def _get_user(email: str) -> User:
    user = users.find_user(email=clean_email(email))
    if user is None:
        raise NotFound("Nobody signs in with that e-mail address.", field="email")
    return users.lock_user(user_id=user.id)
