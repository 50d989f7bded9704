"""Invites: by their code, by chapter, and used up to their limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from sigma_finance.domain.invites import InviteState, state_of
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OutboxMessage, User


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
        state=_state(invite, at),
    )


def _state(invite: Invite, at: datetime) -> InviteState:
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


def find_roster_member(*, chapter_id: int, email: str) -> Member | None:
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


@dataclass(frozen=True)
class InviteRow:
    """An invite as officers see it."""

    id: int
    code: str
    role: Role
    email: str | None
    member_name: str | None
    invited_by: str | None
    uses: int
    max_uses: int
    created_at: datetime
    expires_at: datetime
    state: InviteState


def latest(*, chapter_id: int, at: datetime, limit: int = 50) -> list[InviteRow]:
    """The chapter's newest invites; links that were mailed because of an open code are part of that code."""
    named, issuer = aliased(Member), aliased(Member)
    rows = db.session.execute(
        select(Invite, named.name.label("member_name"), issuer.name.label("invited_by"))
        .outerjoin(named, (named.chapter_id == Invite.chapter_id) & (named.id == Invite.member_id))
        .outerjoin(
            issuer, (issuer.chapter_id == Invite.chapter_id) & (issuer.id == Invite.created_by_member_id)
        )
        .where(Invite.chapter_id == chapter_id, Invite.parent_id.is_(None))
        .order_by(Invite.created_at.desc(), Invite.id.desc())
        .limit(limit)
    )
    return [
        InviteRow(
            id=row.Invite.id,
            code=row.Invite.code,
            role=row.Invite.role,
            email=row.Invite.email,
            member_name=row.member_name,
            invited_by=row.invited_by,
            uses=row.Invite.uses,
            max_uses=row.Invite.max_uses,
            created_at=row.Invite.created_at,
            expires_at=row.Invite.expires_at,
            state=_state(row.Invite, at),
        )
        for row in rows
    ]
