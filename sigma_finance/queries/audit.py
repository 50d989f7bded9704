"""The audit trail of a chapter as its officers read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from sigma_finance.database import paging
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page
from sigma_finance.domain.actors import ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.audit_words import sentence
from sigma_finance.domain.dates import day_begins
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, Payment, User
from sigma_finance.queries.people import finds

_HANDS = {
    ActorKind.PERSON: "Somebody who was not signed in",
    ActorKind.OPERATOR: "The operator",
    ActorKind.STRIPE: "Stripe",
    ActorKind.SYSTEM: "The app",
}


_LATEST_FIRST = Order(AuditEvent.sequence, AuditEvent.id, descending=True)
_LINES_AT_ONCE = 5_000


@dataclass(frozen=True)
class AuditFilter:
    """Which lines a list shows: all of these hold. Days are the chapter's own, both included."""

    who: str = ""
    action: Action | None = None
    first: date | None = None
    last: date | None = None
    member_id: int | None = None
    payment: str = ""


@dataclass(frozen=True)
class AuditLine:
    """A line of the trail: what was done, in a sentence, when, and from where."""

    sequence: int
    at: datetime
    says: str
    action: str
    ip: str
    user_agent: str
    details: Mapping[str, Any]
    member_id: int | None
    payment: str | None
    hash: str


@dataclass(frozen=True)
class AuditPage:
    """A page of lines, and the name of the member whom the list is about, if it is."""

    page: Page[AuditLine]
    member_name: str


@dataclass(frozen=True)
class _Names:
    """What the ids of some lines stand for."""

    members: Mapping[int, str]
    users: Mapping[int, str]
    payments: Mapping[int, str]


def lines(*, chapter_id: int, timezone: str, currency: str, wanted: AuditFilter, cursor: Cursor) -> AuditPage:
    """The lines that ``wanted`` lets through, latest first, a page at a time; raises NotFound for no member."""
    statement = _lines(chapter_id, timezone, wanted)
    found = paging.fetch(statement, _LATEST_FIRST, cursor)
    names = _names(chapter_id, [row.AuditEvent for row in found.rows], wanted.member_id)
    if wanted.member_id is not None and wanted.member_id not in names.members:
        raise NotFound("There is no such member in your chapter.")
    read = [_read(row.AuditEvent, row.who, names, currency) for row in found.rows]
    name = names.members.get(wanted.member_id, "") if wanted.member_id is not None else ""
    return AuditPage(Page(read, found.previous, found.next), name)


def count_lines(*, chapter_id: int, timezone: str, wanted: AuditFilter) -> int:
    """How many lines ``wanted`` lets through."""
    chosen = _lines(chapter_id, timezone, wanted).with_only_columns(AuditEvent.id).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def exported(*, chapter_id: int, timezone: str, currency: str, wanted: AuditFilter) -> Iterator[AuditLine]:
    """All of them, latest first, a few thousand at a time."""
    cursor, more = Cursor(), True
    while more:
        found = paging.fetch(_lines(chapter_id, timezone, wanted), _LATEST_FIRST, cursor, size=_LINES_AT_ONCE)
        names = _names(chapter_id, [row.AuditEvent for row in found.rows], None)
        for row in found.rows:
            yield _read(row.AuditEvent, row.who, names, currency)
        cursor, more = Cursor(after=found.next), found.next is not None


def _lines(chapter_id: int, timezone: str, wanted: AuditFilter) -> AnySelect:
    statement: AnySelect = (
        select(AuditEvent, AuditEvent.id.label("id"), User.name.label("who"))
        .outerjoin(User, User.id == AuditEvent.actor_user_id)
        .where(AuditEvent.chapter_id == chapter_id, *_conditions(chapter_id, timezone, wanted))
    )
    return statement


def is_recorded(*, action: Action, chapter_id: int, subject: tuple[str, int]) -> bool:
    """Whether the trail holds this of its subject, a table and an id."""
    kind, subject_id = subject
    found = db.session.scalar(
        select(AuditEvent.id)
        .where(
            AuditEvent.chapter_id == chapter_id,
            AuditEvent.subject_type == kind,
            AuditEvent.subject_id == subject_id,
            AuditEvent.action == action.value,
        )
        .limit(1)
    )
    return found is not None


def _read(line: AuditEvent, who: str | None, names: _Names, currency: str) -> AuditLine:
    subjects = {"users": names.users, "members": names.members, "payments": names.payments}
    known = subjects.get(line.subject_type, {})
    member_id = _member_of(line)
    return AuditLine(
        sequence=line.sequence,
        at=line.at,
        says=sentence(
            line.action,
            who=who or _HANDS.get(ActorKind(line.actor), line.actor),
            subject=known.get(line.subject_id or 0, "somebody"),
            details=line.details,
            members=names.members,
            currency=currency,
        ),
        action=line.action,
        ip=line.ip,
        user_agent=line.user_agent,
        details=line.details,
        member_id=member_id if member_id in names.members else None,
        payment=names.payments.get(line.subject_id or 0) if line.subject_type == "payments" else None,
        hash=line.hash,
    )


def _member_of(line: AuditEvent) -> int | None:
    if line.subject_type == "members":
        return line.subject_id
    found = line.details.get("member_id")
    return found if isinstance(found, int) else None


def _names(chapter_id: int, found: Iterable[AuditEvent], member_id: int | None) -> _Names:
    events = list(found)
    members = {one for line in events if (one := _member_of(line))} | ({member_id} if member_id else set())
    subjects = {
        kind: {line.subject_id for line in events if line.subject_type == kind}
        for kind in ("users", "payments")
    }
    return _Names(
        members=_pairs(
            select(Member.id, Member.name).where(Member.chapter_id == chapter_id, Member.id.in_(members))
        ),
        users=_pairs(select(User.id, User.name).where(User.id.in_(subjects["users"]))),
        payments=_pairs(
            select(Payment.id, Payment.reference).where(
                Payment.chapter_id == chapter_id, Payment.id.in_(subjects["payments"])
            )
        ),
    )


def _pairs(statement: AnySelect) -> dict[int, str]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _conditions(chapter_id: int, timezone: str, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.who:
        conditions.append(finds(wanted.who, User.folded_name))
    if wanted.action is not None:
        conditions.append(AuditEvent.action == wanted.action.value)
    if wanted.first is not None:
        conditions.append(AuditEvent.at >= day_begins(wanted.first, timezone))
    if wanted.last is not None:
        conditions.append(AuditEvent.at < day_begins(wanted.last, timezone, later=timedelta(days=1)))
    if wanted.member_id is not None:
        conditions.append(_about_member(wanted.member_id))
    if wanted.payment:
        of_it = select(Payment.id).where(
            Payment.chapter_id == chapter_id, Payment.reference == wanted.payment
        )
        conditions.append(
            and_(AuditEvent.subject_type == "payments", AuditEvent.subject_id == of_it.scalar_subquery())
        )
    return conditions


def _about_member(member_id: int) -> ColumnElement[bool]:
    """Lines whose subject is the member, or whose details name them."""
    return or_(
        and_(AuditEvent.subject_type == "members", AuditEvent.subject_id == member_id),
        AuditEvent.details["member_id"].as_integer() == member_id,
    )
