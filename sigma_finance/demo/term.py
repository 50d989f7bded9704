"""A demo chapter's two years, acted out with today's date: last year's dues, this year's, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sigma_finance.demo import dinner
from sigma_finance.demo.cast import Course, DemoPerson, Troupe
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.chapters import demo as queries
from sigma_finance.services import audit
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.logins import logins as accounts
from sigma_finance.services.members import invites, members
from sigma_finance.services.payments import recording, reversing

NEWCOMERS = (Course.NEOPHYTE,)
#: Of these, last year's dues are still open in whole or in part.
BEHIND = (Course.PAST_DUE, Course.PART_PAST_DUE)
WAIVED_MINOR, FINE_MINOR, OVER_MINOR = 5_000, 1_500, 5_000


@dataclass(frozen=True)
class Year:
    """A year's period: its name, its amount in minor units, when it is charged, and when it is due."""

    name: str
    amount_minor: int
    charged_on: date
    due_on: date


@dataclass(frozen=True)
class Stage:
    """What the acts share."""

    troupe: Troupe
    chapter_id: int
    today: date
    members: Mapping[DemoPerson, int]
    treasurer: Actor
    keys: count[int]


def play(troupe: Troupe, *, chapter_id: int, logins: Mapping[Role, str], password_hash: str) -> None:
    """Act a demo chapter's two years out, inside the transaction under way."""
    today = today_in(troupe.timezone)
    members = {person: _enter(person, chapter_id, logins, password_hash) for person in _old_hands(troupe)}
    stage = Stage(troupe, chapter_id, today, members, _treasurer_of(members), count(1))
    last, this = years(troupe, today)
    _assess(stage, last)
    _pay_last_year(stage, last)
    _leave(stage)
    for person in troupe.people:
        if person.course in NEWCOMERS:
            members[person] = _enter(person, chapter_id, logins, password_hash)
            db.session.get_one(Member, members[person]).initiated_on = today - timedelta(days=30)
    _assess(stage, this)
    _pay_this_year(stage, this)
    _dine(stage)
    _invite(stage)
    queries.mark_sent(chapter_id=chapter_id, kinds=("receipt", "payment_reversed", "charge_waived"))


def years(troupe: Troupe, today: date) -> tuple[Year, Year]:
    """Last year, due half a year ago, and this one, due in the weeks to come."""
    began = today.year if today.month >= 7 else today.year - 1
    last_due_on = _end_of_month(today - timedelta(days=240))
    return (
        Year(_name(began - 1), troupe.last_dues_minor, last_due_on - timedelta(days=60), last_due_on),
        Year(
            _name(began),
            troupe.dues_minor,
            today - timedelta(days=30),
            _end_of_month(today + timedelta(days=30)),
        ),
    )


def _name(began: int) -> str:
    return f"{began}-{(began + 1) % 100:02d}"


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _old_hands(troupe: Troupe) -> list[DemoPerson]:
    return [person for person in troupe.people if person.course not in NEWCOMERS]


def _enter(person: DemoPerson, chapter_id: int, logins: Mapping[Role, str], password_hash: str) -> int:
    """Put a person on the member list, with a login where they have a role; returns the member's id."""
    member = Member(
        chapter_id=chapter_id,
        name=person.name,
        email=person.email if person.role is None else logins[person.role],
        role=person.role or Role.MEMBER,
        member_class=MemberClass.EXEMPT if person.course is Course.EXEMPT else MemberClass.REGULAR,
        exempt_because="Studying abroad this year; the chapter decided in September."
        if person.course is Course.EXEMPT
        else "",
    )
    if person.role is not None:
        user = accounts.add_user(name=person.name, email=logins[person.role], password_hash=password_hash)
        member.user_id = user.id
    accounts.add_member(member)
    if member.user_id is not None:
        audit.record(
            Action.USER_CREATED,
            chapter_id=chapter_id,
            subject=("users", member.user_id),
            by=OPERATOR,
            member_id=member.id,
            role=member.role.value,
        )
    return member.id


def _treasurer_of(members: Mapping[DemoPerson, int]) -> Actor:
    [member_id] = [member_id for person, member_id in members.items() if person.role is Role.TREASURER]
    user_id = db.session.get_one(Member, member_id).user_id
    return Actor(ActorKind.PERSON, user_id=user_id, member_id=member_id)


def _assess(stage: Stage, year: Year) -> None:
    periods.assess_named(
        chapter_id=stage.chapter_id,
        name=year.name,
        amount_minor=year.amount_minor,
        due_on=year.due_on,
        by=stage.treasurer,
        on=year.charged_on,
    )


def _pay_last_year(stage: Stage, year: Year) -> None:
    days = count(45, -2)
    for person in stage.members:
        received_on = year.due_on - timedelta(days=next(days))
        if person.course is Course.PART_PAST_DUE:
            _record(stage, person, year.amount_minor // 2, received_on)
        elif person.course not in (*BEHIND, Course.EXEMPT):
            _record(stage, person, year.amount_minor, received_on)


def _leave(stage: Stage) -> None:
    for person, member_id in stage.members.items():
        if person.course is Course.LEFT:
            members.deactivate(
                chapter_id=stage.chapter_id,
                member_id=member_id,
                reason="Moved to another university",
                editor=members.Editor(stage.treasurer.member_id or 0, "", Role.TREASURER),
                by=stage.treasurer,
            )


def _pay_this_year(stage: Stage, year: Year) -> None:
    days = count(24, -1)
    for person in stage.members:
        received_on = stage.today - timedelta(days=max(next(days), 1))
        act = ACTS.get(person.course)
        if act is not None:
            act(stage, person, year, received_on)


def _pay(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    _record(stage, person, year.amount_minor, received_on)


def _pay_half(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    _record(stage, person, year.amount_minor // 2, received_on)


def _pay_over(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    _record(stage, person, year.amount_minor + OVER_MINOR, received_on)


def _report(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    recording.report(request=_request(stage, person, year.amount_minor, received_on), by=OPERATOR)


def _waive(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    charges.waive(
        chapter_id=stage.chapter_id,
        charge_id=queries.newest_charge_id(chapter_id=stage.chapter_id, member_id=stage.members[person]),
        amount_minor=WAIVED_MINOR,
        reason="Scholarship, agreed by the board",
        by=stage.treasurer,
    )
    _record(stage, person, year.amount_minor - WAIVED_MINOR, received_on)


def _bounce(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    reversing.reverse(
        chapter_id=stage.chapter_id,
        payment_id=_record(stage, person, year.amount_minor, received_on),
        reason="The bank returned the check",
        by=stage.treasurer,
    )


def _fine(stage: Stage, person: DemoPerson, year: Year, received_on: date) -> None:
    _pay(stage, person, year, received_on)
    missed = NewCharge(
        stage.members[person], ChargeKind.FINE, "Missed the cleanup day", FINE_MINOR, year.due_on
    )
    charges.charge(chapter_id=stage.chapter_id, request=missed, by=stage.treasurer)


ACTS: dict[Course, Callable[[Stage, DemoPerson, Year, date], None]] = {
    Course.PAID: _pay,
    Course.PART: _pay_half,
    Course.OVER: _pay_over,
    Course.REPORTED: _report,
    Course.WAIVED: _waive,
    Course.BOUNCED: _bounce,
    Course.FINED: _fine,
}


def _record(stage: Stage, person: DemoPerson, amount_minor: int, received_on: date) -> int:
    request = _request(stage, person, amount_minor, received_on)
    own = request.member_id == stage.treasurer.member_id
    return recording.record(request=request, by=OPERATOR if own else stage.treasurer).payment_id


def _request(stage: Stage, person: DemoPerson, amount_minor: int, received_on: date) -> ManualPayment:
    number = next(stage.keys)
    return ManualPayment(
        chapter_id=stage.chapter_id,
        member_id=stage.members[person],
        amount_minor=amount_minor,
        method=person.method,
        received_on=received_on,
        note=f"No. {1000 + number}" if person.method is Method.CHECK else "",
        taken_by="",
        form_key=f"demo-{number}",
    )


def _dine(stage: Stage) -> None:
    names = stage.troupe.diners
    if names:
        diners = [member_id for person, member_id in stage.members.items() if person.name in names]
        dinner.play(chapter_id=stage.chapter_id, diners=diners, today=stage.today, by=stage.treasurer)


def _invite(stage: Stage) -> None:
    """One invite that is meant for somebody, and a code for the next ten."""
    for email, uses in ((stage.troupe.invited, 1), (None, 10)):
        request = InviteRequest(
            chapter_id=stage.chapter_id,
            role=Role.MEMBER,
            email=email,
            max_uses=uses,
            created_by_member_id=stage.treasurer.member_id,
        )
        invites.create(request=request, issuer_role=Role.TREASURER, by=stage.treasurer)
