"""Invites: by their code, used up to their limit, and whether their mail arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update

from sigma_finance.domain.members.invites import InviteState, state_of
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OutboxMessage, User

NOT_ARRIVED = (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True)
class Invitation:
    """An invite as the person sees it who holds its code."""

    id: int
    code: str
    chapter_id: int
    chapter_name: str
    role: Role
    email: str | None
    member_id: int | None
    member_name: str | None
    parent_id: int | None
    created_by_member_id: int | None
    has_user: bool
    state: InviteState


def find_invitation(*, code: str, at: datetime) -> Invitation | None:
    """The invite of a code, and where it stands at ``at``."""
    row = db.session.execute(
        select(
            Invite,
            Chapter.name.label("chapter_name"),
            Member.name.label("member_name"),
            User.id.label("user_id"),
        )
        .join(Chapter, Chapter.id == Invite.chapter_id)
        .outerjoin(Member, (Member.chapter_id == Invite.chapter_id) & (Member.id == Invite.member_id))
        .outerjoin(User, User.email == Invite.email)
        .where(Invite.code == code, Chapter.suspended_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    invite: Invite = row.Invite
    return Invitation(
        id=invite.id,
        code=invite.code,
        chapter_id=invite.chapter_id,
        chapter_name=row.chapter_name,
        role=invite.role,
        email=invite.email,
        member_id=invite.member_id,
        member_name=row.member_name,
        parent_id=invite.parent_id,
        created_by_member_id=invite.created_by_member_id,
        has_user=row.user_id is not None,
        state=state_at(invite, at),
    )


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


def lock_invite(*, chapter_id: int, invite_id: int) -> Invite | None:
    """The chapter's invite, locked."""
    return db.session.scalar(
        select(Invite)
        .where(Invite.chapter_id == chapter_id, Invite.id == invite_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_officers(*, chapter_id: int, made_by: int, at: datetime) -> list[Invite]:
    """The invites to more than membership that a member made and that still admit somebody, locked."""
    return list(
        db.session.scalars(
            select(Invite)
            .where(
                Invite.chapter_id == chapter_id,
                Invite.created_by_member_id == made_by,
                Invite.role != Role.MEMBER,
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


def was_written(*, chapter_id: int, kind: str, to: str, since: datetime) -> bool:
    """Whether a message of ``kind`` was written to an address since then."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.chapter_id == chapter_id,
                OutboxMessage.created_at > since,
                OutboxMessage.kind == kind,
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
