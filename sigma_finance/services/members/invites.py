"""Invites: an officer makes one, sends it again, or takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action, keyed_hash
from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.members import invites as rules
from sigma_finance.domain.members.invites import InviteState, state_of
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role, may_grant
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Invite, Member
from sigma_finance.queries.members import invites as queries
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox


@dataclass(frozen=True)
class CreatedInvite:
    """An invite; ``email`` is where it was sent."""

    id: int
    code: str
    register_url: str
    expires_at: datetime
    email: str | None


class RoleTooHigh(Forbidden):
    """An officer may not hand out a role above their own."""


class HasLogin(Conflict):
    """The member has a login already."""


class NoLongerOpen(Conflict):
    """The invite was used or revoked."""


def register_url(code: str) -> str:
    """The address at which a code is used."""
    return f"{setting('BASE_URL')}/auth/register?code={code}"


@transactional
def create(*, request: InviteRequest, issuer_role: Role, by: Actor) -> CreatedInvite:
    """Make an invite and mail it where it has an address.

    An address on the member list makes it that member's. Raises Invalid, RoleTooHigh, HasLogin, and NotFound for
    another chapter's member.
    """
    check(request, issuer_role)
    email = clean_email(request.email) if request.email else None
    member = _named(request, email)
    invite = Invite(
        chapter_id=request.chapter_id,
        code=new_invite_code(),
        role=request.role,
        email=email or (member.email if member else None),
        member_id=member.id if member else None,
        created_by_member_id=request.created_by_member_id,
        max_uses=request.max_uses,
        expires_at=now() + timedelta(days=request.days),
    )
    db.session.add(invite)
    db.session.flush()
    audit.record(
        Action.INVITE_CREATED,
        chapter_id=invite.chapter_id,
        subject=("invites", invite.id),
        by=by,
        role=invite.role.value,
        max_uses=invite.max_uses,
        member_id=invite.member_id,
        email_hash=keyed_hash(invite.email, setting("SECRET_KEY")) if invite.email else None,
    )
    _send(invite)
    return CreatedInvite(invite.id, invite.code, register_url(invite.code), invite.expires_at, invite.email)


def check(request: InviteRequest, issuer_role: Role) -> None:
    """Raise Invalid or RoleTooHigh for an invite that cannot be made."""
    if not may_grant(issuer_role, request.role):
        raise RoleTooHigh("You can invite people to your own role and to those below it.", field="role")
    if not rules.SHORTEST_DAYS <= request.days <= rules.LONGEST_DAYS:
        raise Invalid(f"An invite holds from 1 to {rules.LONGEST_DAYS} days.", field="days")
    if not 1 <= request.max_uses <= rules.MOST_USES:
        raise Invalid(f"An invite admits from 1 to {rules.MOST_USES:,} people.", field="max_uses")
    if (request.email or request.member_id) and request.max_uses != 1:
        raise Invalid("An invite that is meant for one person admits one.", field="max_uses")


def _named(request: InviteRequest, email: str | None) -> Member | None:
    """The member whom the invite is for."""
    if request.member_id is not None:
        member = db.session.get(Member, request.member_id)
        if member is None or member.chapter_id != request.chapter_id:
            raise NotFound("There is no such member in your chapter.", field="member_id")
    elif email is not None:
        member = queries.find_listed_member(chapter_id=request.chapter_id, email=email)
    else:
        member = None
    if member is not None and member.user_id is not None:
        raise HasLogin(f"{member.name} can sign in already.", field="email")
    return member


@transactional
def resend(*, chapter_id: int, invite_id: int, by: Actor) -> datetime:
    """Mail an invite again, good for as long as it was at first, and return when it expires.

    Raises NotFound, NoLongerOpen, and Invalid for an open code, which has no address.
    """
    invite = _get_open(chapter_id, invite_id)
    if invite.email is None:
        raise Invalid("This code has no address to send it to. Pass its link on yourself.")
    prolong(invite)
    audit.record(Action.INVITE_RESENT, chapter_id=chapter_id, subject=("invites", invite.id), by=by)
    _send(invite)
    return invite.expires_at


def prolong(invite: Invite) -> None:
    """Give an invite its days anew."""
    length = min(invite.expires_at - invite.created_at, timedelta(days=rules.LONGEST_DAYS))
    invite.expires_at = max(invite.expires_at, now() + length)


@transactional
def revoke(*, chapter_id: int, invite_id: int, by: Actor) -> None:
    """Take an invite back, with the links that were mailed because of it; raises NotFound and NoLongerOpen."""
    invite = _get_open(chapter_id, invite_id)
    invite.revoked_at = now()
    audit.record(Action.INVITE_REVOKED, chapter_id=chapter_id, subject=("invites", invite.id), by=by)


def revoke_officers(*, member: Member, by: Actor) -> None:
    """Take back what a member's invites would make officers of, in the transaction under way: their say has ended."""
    found = queries.lock_officers(chapter_id=member.chapter_id, made_by=member.id, at=now())
    for invite in found:
        invite.revoked_at = now()
        audit.record(
            Action.INVITE_REVOKED, chapter_id=member.chapter_id, subject=("invites", invite.id), by=by
        )


def _get_open(chapter_id: int, invite_id: int) -> Invite:
    invite = queries.lock_invite(chapter_id=chapter_id, invite_id=invite_id)
    if invite is None:
        raise NotFound("There is no such invite in your chapter.")
    state = state_of(
        uses=invite.uses,
        max_uses=invite.max_uses,
        expires_at=invite.expires_at,
        revoked_at=invite.revoked_at,
        at=now(),
    )
    if state not in (InviteState.INVITED, InviteState.EXPIRED):
        raise NoLongerOpen(f"That invite is {state.label.lower()} already. Make a new one.")
    return invite


def _send(invite: Invite) -> None:
    issuer = db.session.get(Member, invite.created_by_member_id) if invite.created_by_member_id else None
    member = db.session.get(Member, invite.member_id) if invite.member_id else None
    mail(invite, invited_by=issuer.name if issuer else None, member_name=member.name if member else None)


def mail(invite: Invite, *, invited_by: str | None, member_name: str | None) -> None:
    """Mail an invite to its address, if it has one, in the transaction under way."""
    chapter = db.session.get_one(Chapter, invite.chapter_id)
    outbox.enqueue(
        chapter_id=invite.chapter_id,
        kind="invite",
        to=invite.email,
        member_id=invite.member_id,
        invite_id=invite.id,
        context={
            "invited_by": invited_by or "Sigma Finance",
            "register_url": register_url(invite.code),
            "expires_on": long_date(local_date(invite.expires_at, chapter.timezone)),
            "member_name": member_name,
            "role_label": invite.role.label,
        },
    )
