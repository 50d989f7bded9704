"""Who may do something in a chapter, by role or by office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import Permission, Role, posts_that_may, roles_that_may
from sigma_finance.extensions import db
from sigma_finance.models import (
    Member,
    OfficerTerm,
    User,
)


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
        *running(now().date()),
    )
    return or_(Member.role.in_(roles_that_may(permission)), office.correlate(Member))


def running(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
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
