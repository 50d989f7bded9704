"""Who made whom an officer, and when, as the audit trail says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.approvals import OfficeSource, RoleLine, role_source, why_not
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import day_begins, now, today_in
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import Permission, Role, may, posts_that_may
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Invite, Member, OfficerTerm, User
from sigma_finance.queries.officers import may_now

_DECIDES = Permission.RECORD_MONEY
#: Lines that give a role, and the key that says which.
_ROLE_KEYS = {
    Action.MEMBER_ADDED: "role",
    Action.ROLE_CHANGED: "after",
    Action.USER_CREATED: "role",
    Action.USER_REGISTERED: "role",
}


@dataclass(frozen=True)
class _Line:
    """A line of the trail that gave a role or an office: to whom, and by which member or by the operator."""

    line: AuditEvent
    given_by: int | None


def why_may_not(*, chapter_id: int, approver: int, asker: int) -> str:
    """Why a member cannot approve what another one asked for; nothing where they can."""
    return why_may_not_each(chapter_id=chapter_id, approver=approver, askers=[asker])[asker]


def why_may_not_each(*, chapter_id: int, approver: int, askers: Collection[int]) -> dict[int, str]:
    """As ``why_may_not`` for several who asked, by their ids."""
    has = _sources(chapter_id, [approver, *askers])
    return {asker: _why_not(approver, asker, has, now()) for asker in askers}


def approvers(
    *, chapter_id: int, asker: int, nor: int | None = None, at: datetime | None = None
) -> list[int]:
    """The officers who can approve what a member asks for, at a moment; the member ``nor`` is left out."""
    found = db.session.scalars(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.chapter_id == chapter_id,
            Member.id.not_in([asker, nor or 0]),
            may_now(_DECIDES),
            Member.status == MemberStatus.ACTIVE,
            User.is_active,
        )
        .order_by(Member.id)
    ).all()
    has = _sources(chapter_id, [asker, *found])
    return [one for one in found if not _why_not(one, asker, has, at or now())]


def _why_not(approver: int, asker: int, has: Mapping[int, Sequence[OfficeSource]], at: datetime) -> str:
    return why_not(
        approver=approver, has=has.get(approver, ()), asker=asker, asker_has=has.get(asker, ()), at=at
    )


def _sources(chapter_id: int, member_ids: Collection[int]) -> dict[int, list[OfficeSource]]:
    """What lets each of these members decide about money now: their role, and each office whose term runs."""
    roles = db.session.execute(
        select(Member.id, Member.role, Chapter.timezone)
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(Member.chapter_id == chapter_id, Member.id.in_(member_ids))
    ).all()
    lines, terms = _lines(chapter_id, member_ids), _terms(chapter_id, member_ids)
    found: dict[int, list[OfficeSource]] = defaultdict(list)
    for member_id, role, timezone in roles:
        if may(role, _DECIDES):
            found[member_id].append(role_source(_role_lines(member_id, lines)))
        own = [term for term in terms if term.member_id == member_id]
        found[member_id] += [
            _office(term, own, lines, timezone) for term in own if _runs(term, today_in(timezone))
        ]
    return found


def _lines(chapter_id: int, member_ids: Collection[int]) -> list[_Line]:
    giver, inviter = aliased(Member), Invite.created_by_member_id
    actions = [*_ROLE_KEYS, Action.OFFICER_APPOINTED]
    rows = db.session.execute(
        select(AuditEvent, giver.id, inviter)
        .outerjoin(giver, and_(giver.chapter_id == chapter_id, giver.user_id == AuditEvent.actor_user_id))
        .outerjoin(
            Invite,
            and_(Invite.chapter_id == chapter_id, Invite.id == AuditEvent.details["invite_id"].as_integer()),
        )
        .where(
            AuditEvent.chapter_id == chapter_id,
            AuditEvent.action.in_([action.value for action in actions]),
            or_(
                and_(AuditEvent.subject_type == "members", AuditEvent.subject_id.in_(member_ids)),
                AuditEvent.details["member_id"].as_integer().in_(member_ids),
            ),
        )
        .order_by(AuditEvent.sequence)
    )
    return [
        _Line(line, invited_by if line.action == Action.USER_REGISTERED else given_by)
        for line, given_by, invited_by in rows
    ]


def _role_lines(member_id: int, lines: Sequence[_Line]) -> list[RoleLine]:
    return [
        RoleLine(
            may(Role(one.line.details[_ROLE_KEYS[Action(one.line.action)]]), _DECIDES),
            one.line.at,
            one.given_by,
            joins=one.line.action == Action.USER_REGISTERED,
        )
        for one in lines
        if one.line.action != Action.OFFICER_APPOINTED and _whose(one.line) == member_id
    ]


def _whose(line: AuditEvent) -> int | None:
    found = line.details.get("member_id")
    return found if isinstance(found, int) else line.subject_id


def _terms(chapter_id: int, member_ids: Collection[int]) -> Sequence[OfficerTerm]:
    return db.session.scalars(
        select(OfficerTerm)
        .where(
            OfficerTerm.chapter_id == chapter_id,
            OfficerTerm.member_id.in_(member_ids),
            OfficerTerm.post.in_(posts_that_may(_DECIDES)),
        )
        .order_by(OfficerTerm.id)
    ).all()


def _runs(term: OfficerTerm, on: date) -> bool:
    return term.starts_on <= on and (term.ends_on is None or term.ends_on >= on)


def _office(
    term: OfficerTerm, own: Sequence[OfficerTerm], lines: Sequence[_Line], timezone: str
) -> OfficeSource:
    """Since when an office has lasted: a term that follows on another of the member's begins with that one."""
    day_before = term.starts_on - timedelta(days=1)
    earlier = [one for one in own if one.id < term.id and one.post is term.post and _runs(one, day_before)]
    if earlier:
        return _office(earlier[-1], own, lines, timezone)
    for one in lines:
        if one.line.action == Action.OFFICER_APPOINTED and one.line.subject_id == term.id:
            if one.given_by is None:
                break
            return OfficeSource(max(one.line.at, day_begins(term.starts_on, timezone)), one.given_by)
    return OfficeSource(None, None)
