"""Invites: by their code, by chapter, and used up to their limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.invites import InviteState, state_of
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OutboxMessage, User
from sigma_finance.queries import paging
from sigma_finance.queries.paging import AnySelect, Cursor, Order, Page


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


def invites(*, chapter_id: int, at: datetime, cursor: Cursor) -> Page[InviteRow]:
    """The chapter's invites, newest first, a page at a time, and where each stands at ``at``.

    Links that were mailed because of an open code are part of that code.
    """
    order = Order(Invite.created_at, Invite.id, descending=True)
    page = paging.fetch(_rows(chapter_id), order, cursor)
    return Page([_row(row, at) for row in page.rows], page.previous, page.next)


def get_invite(*, chapter_id: int, invite_id: int, at: datetime) -> InviteRow:
    """The chapter's invite of this id, and where it stands at ``at``; raises NotFound."""
    row = db.session.execute(_rows(chapter_id).where(Invite.id == invite_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such invite in your chapter.")
    return _row(row, at)


def _rows(chapter_id: int) -> AnySelect:
    named, issuer = aliased(Member), aliased(Member)
    statement: AnySelect = (
        select(
            Invite, Invite.id.label("id"), named.name.label("member_name"), issuer.name.label("invited_by")
        )
        .outerjoin(named, (named.chapter_id == Invite.chapter_id) & (named.id == Invite.member_id))
        .outerjoin(
            issuer, (issuer.chapter_id == Invite.chapter_id) & (issuer.id == Invite.created_by_member_id)
        )
        .where(Invite.chapter_id == chapter_id, Invite.parent_id.is_(None))
        .execution_options(populate_existing=True)
    )
    return statement


def _row(row: Any, at: datetime) -> InviteRow:
    invite: Invite = row.Invite
    return InviteRow(
        id=invite.id,
        code=invite.code,
        role=invite.role,
        email=invite.email,
        member_name=row.member_name,
        invited_by=row.invited_by,
        uses=invite.uses,
        max_uses=invite.max_uses,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
        state=_state(invite, at),
    )
