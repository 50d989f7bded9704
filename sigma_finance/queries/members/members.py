"""A chapter's members as officers see them: one with what they owe, and whom a form lets one choose.

Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.standing import Standing, StandingFacts, standing
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OfficerTerm, Payment, User
from sigma_finance.queries.members.photos import photo_mark
from sigma_finance.queries.members.standing import oldest_open_due_on, on_plan, past_due_minor
from sigma_finance.queries.officers import not_over
from sigma_finance.queries.payments.autopay import autopay_method
from sigma_finance.queries.people import known
from sigma_finance.queries.reminders import is_disputed


@dataclass(frozen=True)
class Choice:
    """A member as a form lets one choose them."""

    id: int
    name: str
    email: str | None
    active: bool
    balance_minor: int


@dataclass(frozen=True)
class MemberProfile:
    """A member with what they owe, how they came to their login, and the offices that they hold or will hold."""

    id: int
    name: str
    email: str | None
    phone: str
    photo: str | None
    role: Role
    status: MemberStatus
    member_class: MemberClass
    exempt_because: str
    mail_stopped_at: datetime | None
    initiated_on: date | None
    left_on: date | None
    left_because: str
    created_at: datetime
    neophyte_days: int
    login_email: str | None
    login_since: datetime | None
    invited_at: datetime | None
    invited_by: str | None
    balance_minor: int
    credit_minor: int
    past_due_minor: int
    oldest_due_on: date | None
    on_plan: bool
    disputed: bool
    under_way_minor: int
    autopay: str | None
    posts: tuple[Post, ...]

    @property
    def registered(self) -> bool:
        """Whether they can sign in."""
        return self.login_email is not None

    @property
    def is_active(self) -> bool:
        """Whether they still belong."""
        return self.status is MemberStatus.ACTIVE

    def standing(self, today: date) -> Standing:
        """Where the member stands on ``today``, with the reason."""
        grace = timedelta(days=self.neophyte_days)
        facts = StandingFacts(
            exempt=self.member_class is MemberClass.EXEMPT,
            neophyte_until=self.initiated_on + grace if self.initiated_on else None,
            oldest_open_due_on=self.oldest_due_on,
            on_plan=self.on_plan,
            plan_rests=self.on_plan and self.disputed,
        )
        return standing(facts, today=today)


def choices(*, chapter_id: int, without_login: bool = False, active: bool = False) -> list[Choice]:
    """The members by name, for a form to choose from: all, those active, or of these who cannot sign in yet."""
    statement = (
        select(
            Member.id,
            Member.name,
            Member.email,
            (Member.status == MemberStatus.ACTIVE).label("active"),
            Member.balance_minor,
        )
        .where(known(chapter_id))
        .order_by(Member.folded_name, Member.id)
    )
    if active or without_login:
        statement = statement.where(Member.status == MemberStatus.ACTIVE)
    if without_login:
        statement = statement.where(Member.user_id.is_(None))
    return [read_row(Choice, row) for row in db.session.execute(statement)]


def find_row(*, chapter_id: int, member_id: int) -> Member | None:
    """The row of a chapter's member, if there is one."""
    return db.session.scalar(select(Member).where(Member.chapter_id == chapter_id, Member.id == member_id))


def find_rows(*, chapter_id: int, member_ids: Sequence[int]) -> dict[int, Member]:
    """The rows of those of these ids that are the chapter's, by id."""
    found = db.session.scalars(
        select(Member).where(Member.chapter_id == chapter_id, Member.id.in_(member_ids))
    )
    return {member.id: member for member in found}


def get_member(*, chapter_id: int, member_id: int, today: date) -> MemberProfile:
    """The chapter's member of this id; raises NotFound."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.phone,
            photo_mark().label("photo"),
            Member.role,
            Member.status,
            Member.member_class,
            Member.exempt_because,
            Member.mail_stopped_at,
            Member.initiated_on,
            Member.left_on,
            Member.left_because,
            Member.created_at,
            Chapter.neophyte_days,
            User.email.label("login_email"),
            User.created_at.label("login_since"),
            _latest_invite(Invite.created_at).label("invited_at"),
            _latest_invite(_inviter()).label("invited_by"),
            Member.balance_minor,
            Member.credit_minor,
            past_due_minor(today).label("past_due_minor"),
            oldest_open_due_on().label("oldest_due_on"),
            on_plan().label("on_plan"),
            is_disputed().label("disputed"),
            _under_way().label("under_way_minor"),
            autopay_method().label("autopay"),
            OfficerTerm.post,
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .outerjoin(User, User.id == Member.user_id)
        .outerjoin(
            OfficerTerm,
            (OfficerTerm.chapter_id == Member.chapter_id)
            & (OfficerTerm.member_id == Member.id)
            & and_(*not_over(today)),
        )
        .where(known(chapter_id), Member.id == member_id)
    ).all()
    if not rows:
        raise NotFound("There is no such member in your chapter.")
    facts = dict(rows[0]._mapping)
    del facts["post"]
    facts["posts"] = tuple(row.post for row in rows if row.post)
    return MemberProfile(**{**facts, "under_way_minor": int(rows[0].under_way_minor)})


def has_other_admin(*, chapter_id: int, besides: int) -> bool:
    """Whether an active admin with a login is left beside the member; all admins are locked to know it."""
    admins = db.session.scalars(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.chapter_id == chapter_id,
            Member.role == Role.ADMIN,
            Member.status == MemberStatus.ACTIVE,
            User.is_active,
        )
        .order_by(Member.id)
        .with_for_update(key_share=True, of=Member)
    )
    return any(member_id != besides for member_id in admins)


def _latest_invite(what: Any) -> ScalarSelect[Any]:
    """Something about the last invite that was made for the member of the surrounding SELECT."""
    return (
        select(what)
        .select_from(Invite)
        .where(Invite.chapter_id == Member.chapter_id, Invite.member_id == Member.id)
        .order_by(Invite.id.desc())
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )


def _inviter() -> ScalarSelect[str]:
    issuer = Member.__table__.alias("issuer")
    return (
        select(issuer.c.name)
        .where(issuer.c.chapter_id == Invite.chapter_id, issuer.c.id == Invite.created_by_member_id)
        .correlate(Invite)
        .scalar_subquery()
    )


def _under_way() -> ScalarSelect[int]:
    """What the member of the surrounding SELECT is paying by bank debit just now."""
    return (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(
            Payment.chapter_id == Member.chapter_id,
            Payment.member_id == Member.id,
            Payment.state == PaymentState.PROCESSING,
        )
        .correlate(Member)
        .scalar_subquery()
    )
