"""Officers: appointed for a term, which ends by itself or by another officer."""

from __future__ import annotations

from datetime import date, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.members.requests import Appointment
from sigma_finance.domain.permissions import Role, may_appoint
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, OfficerTerm
from sigma_finance.queries import locks
from sigma_finance.queries.members import terms as queries
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox

#: A term begins and ends within so many days of today.
LONGEST = timedelta(days=3660)


class MayNotAppoint(Forbidden):
    """The office may do more than the officer's own role."""


class Overlaps(Conflict):
    """The member holds the office at that time already."""


@transactional
def appoint(*, chapter_id: int, appointment: Appointment, role: Role, by_name: str, by: Actor) -> int:
    """Give a member an office and tell them; returns the term's id.

    ``role`` is the appointing officer's. Raises NotFound, Invalid, MayNotAppoint, Overlaps, and Conflict for an
    inactive member.
    """
    _check(role, appointment.post)
    member = _member(chapter_id, appointment.member_id)
    _check_days(appointment, today_in(db.session.get_one(Chapter, chapter_id).timezone))
    for held in queries.terms_of(chapter_id=chapter_id, member_id=member.id):
        if held.post is appointment.post and held.overlaps(appointment.starts_on, appointment.ends_on):
            raise Overlaps(
                f"{member.name} is {held.post.label.lower()} from {long_date(held.starts_on)} already.",
                field="starts_on",
            )
    term = _begin(member, appointment, by)
    _tell(member, term, by_name)
    return term.id


def _begin(member: Member, appointment: Appointment, by: Actor) -> OfficerTerm:
    term = OfficerTerm(
        chapter_id=member.chapter_id,
        member_id=member.id,
        post=appointment.post,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
    )
    db.session.add(term)
    db.session.flush()
    audit.record(
        Action.OFFICER_APPOINTED,
        chapter_id=member.chapter_id,
        subject=("officer_terms", term.id),
        by=by,
        member_id=member.id,
        post=term.post.value,
        starts_on=term.starts_on.isoformat(),
        ends_on=term.ends_on.isoformat() if term.ends_on else None,
    )
    return term


def ensure(*, member: Member, post: Post, starts_on: date, ends_on: date | None, by: Actor) -> None:
    """Give a member an office unless they hold it that day already, in the transaction under way.

    A term of theirs that is to come is not run into.
    """
    terms = queries.terms_of(chapter_id=member.chapter_id, member_id=member.id)
    held = [term for term in terms if term.post is post]
    if any(term.overlaps(starts_on, starts_on) for term in held):
        return
    before = [term.starts_on - timedelta(days=1) for term in held if term.starts_on > starts_on]
    last_days = [day for day in (ends_on, *before) if day is not None]
    _begin(member, Appointment(member.id, post, starts_on, min(last_days, default=None)), by)


def end_now(*, member: Member, post: Post, today: date, by: Actor) -> None:
    """End an office of a member so that it gives nothing from this moment on, in the transaction under way."""
    last_day = today - timedelta(days=1)
    for term in queries.lock_held(chapter_id=member.chapter_id, member_id=member.id, post=post, on=today):
        term.starts_on = min(term.starts_on, last_day)
        _end(term, last_day, by)


@transactional
def end(*, chapter_id: int, term_id: int, last_day: date, member_id: int, role: Role, by: Actor) -> None:
    """Let a term end on ``last_day``; officers may end what they may give, and everybody their own.

    ``member_id`` and ``role`` are the acting officer's. Raises NotFound, Invalid, MayNotAppoint, and Conflict where it
    has ended.
    """
    term = queries.lock_term(chapter_id=chapter_id, term_id=term_id)
    if term is None:
        raise NotFound("There is no such term in your chapter.")
    if term.member_id != member_id:
        _check(role, term.post)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    if term.ends_on is not None and term.ends_on < today:
        raise Conflict("This term has ended already.")
    if last_day < max(term.starts_on, today - timedelta(days=1)):
        raise Invalid("Enter a last day from yesterday on, and not before the term begins.", field="last_day")
    if term.ends_on is not None and last_day > term.ends_on:
        raise Invalid(f"The term ends on {long_date(term.ends_on)} as it is.", field="last_day")
    _end(term, last_day, by)


def end_all(*, member: Member, on: date, by: Actor) -> None:
    """End every term of a member that runs, in the transaction under way."""
    for term in queries.lock_running(chapter_id=member.chapter_id, member_id=member.id, on=on):
        _end(term, on, by)


def _end(term: OfficerTerm, last_day: date, by: Actor) -> None:
    term.ends_on = last_day
    audit.record(
        Action.OFFICER_ENDED,
        chapter_id=term.chapter_id,
        subject=("officer_terms", term.id),
        by=by,
        member_id=term.member_id,
        post=term.post.value,
        ends_on=last_day.isoformat(),
    )


def _check(role: Role, post: Post) -> None:
    if not may_appoint(role, post):
        raise MayNotAppoint(
            f"A {post.label.lower()} may do more than your own role. Ask an admin of your chapter."
        )


def _check_days(appointment: Appointment, today: date) -> None:
    if abs(appointment.starts_on - today) > LONGEST:
        raise Invalid("Enter a day within ten years of today.", field="starts_on")
    if appointment.ends_on is None:
        return
    if appointment.ends_on < appointment.starts_on:
        raise Invalid("The last day comes before the first one.", field="ends_on")
    if appointment.ends_on - today > LONGEST:
        raise Invalid("Enter a day within ten years of today.", field="ends_on")


def _member(chapter_id: int, member_id: int) -> Member:
    member = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id]).get(member_id)
    if member is None or member.status is MemberStatus.REMOVED:
        raise NotFound("There is no such member in your chapter.", field="member")
    if member.status is not MemberStatus.ACTIVE:
        raise Conflict(f"{member.name} is inactive. Reactivate them first.", field="member")
    return member


def _tell(member: Member, term: OfficerTerm, by_name: str) -> None:
    until = f" until {long_date(term.ends_on)}" if term.ends_on else ""
    outbox.tell(
        member,
        "appointed",
        name=member.name,
        post_label=term.post.label,
        span=f"from {long_date(term.starts_on)}{until}",
        by=by_name,
    )
