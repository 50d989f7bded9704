"""A chapter's invites as officers see them: where each stands, whether its mail arrived, who joined by it and when.

An officer sees none that would make somebody more than they may make anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.database import paging
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, Member
from sigma_finance.queries.members.invites import NOT_ARRIVED, delivery, open_at, state_at, within
from sigma_finance.queries.people import finds


class InviteSelection(LabelledEnum):
    """Which invites a list shows."""

    INVITED = "invited", "Open"
    UNDELIVERED = "undelivered", "Not delivered"
    USED = "used", "Joined"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class InviteJoiner:
    """Somebody who joined by an invite."""

    member_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class InviteRow:
    """An invite as officers see it; ``delivery`` is where its last mail stands."""

    id: int
    code: str
    role: Role
    email: str | None
    member_name: str | None
    invited_by: str | None
    is_for_officer: bool
    uses: int
    max_uses: int
    created_at: datetime
    expires_at: datetime
    state: InviteState
    delivery: MessageState | None
    joined: list[InviteJoiner] = field(default_factory=list)


@dataclass(frozen=True)
class InviteFilter:
    """Which invites: of one kind, of one sending, and for whom: by name, address or code."""

    which: InviteSelection | None = None
    sending: str | None = None
    search: str = ""


def invites(
    *, chapter_id: int, issuer: Role, at: datetime, cursor: Cursor, wanted: InviteFilter = InviteFilter()
) -> Page[InviteRow]:
    """The chapter's invites, newest first, a page at a time, and where each stands at ``at``.

    Links that were mailed because of an open code are part of that code.
    """
    named = aliased(Member)
    statement = _rows(chapter_id, issuer, named).where(
        finds(wanted.search, named.folded_name, Invite.email, func.lower(Invite.code))
    )
    if wanted.which is not None:
        statement = statement.where(_is(wanted.which, at))
    if wanted.sending is not None:
        statement = statement.where(Invite.batch == wanted.sending)
    page = paging.fetch(statement, Order(Invite.created_at, Invite.id, descending=True), cursor)
    joined = _joined(chapter_id, [row.id for row in page.rows if row.Invite.uses])
    return Page([_row(row, at, joined[row.id]) for row in page.rows], page.previous, page.next)


def get_invite(*, chapter_id: int, invite_id: int, issuer: Role, at: datetime) -> InviteRow:
    """The chapter's invite of this id, and where it stands at ``at``; raises NotFound."""
    row = db.session.execute(
        _rows(chapter_id, issuer, aliased(Member)).where(Invite.id == invite_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such invite in your chapter.")
    return _row(row, at, [])


def count_undelivered(*, chapter_id: int, issuer: Role, at: datetime) -> int:
    """How many open invites have a last mail that did not arrive."""
    return (
        db.session.scalar(
            select(func.count(Invite.id)).where(
                Invite.chapter_id == chapter_id,
                Invite.parent_id.is_(None),
                within(issuer),
                _is(InviteSelection.UNDELIVERED, at),
            )
        )
        or 0
    )


def _is(which: InviteSelection, at: datetime) -> ColumnElement[bool]:
    there, full = Invite.revoked_at.is_(None), Invite.uses >= Invite.max_uses
    match which:
        case InviteSelection.INVITED:
            return open_at(at)
        case InviteSelection.UNDELIVERED:
            return and_(open_at(at), delivery().in_(NOT_ARRIVED))
        case InviteSelection.USED:
            return Invite.uses > 0
        case InviteSelection.EXPIRED:
            return and_(there, ~full, Invite.expires_at <= at)
        case InviteSelection.REVOKED:
            return Invite.revoked_at.is_not(None)


def _rows(chapter_id: int, issuer_role: Role, named: type[Member]) -> AnySelect:
    issuer = aliased(Member)
    statement: AnySelect = (
        select(
            Invite,
            Invite.id.label("id"),
            named.name.label("member_name"),
            (~within(Role.MEMBER)).label("is_for_officer"),
            issuer.name.label("invited_by"),
            delivery().label("delivery"),
        )
        .outerjoin(named, (named.chapter_id == Invite.chapter_id) & (named.id == Invite.member_id))
        .outerjoin(
            issuer, (issuer.chapter_id == Invite.chapter_id) & (issuer.id == Invite.created_by_member_id)
        )
        .where(Invite.chapter_id == chapter_id, Invite.parent_id.is_(None), within(issuer_role))
        .execution_options(populate_existing=True)
    )
    return statement


def _joined(chapter_id: int, invite_ids: Sequence[int]) -> dict[int, list[InviteJoiner]]:
    """Who joined by each of these invites, or by a link that was mailed because of it, as the audit trail has it."""
    found: dict[int, list[InviteJoiner]] = defaultdict(list)
    if not invite_ids:
        return found
    used = AuditEvent.details["invite_id"].as_integer()
    rows = db.session.execute(
        select(func.coalesce(Invite.parent_id, Invite.id), Member.id, Member.name, AuditEvent.at)
        .join(Invite, (Invite.chapter_id == AuditEvent.chapter_id) & (Invite.id == used))
        .join(
            Member,
            (Member.chapter_id == AuditEvent.chapter_id)
            & (Member.id == AuditEvent.details["member_id"].as_integer()),
        )
        .where(
            AuditEvent.chapter_id == chapter_id,
            AuditEvent.subject_type == "users",
            AuditEvent.action == Action.USER_REGISTERED.value,
            or_(Invite.id.in_(invite_ids), Invite.parent_id.in_(invite_ids)),
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    for invite_id, member_id, name, at in rows:
        found[invite_id].append(InviteJoiner(member_id, name, at))
    return found


def _row(row: Any, at: datetime, joined: list[InviteJoiner]) -> InviteRow:
    invite: Invite = row.Invite
    return InviteRow(
        id=invite.id,
        code=invite.code,
        role=invite.role,
        email=invite.email,
        member_name=row.member_name,
        invited_by=row.invited_by,
        is_for_officer=row.is_for_officer,
        uses=invite.uses,
        max_uses=invite.max_uses,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
        state=state_at(invite, at),
        delivery=row.delivery,
        joined=joined,
    )
