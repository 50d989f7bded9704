"""Joining a chapter by an invite: with a new login, or with one that the person has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.errors import Conflict, Forbidden, NotFound
from sigma_finance.domain.logins.passwords import check_strength, hash_password
from sigma_finance.domain.members import invites as rules
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import higher
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Invite, Member, User
from sigma_finance.queries import locks
from sigma_finance.queries.logins import logins as users
from sigma_finance.queries.members import invites as queries
from sigma_finance.queries.members.invites import Invitation
from sigma_finance.services import audit
from sigma_finance.services.logins import logins, sessions
from sigma_finance.services.members.invites import register_url
from sigma_finance.services.messages import outbox

#: One mail to an address in this time, however often a form is sent.
PAUSE = timedelta(minutes=10)


class CodeUnknown(NotFound):
    """There is no such invite."""


class CodeRefused(Conflict):
    """The invite admits nobody any more; ``invitation`` is what it was."""

    def __init__(self, message: str, invitation: Invitation) -> None:
        super().__init__(message, field="code")
        self.invitation = invitation


class AccountExists(Conflict):
    """The invited address has a login: its person signs in and joins with it."""


class MeantForAnother(Forbidden):
    """The invite is for another address."""


class MemberAlready(Conflict):
    """The person is in the chapter, or the place on its member list is taken."""


_ASK = "Ask your treasurer for a new invite."
_REASONS = {
    InviteState.EXPIRED: f"This invite has expired. {_ASK}",
    InviteState.USED: f"This invite has been used by as many people as it was for. {_ASK}",
    InviteState.REVOKED: f"This invite was taken back. {_ASK}",
}


@across_chapters()
def get_invitation(*, code: str) -> Invitation:
    """The invite of a code that still admits somebody; raises CodeUnknown and CodeRefused with the reason."""
    kept = rules.read_code(code)
    invitation = queries.find_invitation(code=kept, at=now()) if kept else None
    if invitation is None:
        raise CodeUnknown(
            "There is no such invite. Check the code, or ask your treasurer for a new one.", field="code"
        )
    if invitation.state is not InviteState.INVITED:
        raise CodeRefused(_REASONS[invitation.state], invitation)
    return invitation


@dataclass(frozen=True)
class Registration:
    """What a new person enters; the address counts only under an open code."""

    code: str
    name: str
    email: str
    password: str


@across_chapters()
def register(*, request: Registration, by: Actor) -> str | None:
    """Make a login and a place in the chapter, and return the token of its first session.

    None means that a link was mailed first: under an open code, an address that is on the member list or has a login
    must prove itself, and the code is not used up by that. Raises Invalid, CodeUnknown, CodeRefused, AccountExists and
    MemberAlready; then nothing was written.
    """
    invitation = get_invitation(code=request.code)
    name = clean_text(request.name, field="name", label="Your name", at_most=120)
    email = invitation.email or clean_email(request.email)
    personal = [name, email, email.partition("@")[0], *name.split(), invitation.chapter_name]
    check_strength(request.password, personal=personal)
    if invitation.has_user:
        raise AccountExists(
            "You have an account already. Sign in with it, then join with one click.", field="email"
        )
    if invitation.email is None and _is_known(invitation.chapter_id, email):
        transactions.end_read()
        _mail_link(invitation=invitation, email=email)
        return None
    transactions.end_read()
    password_hash = hash_password(request.password, rounds=setting("BCRYPT_ROUNDS"))
    return _register(invitation=invitation, name=name, email=email, password_hash=password_hash, by=by)


def _is_known(chapter_id: int, email: str) -> bool:
    listed = queries.find_listed_member(chapter_id=chapter_id, email=email)
    return listed is not None or users.find_login(email=email) is not None


@transactional
def _register(*, invitation: Invitation, name: str, email: str, password_hash: str, by: Actor) -> str:
    _use(invitation)
    user = logins.add_user(name=name, email=email, password_hash=password_hash)
    member = _take_place(invitation, user)
    _note(invitation, user, member, by)
    return sessions.begin(user_id=user.id, member_id=member.id, remember=False, by=by)


@across_chapters()
def join(*, code: str, user_id: int, session_id: int, by: Actor) -> bool:
    """Join the chapter with the login that the person is signed in with, and turn their session to it.

    False means that a link was mailed first: the member list of an open code's chapter has a member with their address.
    Raises CodeUnknown, CodeRefused, MeantForAnother and MemberAlready.
    """
    invitation = get_invitation(code=code)
    user = users.get_user(user_id=user_id)
    if invitation.email not in (None, user.email):
        raise MeantForAnother(f"This invite is for another e-mail address than {user.email}.")
    if queries.find_membership(chapter_id=invitation.chapter_id, user_id=user_id):
        raise MemberAlready(f"You are a member of {invitation.chapter_name} already.")
    listed = queries.find_listed_member(chapter_id=invitation.chapter_id, email=user.email)
    transactions.end_read()
    if invitation.email is None and listed:
        _mail_link(invitation=invitation, email=user.email)
        return False
    _join(invitation=invitation, user_id=user_id, session_id=session_id, by=by)
    return True


@transactional
def _join(*, invitation: Invitation, user_id: int, session_id: int, by: Actor) -> None:
    _use(invitation)
    user = users.lock_user(user_id=user_id)
    member = _take_place(invitation, user)
    _note(invitation, user, member, by)
    sessions.turn_to(session_id=session_id, member_id=member.id)


def _use(invitation: Invitation) -> None:
    """Use an invite up by one; the database decides who comes too late."""
    if not queries.use(invite_id=invitation.id, at=now()):
        get_invitation(code=invitation.code)
        raise CodeRefused(_REASONS[InviteState.USED], invitation)
    if invitation.parent_id is not None and not queries.use_parent(invite_id=invitation.parent_id):
        raise CodeRefused(f"The invite that this link came from admits nobody any more. {_ASK}", invitation)


def _take_place(invitation: Invitation, user: User) -> Member:
    """The member whom the invite names, tied to the person, or a new one.

    An address that was proved by opening the invite also finds its member when the member list had them later.
    """
    member_id = invitation.member_id
    if member_id is None and invitation.email is not None:
        listed = queries.find_listed_member(chapter_id=invitation.chapter_id, email=invitation.email)
        member_id = listed.id if listed else None
    if member_id is None:
        member = Member(
            chapter_id=invitation.chapter_id,
            user_id=user.id,
            name=user.name,
            email=user.email,
            role=invitation.role,
        )
        logins.add_member(member)
        return member
    member = locks.lock_members(chapter_id=invitation.chapter_id, member_ids=[member_id])[member_id]
    if member.user_id is not None:
        raise MemberAlready("The member whom this invite is for has a login already. Sign in with it.")
    if member.status is not MemberStatus.ACTIVE:
        raise MemberAlready("The member whom this invite is for is not active. Ask your treasurer.")
    member.user_id = user.id
    member.email = member.email or user.email
    member.role = higher(member.role, invitation.role)
    logins.add_member(member)
    return member


def _note(invitation: Invitation, user: User, member: Member, by: Actor) -> None:
    audit.record(
        Action.USER_REGISTERED,
        chapter_id=invitation.chapter_id,
        subject=("users", user.id),
        by=by,
        member_id=member.id,
        role=member.role.value,
        invite_id=invitation.id,
    )


@transactional
def _mail_link(*, invitation: Invitation, email: str) -> None:
    """Mail a link of their own to somebody who came with an open code; the page says no more than that."""
    chapter_id = invitation.chapter_id
    member = queries.find_listed_member(chapter_id=chapter_id, email=email)
    user = users.find_user(email=email)
    joined = (
        member.user_id if member else user and queries.find_membership(chapter_id=chapter_id, user_id=user.id)
    )
    kind = "existing_account" if user or joined else "confirm_address"
    if queries.was_written(chapter_id=chapter_id, kind=kind, to=email, since=now() - PAUSE):
        return
    sign_in_url = f"{setting('BASE_URL')}/auth/login"
    context = {"register_url": sign_in_url, "sign_in_url": sign_in_url}
    if not joined:
        context = _follow_up(invitation, email, member) | {"sign_in_url": sign_in_url}
    outbox.enqueue(chapter_id=chapter_id, kind=kind, to=email, context=context)


def _follow_up(invitation: Invitation, email: str, member: Member | None) -> dict[str, str]:
    expires_at = now() + timedelta(days=rules.FOLLOW_UP_DAYS)
    invite = Invite(
        chapter_id=invitation.chapter_id,
        code=new_invite_code(),
        role=invitation.role,
        email=email,
        member_id=member.id if member else None,
        created_by_member_id=invitation.created_by_member_id,
        parent_id=invitation.id,
        expires_at=expires_at,
    )
    db.session.add(invite)
    chapter = db.session.get_one(Chapter, invitation.chapter_id)
    return {
        "register_url": register_url(invite.code),
        "expires_on": long_date(local_date(expires_at, chapter.timezone)),
    }
