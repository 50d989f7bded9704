"""Invites that are sent together: whom a list names, how far the sending is, what did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import ImportedMember, Invite, Member, OfficerTerm
from sigma_finance.queries.members.invites import NOT_ARRIVED, delivery, open_at, within
from sigma_finance.queries.officers import not_over, offices, today_there


@dataclass(frozen=True)
class EmailOwner:
    """A member whom an address belongs to."""

    id: int
    name: str
    email: str
    has_login: bool
    active: bool
    role: Role = Role.MEMBER
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a sending is, in invites."""

    invites: int
    sent: int
    failed: int
    joined: int

    @property
    def waiting(self) -> int:
        """Those not sent yet."""
        return max(self.invites - self.sent - self.failed, 0)


def on_member_list(*, chapter_id: int, emails: Sequence[str]) -> dict[str, EmailOwner]:
    """The members of these addresses."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.user_id.is_not(None),
            Member.status == MemberStatus.ACTIVE,
            Member.role,
        ).where(Member.chapter_id == chapter_id, Member.email.in_(emails))
    ).all()
    held = offices(chapter_id=chapter_id, member_ids=[row[0] for row in rows])
    members = [
        EmailOwner(row[0], row[1], row[2] or "", row[3], row[4], row[5], held[row[0]].or_later)
        for row in rows
    ]
    return {member.email: member for member in members}


def invited(*, chapter_id: int, emails: Sequence[str], at: datetime) -> set[str]:
    """Those of the addresses that have an invite which is open at ``at``."""
    found = db.session.scalars(
        select(Invite.email).where(
            Invite.chapter_id == chapter_id, Invite.email.in_(emails), open_at(at), Invite.parent_id.is_(None)
        )
    )
    return {email for email in found if email}


def of_import(*, chapter_id: int, batch_id: int, at: datetime) -> list[EmailOwner]:
    """Whom an import brought who have an address, no login, no office, and no invite that is open at ``at``."""
    wanted = select(Member.id, Member.name, Member.email).where(_of_import(chapter_id, batch_id, at))
    rows = db.session.execute(wanted.order_by(Member.id))
    return [EmailOwner(row[0], row[1], row[2] or "", has_login=False, active=True) for row in rows]


def count_of_import(*, chapter_id: int, batch_id: int, at: datetime) -> int:
    """How many they are."""
    return db.session.scalar(select(func.count(Member.id)).where(_of_import(chapter_id, batch_id, at))) or 0


def _of_import(chapter_id: int, batch_id: int, at: datetime) -> ColumnElement[bool]:
    brought = select(ImportedMember.member_id).where(
        ImportedMember.chapter_id == chapter_id, ImportedMember.batch_id == batch_id
    )
    tied, mailed = (
        select(Invite.id).where(Invite.chapter_id == chapter_id, mine, open_at(at)).exists()
        for mine in (Invite.member_id == Member.id, Invite.email == Member.email)
    )
    office = exists().where(
        OfficerTerm.chapter_id == Member.chapter_id,
        OfficerTerm.member_id == Member.id,
        *not_over(today_there()),
    )
    return and_(
        Member.chapter_id == chapter_id,
        Member.id.in_(brought),
        Member.role == Role.MEMBER,
        ~office.correlate(Member),
        Member.status == MemberStatus.ACTIVE,
        Member.user_id.is_(None),
        Member.email.is_not(None),
        ~tied,
        ~mailed,
    )


def progress(*, chapter_id: int, sending: str, issuer: Role) -> Progress:
    """How far a sending is; nobody is in one that does not exist."""
    state = delivery()
    counted = db.session.execute(
        select(
            func.count(Invite.id).label("invites"),
            func.coalesce(func.sum(case((state == MessageState.SENT, 1), else_=0)), 0).label("sent"),
            func.coalesce(func.sum(case((state.in_(NOT_ARRIVED), 1), else_=0)), 0).label("failed"),
            func.coalesce(func.sum(case((Invite.uses > 0, 1), else_=0)), 0).label("joined"),
        ).where(Invite.chapter_id == chapter_id, Invite.batch == sending, within(issuer))
    ).one()
    return read_row(Progress, counted)


def lock_undelivered(
    *, chapter_id: int, sending: str | None, issuer: Role, at: datetime, limit: int
) -> list[Invite]:
    """Invites that are open at ``at`` and whose last mail did not arrive, of one sending or of all, locked.

    None is among them that would make somebody more than ``issuer`` may make anybody.
    """
    statement = (
        select(Invite)
        .where(Invite.chapter_id == chapter_id, open_at(at), within(issuer), delivery().in_(NOT_ARRIVED))
        .order_by(Invite.id)
        .limit(limit)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if sending is not None:
        statement = statement.where(Invite.batch == sending)
    return list(db.session.scalars(statement))


def names(*, chapter_id: int, member_ids: Sequence[int]) -> dict[int, str]:
    """The names of these members."""
    rows = db.session.execute(
        select(Member.id, Member.name).where(Member.chapter_id == chapter_id, Member.id.in_(member_ids))
    )
    return {row[0]: row[1] for row in rows}
