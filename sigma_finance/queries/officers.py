"""Who may do something in a chapter, by role or by office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, ScalarSelect, exists, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from sigma_finance.database.days import local_day
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Permission, Role, posts_that_may, roles_that_may
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, OfficerTerm, User
from sigma_finance.models.base import UtcDateTime

#: A day of the chapter, or the SQL that says it.
TermDay: TypeAlias = date | ColumnElement[date]


def others_may(*, chapter_id: int, permission: Permission, besides: int, nor: int | None = None) -> bool:
    """Whether an active officer with a login, other than the members ``besides`` and ``nor``, has ``permission``."""
    found = db.session.scalar(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.chapter_id == chapter_id,
            Member.id.not_in([besides, nor or 0]),
            may_now(permission),
            Member.status == MemberStatus.ACTIVE,
            User.is_active,
        )
        .limit(1)
    )
    return found is not None


def may_now(permission: Permission) -> ColumnElement[bool]:
    """The condition that a member's role grants ``permission``, or an office whose term runs."""
    office = exists().where(
        OfficerTerm.chapter_id == Member.chapter_id,
        OfficerTerm.member_id == Member.id,
        OfficerTerm.post.in_(posts_that_may(permission)),
        *running(today_there()),
    )
    return or_(Member.role.in_(roles_that_may(permission)), office.correlate(Member))


def has_admin(chapter_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition that a chapter has an active admin who can sign in."""
    admin, login = aliased(Member), aliased(User)
    found = (
        select(admin.id)
        .join(login, login.id == admin.user_id)
        .where(
            admin.chapter_id == chapter_id,
            admin.role == Role.ADMIN,
            admin.status == MemberStatus.ACTIVE,
            login.is_active,
        )
    )
    return found.exists()


def chapter_has_admin(*, chapter_id: int) -> bool:
    """Whether a chapter has an active admin who can sign in."""
    return bool(db.session.scalar(select(has_admin(literal(chapter_id)))))


@dataclass(frozen=True)
class HeldOffices:
    """The offices of a member: those that they hold today, and those that they hold or will hold."""

    today: tuple[Post, ...] = ()
    or_later: tuple[Post, ...] = ()


def offices(*, chapter_id: int, member_ids: Sequence[int]) -> dict[int, HeldOffices]:
    """The offices of each of these members, by member."""
    if not member_ids:
        return {}
    rows = db.session.execute(
        select(
            OfficerTerm.member_id, OfficerTerm.post, (OfficerTerm.starts_on <= today_there()).label("runs")
        ).where(
            OfficerTerm.chapter_id == chapter_id,
            OfficerTerm.member_id.in_(member_ids),
            *not_over(today_there()),
        )
    )
    held = rows.all()
    return {
        member_id: HeldOffices(
            tuple(row.post for row in held if row.member_id == member_id and row.runs),
            tuple(row.post for row in held if row.member_id == member_id),
        )
        for member_id in member_ids
    }


def today_there() -> ScalarSelect[date]:
    """Today where the chapter of the surrounding SELECT's term is: terms are of the chapter's days."""
    chapter = aliased(Chapter)
    moment = literal(now(), UtcDateTime())
    return (
        select(local_day(moment, chapter.timezone))
        .where(chapter.id == OfficerTerm.chapter_id)
        .correlate(OfficerTerm)
        .scalar_subquery()
    )


def not_over(on: TermDay) -> tuple[ColumnElement[bool]]:
    """The condition that a term runs on that day or is to come."""
    return (or_(OfficerTerm.ends_on.is_(None), OfficerTerm.ends_on >= on),)


def officers(*, chapter_id: int, besides: int | None = None) -> Sequence[Member]:
    """Everybody who may do more than a member today and has an address, but the one named."""
    held = exists().where(
        OfficerTerm.chapter_id == Member.chapter_id,
        OfficerTerm.member_id == Member.id,
        *running(today_there()),
    )
    return list(
        db.session.scalars(
            select(Member)
            .where(
                Member.chapter_id == chapter_id,
                Member.id != (besides or 0),
                or_(Member.role != Role.MEMBER, held.correlate(Member)),
                Member.status == MemberStatus.ACTIVE,
                Member.user_id.is_not(None),
                Member.email.is_not(None),
            )
            .order_by(Member.id)
        )
    )


def running(on: TermDay) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that a term has begun by that day and not ended before it."""
    return OfficerTerm.starts_on <= on, or_(OfficerTerm.ends_on.is_(None), OfficerTerm.ends_on >= on)


def find_treasurer(*, chapter_id: int) -> Member | None:
    """The active treasurer who has an address; the one who came first where there are several."""
    return db.session.scalar(
        select(Member)
        .where(
            Member.chapter_id == chapter_id,
            Member.role == Role.TREASURER,
            Member.status == MemberStatus.ACTIVE,
            Member.email.is_not(None),
        )
        .order_by(Member.id)
        .limit(1)
    )


def keepers_of_the_books(*, chapter_id: int) -> Sequence[Member]:
    """The officers who record money, those with an address, to be told of what needs them."""
    return who_may(chapter_id=chapter_id, permission=Permission.RECORD_MONEY)


def who_may(*, chapter_id: int, permission: Permission) -> Sequence[Member]:
    """The active members with an address who have ``permission``."""
    return list(
        db.session.scalars(
            select(Member)
            .where(
                Member.chapter_id == chapter_id,
                may_now(permission),
                Member.status == MemberStatus.ACTIVE,
                Member.email.is_not(None),
            )
            .order_by(Member.id)
        )
    )
