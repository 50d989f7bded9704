"""Who is signed in, by the token that their browser holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, update
from sqlalchemy.orm import aliased

from sigma_finance.database.rows import read_row
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain import colours, policy
from sigma_finance.domain.dates import local_date
from sigma_finance.domain.logins import sessions
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Permission, Role, acting_role, permissions
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    ChapterLogo,
    Member,
    OfficerTerm,
    PlatformAdmin,
    SecondFactor,
    SignInSession,
    User,
)
from sigma_finance.queries.approvals import count_waiting
from sigma_finance.queries.bank.lines import count_open
from sigma_finance.queries.members.photos import photo_mark
from sigma_finance.queries.messages.notices import unread
from sigma_finance.queries.officers import has_admin
from sigma_finance.queries.payments.unmatched import count_reported, count_unmatched


@dataclass(frozen=True)
class Viewer:
    """The signed-in person in the chapter that they look at; Flask-Login's idea of a user.

    Who runs the platform and is in no chapter has neither a chapter's id nor a member's: both are 0.
    """

    token: str
    session_id: int
    user_id: int
    member_id: int
    member_name: str
    email: str
    role: Role
    posts: tuple[Post, ...]
    chapter_id: int
    chapter_slug: str
    chapter_name: str
    accent: str
    logo: str | None
    photo: str | None
    currency: str
    timezone: str
    own_timezone: str
    chapter_count: int
    unread: int
    last_seen_at: datetime
    confirmed_at: datetime
    ends_at: datetime
    has_second_step: bool
    second_step_required: bool
    is_platform_admin: bool
    is_suspended: bool
    chapter_has_admin: bool
    approvals_waiting: int = 0
    reported_waiting: int = 0
    unmatched_waiting: int = 0
    bank_lines_waiting: int = 0
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def has_chapter(self) -> bool:
        """Whether they look at a chapter; without one they have the platform's pages and their account."""
        return self.chapter_id != 0

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's token."""
        return self.token

    def grants(self, permission: Permission) -> bool:
        """Whether their role in this chapter grants ``permission``, or an office that they hold today."""
        return permission in permissions(self.acting_role, self.posts)

    @property
    def acting_role(self) -> Role:
        """As whom they hand out roles and offices: a treasurer stands in for the admin that a chapter does not have."""
        return acting_role(self.role, self.posts, has_admin=self.chapter_has_admin)

    def may(self, permission: Permission) -> bool:
        """Whether they may use it: what is granted waits for a second step that their chapter asks of officers."""
        return self.grants(permission) and not self.owes_second_step

    @property
    def clock(self) -> str:
        """The time zone by which they read the clock; what is due is due by their chapter's."""
        return self.own_timezone or self.timezone

    @property
    def is_officer(self) -> bool:
        """Whether they may do more in this chapter than its members."""
        return self.role is not Role.MEMBER or bool(self.posts)

    @property
    def owes_second_step(self) -> bool:
        """Whether their chapter asks its officers for a second step, and they are one without it."""
        return self.is_officer and self.lacks_officers_step

    @property
    def lacks_officers_step(self) -> bool:
        """Whether, as an officer of this chapter, they would have to set up a second step first."""
        return self.second_step_required and not self.has_second_step

    def seconds_left(self, *, at: datetime) -> int:
        """How long the session lasts from ``at`` where this request is its last use."""
        return max(0, int((self.ends_at - at).total_seconds()))

    @property
    def title(self) -> str:
        """What they are in the chapter: their offices, else their role."""
        if not self.has_chapter:
            return "Runs the platform"
        return ", ".join(post.label for post in self.posts) or self.role.label


@cache
def _viewer(*, by_slug: bool) -> Select[*tuple[Any, ...]]:
    """The statement of ``find_viewer``, built once: composing it costs more than running it, and every request asks."""
    own = aliased(Member)
    chapters = (
        select(func.count())
        .select_from(own)
        .where(own.user_id == User.id, own.status == MemberStatus.ACTIVE)
        .scalar_subquery()
    )
    return (
        select(
            SignInSession.id.label("session_id"),
            SignInSession.remembered,
            SignInSession.created_at,
            SignInSession.expires_at,
            SignInSession.last_seen_at,
            SignInSession.confirmed_at,
            SecondFactor.enabled_at,
            User.id.label("user_id"),
            User.email,
            Member.id.label("member_id"),
            Member.name.label("member_name"),
            Member.role,
            Chapter.id.label("chapter_id"),
            Chapter.slug,
            Chapter.name.label("chapter_name"),
            Chapter.accent,
            Chapter.currency,
            Chapter.timezone,
            User.timezone.label("own_timezone"),
            Chapter.policy,
            ChapterLogo.sha256.label("logo"),
            photo_mark().label("photo"),
            OfficerTerm.post,
            OfficerTerm.starts_on,
            OfficerTerm.ends_on,
            chapters.label("chapter_count"),
            unread().label("unread"),
            Chapter.suspended_at,
            PlatformAdmin.user_id.label("platform_admin"),
            has_admin(Member.chapter_id).label("chapter_has_admin"),
            count_waiting(Member.chapter_id).label("approvals_waiting"),
            count_reported(Member.chapter_id).label("reported_waiting"),
            count_unmatched(Member.chapter_id).label("unmatched_waiting"),
            count_open(Member.chapter_id).label("bank_lines_waiting"),
        )
        .join(User, User.id == SignInSession.user_id)
        .join(Member, Member.user_id == User.id)
        .join(Chapter, Chapter.id == Member.chapter_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .outerjoin(PlatformAdmin, (PlatformAdmin.user_id == User.id) & PlatformAdmin.ended_at.is_(None))
        .outerjoin(ChapterLogo, ChapterLogo.chapter_id == Chapter.id)
        .outerjoin(
            OfficerTerm,
            (OfficerTerm.chapter_id == Member.chapter_id)
            & (OfficerTerm.member_id == Member.id)
            & (OfficerTerm.ends_on.is_(None) | (OfficerTerm.ends_on >= bindparam("yesterday"))),
        )
        .where(
            SignInSession.token_hash == bindparam("token_hash"),
            Chapter.slug == bindparam("slug") if by_slug else Member.id == SignInSession.member_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > bindparam("at"),
            User.is_active,
            Member.status == MemberStatus.ACTIVE,
        )
    )


@across_chapters()
def find_viewer(*, token: str, at: datetime, slug: str | None = None) -> Viewer | None:
    """The person whose live session has this token, with one SELECT that has a row for each of their offices.

    They look at their chapter of this short name, or else at the one that the session was turned to last.

    There is none for an ended or expired session, a deactivated login or an inactive member.
    """
    asked = {"token_hash": sessions.token_hash(token), "at": at, "yesterday": at.date() - timedelta(days=1)}
    rows = db.session.execute(
        _viewer(by_slug=slug is not None), asked if slug is None else {**asked, "slug": slug}
    ).all()
    if not rows:
        return None if slug is not None else _without_chapter(token, at)
    row, posts = rows[0], _held(rows, local_date(at, rows[0].timezone))
    began = {
        "officer": row.role is not Role.MEMBER or bool(posts),
        "remembered": row.remembered,
        "created_at": row.created_at,
    }
    if not sessions.is_live(**began, last_seen_at=row.last_seen_at, at=at):
        return None
    used_at = sessions.last_use(last_seen_at=row.last_seen_at, at=at)
    return Viewer(
        token=token,
        session_id=row.session_id,
        user_id=row.user_id,
        member_id=row.member_id,
        member_name=row.member_name,
        email=row.email,
        role=row.role,
        posts=posts,
        chapter_id=row.chapter_id,
        chapter_slug=row.slug,
        chapter_name=row.chapter_name,
        accent=row.accent,
        logo=row.logo or None,
        photo=row.photo or None,
        currency=row.currency,
        timezone=row.timezone,
        own_timezone=row.own_timezone,
        chapter_count=row.chapter_count,
        unread=row.unread,
        last_seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at,
        ends_at=min(row.expires_at, sessions.ends_at(**began, last_seen_at=used_at)),
        has_second_step=row.enabled_at is not None,
        second_step_required=policy.read(row.policy).officers_need_second_factor,
        is_platform_admin=row.platform_admin is not None,
        is_suspended=row.suspended_at is not None,
        chapter_has_admin=row.chapter_has_admin,
        approvals_waiting=row.approvals_waiting,
        reported_waiting=row.reported_waiting,
        unmatched_waiting=row.unmatched_waiting,
        bank_lines_waiting=row.bank_lines_waiting,
    )


def _without_chapter(token: str, at: datetime) -> Viewer | None:
    """Who runs the platform and signed in while they were in no chapter; as an officer, they are out early."""
    row = db.session.execute(
        select(SignInSession, User, SecondFactor.enabled_at)
        .join(User, User.id == SignInSession.user_id)
        .join(PlatformAdmin, (PlatformAdmin.user_id == User.id) & PlatformAdmin.ended_at.is_(None))
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(
            SignInSession.token_hash == sessions.token_hash(token),
            SignInSession.member_id.is_(None),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
            User.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    session, user = row.SignInSession, row.User
    began = {"officer": True, "remembered": session.remembered, "created_at": session.created_at}
    if not sessions.is_live(**began, last_seen_at=session.last_seen_at, at=at):
        return None
    used_at = sessions.last_use(last_seen_at=session.last_seen_at, at=at)
    return Viewer(
        token=token,
        session_id=session.id,
        user_id=user.id,
        member_id=0,
        member_name=user.name,
        email=user.email,
        role=Role.MEMBER,
        posts=(),
        chapter_id=0,
        chapter_slug="",
        chapter_name="Sigma Finance",
        accent=colours.DEFAULT,
        logo=None,
        photo=None,
        currency="USD",
        timezone="UTC",
        own_timezone=user.timezone,
        chapter_count=0,
        unread=0,
        last_seen_at=session.last_seen_at,
        confirmed_at=session.confirmed_at,
        ends_at=min(session.expires_at, sessions.ends_at(**began, last_seen_at=used_at)),
        has_second_step=row.enabled_at is not None,
        second_step_required=True,
        is_platform_admin=True,
        is_suspended=False,
        chapter_has_admin=False,
    )


def runs_platform(*, user_id: int) -> bool:
    """Whether a person runs the platform."""
    return bool(
        db.session.scalar(
            select(exists().where(PlatformAdmin.user_id == user_id, PlatformAdmin.ended_at.is_(None)))
        )
    )


def _held(rows: Sequence[Any], today: date) -> tuple[Post, ...]:
    """The offices whose term runs today."""
    held = {
        row.post
        for row in rows
        if row.post and row.starts_on <= today and (row.ends_on is None or today <= row.ends_on)
    }
    return tuple(post for post in Post if post in held)


@dataclass(frozen=True)
class Membership:
    """A chapter that a person is an active member of."""

    member_id: int
    chapter_slug: str
    chapter_name: str


@across_chapters()
def memberships(*, user_id: int) -> list[Membership]:
    """The chapters that a person is in, the one they looked at last first, suspended ones at the end."""
    last_used = (
        select(func.max(SignInSession.last_seen_at))
        .where(SignInSession.member_id == Member.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Member.id.label("member_id"),
            Chapter.slug.label("chapter_slug"),
            Chapter.name.label("chapter_name"),
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(Member.user_id == user_id, Member.status == MemberStatus.ACTIVE)
        .order_by(Chapter.suspended_at.is_not(None), last_used.desc().nulls_last(), Chapter.name, Member.id)
    )
    return [read_row(Membership, row) for row in rows]


@dataclass(frozen=True)
class Device:
    """A device on which a person is signed in."""

    session_id: int
    user_agent: str
    ip: str
    remembered: bool
    created_at: datetime
    last_seen_at: datetime
    role: Role | None


@across_chapters()
def devices(*, user_id: int, at: datetime) -> list[Device]:
    """Where a person is signed in now, the one used last first."""
    rows = db.session.execute(
        select(
            SignInSession.id.label("session_id"),
            SignInSession.user_agent,
            SignInSession.ip,
            SignInSession.remembered,
            SignInSession.created_at,
            SignInSession.last_seen_at,
            Member.role,
        )
        .outerjoin(Member, Member.id == SignInSession.member_id)
        .where(
            SignInSession.user_id == user_id, SignInSession.ended_at.is_(None), SignInSession.expires_at > at
        )
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
        .limit(50)
    )
    found = [read_row(Device, row) for row in rows]
    return [
        device
        for device in found
        if sessions.is_live(
            officer=device.role is not Role.MEMBER,
            remembered=device.remembered,
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            at=at,
        )
    ]


def set_last_seen(*, session_id: int, at: datetime) -> None:
    """Move a live session's last use forward."""
    _change(SignInSession.id == session_id, last_seen_at=at)


def set_confirmed(*, session_id: int, at: datetime) -> None:
    """Note that a live session's person has just shown again who they are."""
    _change(SignInSession.id == session_id, confirmed_at=at)


def set_member(*, session_id: int, member_id: int) -> None:
    """Turn a live session to another membership of its person."""
    _change(SignInSession.id == session_id, member_id=member_id)


def end(*, session_id: int, at: datetime) -> None:
    """End a live session."""
    _change(SignInSession.id == session_id, ended_at=at)


def end_own(*, user_id: int, session_id: int, at: datetime) -> bool:
    """End a live session of this person."""
    return _change((SignInSession.user_id == user_id) & (SignInSession.id == session_id), ended_at=at) == 1


def end_all(*, user_id: int, at: datetime) -> int:
    """End every live session of a person; returns how many."""
    return _change(SignInSession.user_id == user_id, ended_at=at)


def end_of_member(*, member_id: int, at: datetime) -> int:
    """End every live session that stands for this member; returns how many."""
    return _change(SignInSession.member_id == member_id, ended_at=at)


def end_others(*, user_id: int, session_id: int, at: datetime) -> None:
    """End every live session of a person but this one."""
    _change((SignInSession.user_id == user_id) & (SignInSession.id != session_id), ended_at=at)


def _change(which: ColumnElement[bool], **values: Any) -> int:
    result = db.session.execute(
        update(SignInSession)
        .where(which, SignInSession.ended_at.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
