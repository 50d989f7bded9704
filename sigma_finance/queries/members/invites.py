"""Invites: by their code, used up to their limit, and whether their mail arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from sigma_finance.domain.members.invites import InviteState, state_of
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import (
    Role,
    acting_role,
    grantable,
    higher,
    is_officers,
    may_admit,
    may_appoint,
)
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OfficerTerm, OutboxMessage, User
from sigma_finance.queries.officers import HeldOffices, has_admin, not_over, offices, today_there

NOT_ARRIVED = (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Invitation:
    """An invite as the person sees it who holds its code.

    ``role`` and ``posts`` are what whoever comes in will have: what the invite says, and what the member has whose
    place they take. ``issuer_role`` is as whom the officer acts today who made it; None for an operator's, and member
    where its officer is none any more.
    """

    id: int
    code: str
    chapter_id: int
    chapter_name: str
    is_suspended: bool
    invited_role: Role
    role: Role
    posts: tuple[Post, ...]
    email: str | None
    member_id: int | None
    member_email: str | None
    parent_id: int | None
    created_by_member_id: int | None
    issuer_role: Role | None
    has_user: bool
    state: InviteState
    is_proven: bool = False

    @property
    def is_for_officer(self) -> bool:
        """Whether whoever comes in may do more than a member."""
        return is_officers(self.role, self.posts)

    @property
    def needs_proof(self) -> bool:
        """Whether the link alone opens nothing: its address has to be proved by mail first."""
        return not self.is_proven and (self.email is None or self.is_for_officer)

    @property
    def is_for_no_mailbox(self) -> bool:
        """Whether it would let an officer in by whatever address they give; an operator alone may have that."""
        return self.email is None and self.is_for_officer and (self.issuer_role or self.member_id) is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the member whose place it is has another address now than the one that it went to."""
        if self.member_id is None or self.email is None or self.email == self.member_email:
            return False
        return self.member_email is not None or self.is_for_officer

    @property
    def is_beyond_issuer(self) -> bool:
        """Whether it would make somebody more than the officer who made it may make anybody, as things are today."""
        return self.issuer_role is not None and not may_admit(self.issuer_role, self.role, self.posts)


def find_invitation(*, code: str, at: datetime) -> Invitation | None:
    """The invite of a code, and where it stands at ``at``."""
    issuer = aliased(Member)
    row = db.session.execute(
        select(
            Invite,
            Chapter.name.label("chapter_name"),
            Chapter.suspended_at,
            has_admin(Invite.chapter_id).label("has_admin"),
            Member.id.label("member_id"),
            Member.role.label("member_role"),
            Member.email.label("member_email"),
            issuer.role.label("issuer_role"),
            issuer.status.label("issuer_status"),
            User.id.label("user_id"),
        )
        .join(Chapter, Chapter.id == Invite.chapter_id)
        .outerjoin(Member, (Member.chapter_id == Invite.chapter_id) & _takes_place_of())
        .outerjoin(
            issuer, (issuer.chapter_id == Invite.chapter_id) & (issuer.id == Invite.created_by_member_id)
        )
        .outerjoin(User, User.email == Invite.email)
        .where(Invite.code == code)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else _read(row, at)


def _read(row: Any, at: datetime) -> Invitation:
    invite: Invite = row.Invite
    issuer_id = invite.created_by_member_id
    known = [member_id for member_id in (row.member_id, issuer_id) if member_id is not None]
    held = offices(chapter_id=invite.chapter_id, member_ids=known)
    return Invitation(
        id=invite.id,
        code=invite.code,
        chapter_id=invite.chapter_id,
        chapter_name=row.chapter_name,
        is_suspended=row.suspended_at is not None,
        invited_role=invite.role,
        role=higher(invite.role, row.member_role) if row.member_role else invite.role,
        posts=held.get(row.member_id, HeldOffices()).or_later,
        email=invite.email,
        member_id=row.member_id,
        member_email=row.member_email,
        parent_id=invite.parent_id,
        created_by_member_id=issuer_id,
        issuer_role=None if issuer_id is None else _issuer_role(row, held[issuer_id].today),
        has_user=row.user_id is not None,
        state=state_at(invite, at),
    )


def _issuer_role(row: Any, posts: Sequence[Post]) -> Role:
    """As whom the officer acts who made the invite; they may have left, or have another role than they had."""
    if row.issuer_status is not MemberStatus.ACTIVE:
        return Role.MEMBER
    return acting_role(row.issuer_role, posts, has_admin=row.has_admin)


def _takes_place_of() -> ColumnElement[bool]:
    """Whose place whoever comes in takes: the member's who is named, else the one's who has the invited address."""
    return or_(Member.id == Invite.member_id, Invite.member_id.is_(None) & (Member.email == Invite.email))


def within(issuer: Role) -> ColumnElement[bool]:
    """The condition that an invite makes nobody more than an officer who acts as ``issuer`` may make anybody."""
    too_high = [post for post in Post if not may_appoint(issuer, post)]
    office = exists().where(
        OfficerTerm.chapter_id == Member.chapter_id,
        OfficerTerm.member_id == Member.id,
        OfficerTerm.post.in_(too_high),
        *not_over(today_there()),
    )
    above = exists().where(
        Member.chapter_id == Invite.chapter_id,
        _takes_place_of(),
        Member.user_id.is_(None),
        or_(Member.role.not_in(grantable(issuer)), office.correlate(Member)),
    )
    return Invite.role.in_(grantable(issuer)) & ~above.correlate(Invite)


def state_at(invite: Invite, at: datetime) -> InviteState:
    """Where an invite stands at ``at``."""
    return state_of(
        uses=invite.uses,
        max_uses=invite.max_uses,
        expires_at=invite.expires_at,
        revoked_at=invite.revoked_at,
        at=at,
    )


def use(*, invite_id: int, at: datetime) -> bool:
    """Count one more use, if the invite still admits somebody at ``at``."""
    return _use((Invite.id == invite_id) & (Invite.expires_at > at))


def use_parent(*, invite_id: int) -> bool:
    """Count a use of an open code by a link that was mailed because of it; the link has an expiry of its own."""
    return _use(Invite.id == invite_id)


def _use(which: ColumnElement[bool]) -> bool:
    result = db.session.execute(
        update(Invite)
        .where(which, Invite.uses < Invite.max_uses, Invite.revoked_at.is_(None))
        .values(uses=Invite.uses + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


def lock_invite(*, chapter_id: int, invite_id: int, issuer: Role) -> Invite | None:
    """The chapter's invite, locked, where it makes nobody more than ``issuer`` may."""
    return db.session.scalar(
        select(Invite)
        .where(Invite.chapter_id == chapter_id, Invite.id == invite_id, within(issuer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_beyond(*, chapter_id: int, made_by: int, issuer: Role, at: datetime) -> list[Invite]:
    """The invites of a member that would make somebody more than ``issuer`` may, and that are open, locked."""
    return list(
        db.session.scalars(
            select(Invite)
            .where(
                Invite.chapter_id == chapter_id,
                Invite.created_by_member_id == made_by,
                ~within(issuer),
                open_at(at),
            )
            .order_by(Invite.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def find_listed_member(*, chapter_id: int, email: str) -> Member | None:
    """The chapter's member of an address (in lower case)."""
    return db.session.scalar(select(Member).where(Member.chapter_id == chapter_id, Member.email == email))


def find_membership(*, chapter_id: int, user_id: int) -> Member | None:
    """The person's place in a chapter."""
    return db.session.scalar(select(Member).where(Member.chapter_id == chapter_id, Member.user_id == user_id))


def was_written(*, chapter_id: int, kinds: Sequence[str], to: str, since: datetime) -> bool:
    """Whether a message of one of ``kinds`` was written to an address since then."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.chapter_id == chapter_id,
                OutboxMessage.created_at > since,
                OutboxMessage.kind.in_(kinds),
                OutboxMessage.to_email == to,
            )
        )
    )


def open_at(at: datetime) -> ColumnElement[bool]:
    """Whether an invite still admits somebody at ``at``."""
    return (Invite.uses < Invite.max_uses) & Invite.revoked_at.is_(None) & (Invite.expires_at > at)


def delivery() -> ScalarSelect[MessageState]:
    """Where the last mail of an invite stands."""
    return (
        select(OutboxMessage.state)
        .where(OutboxMessage.chapter_id == Invite.chapter_id, OutboxMessage.invite_id == Invite.id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
        .correlate(Invite)
        .scalar_subquery()
    )
