"""Signed-in sessions: rows that begin at sign-in and that can be ended, whatever cookie is still about."""

from __future__ import annotations

from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.logins.sessions import lifetime, new_token, token_hash
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, SignInSession
from sigma_finance.queries.logins import sessions as queries


@across_chapters()
@transactional
def begin(*, user_id: int, member_id: int | None, remember: bool, by: Actor) -> str:
    """Begin a session for a person in one of their chapters and return the token for its cookie.

    Who runs the platform may be in none; their session ends as early as an officer's.
    """
    token = new_token()
    moment = now()
    officer = member_id is None or db.session.get_one(Member, member_id).role is not Role.MEMBER
    db.session.add(
        SignInSession(
            user_id=user_id,
            member_id=member_id,
            token_hash=token_hash(token),
            remembered=remember,
            ip=by.ip[:45],
            user_agent=by.user_agent[:255],
            created_at=moment,
            last_seen_at=moment,
            confirmed_at=moment,
            expires_at=moment + lifetime(officer=officer, remembered=remember).at_most,
        )
    )
    return token


@transactional
def touch(*, session_id: int) -> None:
    """Note that a session is in use."""
    queries.set_last_seen(session_id=session_id, at=now())


@transactional
def note_confirmed(*, session_id: int) -> None:
    """Note that a session's person has just shown again who they are."""
    queries.set_confirmed(session_id=session_id, at=now())


@transactional
def end(*, session_id: int) -> None:
    """End one session."""
    queries.end(session_id=session_id, at=now())


@transactional
def end_own(*, user_id: int, session_id: int) -> None:
    """End one of a person's sessions; raises NotFound where it is none of theirs, or over."""
    if not queries.end_own(user_id=user_id, session_id=session_id, at=now()):
        raise NotFound("That device is signed out already.")


@transactional
def end_all(*, user_id: int) -> int:
    """End every session of a person and return how many there were."""
    return queries.end_all(user_id=user_id, at=now())


@transactional
def end_of_member(*, member_id: int) -> int:
    """End every session that looks at a chapter as this member, and return how many there were."""
    return queries.end_of_member(member_id=member_id, at=now())


@transactional
def end_others(*, user_id: int, session_id: int) -> None:
    """End every session of a person but this one."""
    queries.end_others(user_id=user_id, session_id=session_id, at=now())


@transactional
def switch(*, session_id: int, user_id: int, chapter_slug: str) -> None:
    """Look at another chapter that the person is a member of; raises NotFound where they are not."""
    for membership in queries.memberships(user_id=user_id):
        if membership.chapter_slug == chapter_slug:
            queries.set_member(session_id=session_id, member_id=membership.member_id)
            return
    raise NotFound("You are not a member of that chapter.")


@transactional
def turn_to(*, session_id: int, member_id: int) -> None:
    """Turn a session to another place of its person."""
    queries.set_member(session_id=session_id, member_id=member_id)
