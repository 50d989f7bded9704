"""Invites: an officer makes one, sends it again, or takes it back.

Nobody makes, sends or takes back one that makes somebody more than they may make anybody. An invite for an officer is
opened from the invited mailbox alone: its mailed link carries the proof of that, and no page shows one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action, keyed_hash
from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from sigma_finance.domain.members import invites as rules
from sigma_finance.domain.members.invites import InviteState, state_of
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role, higher, is_officers, may_admit, may_grant
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, secret_keys, setting
from sigma_finance.models import Chapter, Invite, Member
from sigma_finance.queries import officers
from sigma_finance.queries.members import invites as queries
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox

#: A message names so many of those who were invited together.
MOST_NAMED = 5


@dataclass(frozen=True)
class CreatedInvite:
    """An invite; ``email`` is where it was sent, with the link ``register_url``."""

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


def mailed_url(invite: Invite) -> str:
    """The address as it is mailed: with the proof that whoever opens it reads the invited address."""
    if invite.email is None:
        return register_url(invite.code)
    return f"{register_url(invite.code)}&proof={rules.proof(invite.id, invite.email, keys=secret_keys())}"


def is_proof(given: str, *, invite_id: int, email: str | None) -> bool:
    """Whether ``given`` came with the mail that took this invite to its address."""
    return bool(given and email) and rules.proves(
        given, invite_id=invite_id, email=email or "", keys=secret_keys()
    )


@transactional
def create(*, request: InviteRequest, issuer_role: Role, by: Actor) -> CreatedInvite:
    """Make an invite and mail it where it has an address; of an officer's the other officers are told.

    An address on the member list makes it that member's. Raises Invalid, RoleTooHigh, HasLogin, and NotFound for
    another chapter's member.
    """
    check(request, issuer_role)
    email, member = _whom(request)
    rank = _rank(request.role, member)
    _check_rank(request, rank, issuer_role)
    if rank.is_officers and member is not None and (email or member.email) is None:
        raise Invalid(
            f"Enter an e-mail address of {member.name} first: only their mailbox opens it.", field="member"
        )
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
    send(invite)
    if rank.is_officers:
        tell_officers(invites=[invite], rank=rank.label, names={member.id: member.name} if member else {})
    return CreatedInvite(invite.id, invite.code, mailed_url(invite), invite.expires_at, invite.email)


@dataclass(frozen=True)
class _Rank:
    """What whoever comes in by an invite will be."""

    role: Role
    posts: tuple[Post, ...]

    @property
    def is_officers(self) -> bool:
        return is_officers(self.role, self.posts)

    @property
    def label(self) -> str:
        return rank_label(self.role, self.posts)


def _rank(role: Role, member: Member | None) -> _Rank:
    if member is None:
        return _Rank(role, ())
    held = officers.offices(chapter_id=member.chapter_id, member_ids=[member.id])
    return _Rank(higher(role, member.role), held[member.id].or_later)


def _check_rank(request: InviteRequest, rank: _Rank, issuer_role: Role) -> None:
    if not may_admit(issuer_role, rank.role, rank.posts):
        raise RoleTooHigh(_TOO_HIGH, field="member" if request.member_id else "email")
    by_operator = request.created_by_member_id is None
    if rank.is_officers and not by_operator and request.email is None and request.member_id is None:
        raise Invalid("An open code lets members in. Invite officers by their e-mail address.", field="role")


def makes_officer(*, request: InviteRequest) -> bool:
    """Whether an invite as it is asked for would let somebody in who may do more than a member."""
    try:
        return _rank(request.role, _whom(request)[1]).is_officers
    except DomainError:
        return request.role is not Role.MEMBER


_TOO_HIGH = "You can invite people to your own role and to those below it. Ask an admin of your chapter."


def check(request: InviteRequest, issuer_role: Role) -> None:
    """Raise Invalid or RoleTooHigh for an invite that cannot be made."""
    if not may_grant(issuer_role, request.role):
        raise RoleTooHigh(_TOO_HIGH, field="role")
    if not rules.SHORTEST_DAYS <= request.days <= rules.LONGEST_DAYS:
        raise Invalid(f"An invite holds from 1 to {rules.LONGEST_DAYS} days.", field="days")
    if not 1 <= request.max_uses <= rules.MOST_USES:
        raise Invalid(f"An invite admits from 1 to {rules.MOST_USES:,} people.", field="max_uses")
    if (request.email or request.member_id) and request.max_uses != 1:
        raise Invalid("An invite that is meant for one person admits one.", field="max_uses")


def _whom(request: InviteRequest) -> tuple[str | None, Member | None]:
    """The address that is invited, and the member whom the invite is for."""
    email = clean_email(request.email) if request.email else None
    if request.member_id is not None:
        member = db.session.get(Member, request.member_id)
        if member is None or member.chapter_id != request.chapter_id:
            raise NotFound("There is no such member in your chapter.", field="member")
    elif email is not None:
        member = queries.find_listed_member(chapter_id=request.chapter_id, email=email)
    else:
        member = None
    if member is not None and member.user_id is not None:
        raise HasLogin(f"{member.name} can sign in already.", field="email")
    return email, member


@transactional
def resend(*, chapter_id: int, invite_id: int, issuer_role: Role, by: Actor) -> datetime:
    """Mail an invite again, good for as long as it was at first, and return when it expires.

    A member whose address has changed gets it at the one that they have now; the link to the old one is void.

    Raises NotFound, NoLongerOpen, and Invalid for an open code, which has no address.
    """
    invite = _get_open(chapter_id, invite_id, issuer_role)
    if invite.email is None:
        raise Invalid("This code has no address to send it to. Pass its link on yourself.")
    readdress(invite)
    prolong(invite)
    audit.record(Action.INVITE_RESENT, chapter_id=chapter_id, subject=("invites", invite.id), by=by)
    send(invite)
    return invite.expires_at


def readdress(invite: Invite) -> None:
    """Turn an invite to the address that its member has now."""
    member = db.session.get(Member, invite.member_id) if invite.member_id else None
    if member is not None and member.email is not None:
        invite.email = member.email


def prolong(invite: Invite) -> None:
    """Give an invite its days anew."""
    length = min(invite.expires_at - invite.created_at, timedelta(days=rules.LONGEST_DAYS))
    invite.expires_at = max(invite.expires_at, now() + length)


@transactional
def revoke(*, chapter_id: int, invite_id: int, issuer_role: Role, by: Actor) -> None:
    """Take an invite back, with the links that were mailed because of it; raises NotFound and NoLongerOpen."""
    invite = _get_open(chapter_id, invite_id, issuer_role)
    invite.revoked_at = now()
    audit.record(Action.INVITE_REVOKED, chapter_id=chapter_id, subject=("invites", invite.id), by=by)


def revoke_beyond(*, member: Member, role: Role, by: Actor) -> None:
    """Take back what a member's invites would make somebody beyond ``role``, in the transaction under way.

    For where the member's own say has ended, or gone down to that.
    """
    found = queries.lock_beyond(chapter_id=member.chapter_id, made_by=member.id, issuer=role, at=now())
    for invite in found:
        invite.revoked_at = now()
        audit.record(
            Action.INVITE_REVOKED, chapter_id=member.chapter_id, subject=("invites", invite.id), by=by
        )


def _get_open(chapter_id: int, invite_id: int, issuer_role: Role) -> Invite:
    invite = queries.lock_invite(chapter_id=chapter_id, invite_id=invite_id, issuer=issuer_role)
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


def send(invite: Invite) -> None:
    """Mail an invite to its address, if it has one, in the transaction under way."""
    issuer = db.session.get(Member, invite.created_by_member_id) if invite.created_by_member_id else None
    member = db.session.get(Member, invite.member_id) if invite.member_id else None
    mail(invite, invited_by=issuer.name if issuer else None, member=member)


def mail(invite: Invite, *, invited_by: str | None, member: Member | None) -> None:
    """Mail an invite for ``member`` to its address, if it has one, in the transaction under way."""
    chapter = db.session.get_one(Chapter, invite.chapter_id)
    outbox.enqueue(
        chapter_id=invite.chapter_id,
        kind="invite",
        to=invite.email,
        member=member,
        invite_id=invite.id,
        context={
            "invited_by": invited_by or "Sigma Finance",
            "register_url": mailed_url(invite),
            "expires_on": long_date(local_date(invite.expires_at, chapter.timezone)),
            "member_name": member.name if member else None,
            "role_label": invite.role.label,
        },
    )


def rank_label(role: Role, posts: Sequence[Post]) -> str:
    """What an officer is, in a word: their role, else the office that they hold."""
    return role.label if role is not Role.MEMBER or not posts else posts[0].label


def tell_officers(*, invites: Sequence[Invite], rank: str, names: dict[int, str]) -> None:
    """Tell the other officers whom one of them invites to be an officer, in the transaction under way."""
    first = invites[0]
    issuer = db.session.get(Member, first.created_by_member_id) if first.created_by_member_id else None
    whom = [names.get(invite.member_id or 0) or invite.email or "whoever has the code" for invite in invites]
    for member in officers.officers(chapter_id=first.chapter_id, besides=first.created_by_member_id):
        outbox.tell(
            member,
            "officer_invited",
            name=member.name,
            by=issuer.name if issuer else "the operator of Sigma Finance",
            invited=_listed(whom),
            role_label=rank,
            review_url=f"{setting('BASE_URL')}/treasurer/invites",
        )


def _listed(whom: list[str]) -> str:
    """The first few of them, and how many more."""
    if len(whom) > MOST_NAMED:
        whom = [*whom[:MOST_NAMED], f"{len(whom) - MOST_NAMED} more"]
    return whom[0] if len(whom) == 1 else f"{', '.join(whom[:-1])} and {whom[-1]}"
