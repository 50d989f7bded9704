"""Payment plans: agreed to, proposed, decided, made by hand and cancelled. What is paid off, ``plan_endings`` archives.

Each function locks the member first, so that paying and agreeing at once take turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import charging
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.settling import OpenInstallment, in_order
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.dues import schedules
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.dues.schedules import PlanState, SchedulePart
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.policy import Frequency
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Installment, Member, Plan
from sigma_finance.queries import locks
from sigma_finance.queries.dues import plans as queries
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, outbox


@transactional
def agree(*, chapter_id: int, member_id: int, terms: PlanTerms, agreement: str, by: Actor) -> int:
    """Begin a plan that the chapter offers, keeping the text agreed to; the same terms again are the same plan."""
    open_parts, today = _open(chapter_id, member_id)
    active = queries.find_live(chapter_id=chapter_id, member_id=member_id, state=PlanState.ACTIVE)
    if active is not None and active.agreed_at is not None and _same(active, terms):
        return active.id
    rules = policy.read(db.session.get_one(Chapter, chapter_id).policy)
    _refuse_second(active)
    parts = _schedule(terms, open_parts, today)
    if not rules.offers_plan(terms.frequency, installments=len(parts), last_on=parts[-1].due_on):
        raise Invalid("Choose one of the plans that your chapter offers.", field="frequency")
    plan = _new(chapter_id, member_id, PlanState.ACTIVE, parts, terms.frequency, by)
    plan.agreement, plan.agreed_at, plan.agreed_ip = agreement, now(), by.ip[:45]
    _withdraw_proposal(chapter_id, member_id)
    _begin(plan, parts, open_parts, today=today, by=by)
    _note(Action.PLAN_AGREED, plan, by)
    _tell(plan, "plan_agreed")
    return plan.id


@transactional
def propose(*, chapter_id: int, member_id: int, terms: PlanTerms, agreement: str, by: Actor) -> int:
    """Ask for another plan, which an officer decides; the same proposal again is the same one."""
    open_parts, today = _open(chapter_id, member_id)
    _refuse_second(queries.find_live(chapter_id=chapter_id, member_id=member_id, state=PlanState.ACTIVE))
    waiting = queries.find_live(chapter_id=chapter_id, member_id=member_id, state=PlanState.PROPOSED)
    if waiting is not None:
        if _same(waiting, terms):
            return waiting.id
        raise Conflict("You have proposed a plan already; your treasurer will decide on it.")
    parts = _schedule(terms, open_parts, today)
    plan = _new(chapter_id, member_id, PlanState.PROPOSED, parts, terms.frequency, by)
    plan.agreement, plan.agreed_at, plan.agreed_ip = agreement, now(), by.ip[:45]
    db.session.add(plan)
    db.session.flush()
    _note(Action.PLAN_PROPOSED, plan, by)
    keepers.tell_keepers(
        chapter_id,
        "plan_proposed",
        plan.total_minor,
        "/treasurer/plans",
        member_name=db.session.get_one(Member, member_id).name,
        installments=str(plan.installments),
        schedule=_schedule_rows(plan),
    )
    return plan.id


@transactional
def approve(*, chapter_id: int, plan_id: int, by: Actor) -> None:
    """Begin a proposed plan; raises Conflict where what is owed or the day no longer fits it."""
    plan = _lock(chapter_id, plan_id, PlanState.PROPOSED)
    _decides(plan.member_id, chapter_id, by)
    open_parts, today = _open(chapter_id, plan.member_id)
    if plan.frequency is None or plan.first_on < today or plan.total_minor != _owed(open_parts):
        raise Conflict("What is owed has changed, or the first date has passed. Decline it or make another.")
    terms = PlanTerms(plan.frequency, plan.installments, plan.first_on, plan.total_minor)
    plan.state = PlanState.ACTIVE
    _begin(plan, _schedule(terms, open_parts, today), open_parts, today=today, by=by)
    _note(Action.PLAN_APPROVED, plan, by)
    _tell(plan, "plan_agreed")


@transactional
def decline(*, chapter_id: int, plan_id: int, reason: str, by: Actor) -> None:
    """Refuse a proposed plan with a word to its member."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    plan = _lock(chapter_id, plan_id, PlanState.PROPOSED)
    _end(plan, PlanState.DECLINED, reason)
    _note(Action.PLAN_DECLINED, plan, by)
    _tell(plan, "plan_ended", reason=reason, what="was declined")


@transactional
def arrange(*, chapter_id: int, member_id: int, parts: Sequence[SchedulePart], by: Actor) -> int:
    """Begin a schedule of an officer's own for a member, in place of the one that runs or was proposed."""
    open_parts, today = _open(chapter_id, member_id)
    _decides(member_id, chapter_id, by)
    schedules.check(parts, owed_minor=_owed(open_parts), today=today)
    active = queries.find_live(chapter_id=chapter_id, member_id=member_id, state=PlanState.ACTIVE)
    if active is not None:
        _end(active, PlanState.CANCELLED, "Replaced by another plan.")
    _withdraw_proposal(chapter_id, member_id)
    db.session.flush()
    plan = _new(chapter_id, member_id, PlanState.ACTIVE, parts, None, by)
    _begin(plan, parts, open_parts, today=today, by=by)
    _note(Action.PLAN_ARRANGED, plan, by)
    _tell(plan, "plan_agreed")
    return plan.id


@transactional
def cancel(*, chapter_id: int, plan_id: int, reason: str, by: Actor) -> None:
    """End an active plan; what is left of it is due today."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    plan = _lock(chapter_id, plan_id, PlanState.ACTIVE)
    open_parts, today = _open(chapter_id, plan.member_id)
    own = queries.open_ids(chapter_id=chapter_id, plan_id=plan_id)
    rest = [part for part in open_parts if part.id in own]
    _end(plan, PlanState.CANCELLED, reason)
    _reschedule(plan, [SchedulePart(today, _owed(rest))], rest, plan_id=None, today=today, by=by)
    _note(Action.PLAN_CANCELLED, plan, by)
    _tell(plan, "plan_ended", reason=reason, what="was cancelled; what is left of it is due today")


def _open(chapter_id: int, member_id: int) -> tuple[list[OpenInstallment], date]:
    """What the member, who is locked by this, has open in settling order, and the chapter's day."""
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    known = ledger.open_of(member)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    return in_order(known.open, known.ranks), today


def _owed(parts: Sequence[OpenInstallment]) -> int:
    return sum(part.open_minor for part in parts)


def _same(plan: Plan, terms: PlanTerms) -> bool:
    return (plan.frequency, plan.installments, plan.first_on, plan.total_minor) == (
        terms.frequency,
        terms.installments,
        terms.first_on,
        terms.owed_minor,
    )


def _refuse_second(active: Plan | None) -> None:
    if active is not None:
        raise Conflict("There is a payment plan under way already.")


def _schedule(terms: PlanTerms, open_parts: Sequence[OpenInstallment], today: date) -> list[SchedulePart]:
    owed_minor = _owed(open_parts)
    if not owed_minor:
        raise Conflict("Nothing is owed, so there is nothing to plan.")
    if owed_minor != terms.owed_minor:
        raise Conflict("What is owed has changed meanwhile. Look at the schedule again.")
    if not 1 <= terms.installments <= schedules.MOST_INSTALLMENTS:
        most = schedules.MOST_INSTALLMENTS
        raise Invalid(f"Enter a number of installments from 1 to {most}.", field="installments")
    if not today <= terms.first_on <= today + schedules.FIRST_WITHIN:
        raise Invalid("Enter a first date from today on, within a year.", field="first_on")
    if owed_minor < terms.installments:
        raise Invalid("Each installment needs at least one cent.", field="installments")
    parts = schedules.schedule(
        owed_minor, installments=terms.installments, first=terms.first_on, frequency=terms.frequency
    )
    schedules.check(parts, owed_minor=owed_minor, today=today)
    return parts


def _new(
    chapter_id: int,
    member_id: int,
    state: PlanState,
    parts: Sequence[SchedulePart],
    frequency: Frequency | None,
    by: Actor,
) -> Plan:
    return Plan(
        chapter_id=chapter_id,
        member_id=member_id,
        state=state,
        frequency=frequency,
        installments=len(parts),
        first_on=parts[0].due_on,
        total_minor=sum(part.amount_minor for part in parts),
        created_by_member_id=by.member_id,
    )


def _begin(
    plan: Plan,
    parts: Sequence[SchedulePart],
    open_parts: Sequence[OpenInstallment],
    *,
    today: date,
    by: Actor,
) -> None:
    db.session.add(plan)
    db.session.flush()
    _reschedule(plan, parts, open_parts, plan_id=plan.id, today=today, by=by)


def _reschedule(
    plan: Plan,
    parts: Sequence[SchedulePart],
    old: Sequence[OpenInstallment],
    *,
    plan_id: int | None,
    today: date,
    by: Actor,
) -> None:
    """Move what is open of ``old`` to new installments on the dates of ``parts``, in one entry."""
    charge_of = queries.charges_of_installments(
        chapter_id=plan.chapter_id, installment_ids=[part.id for part in old]
    )
    open_of: dict[int, int] = {}
    for part in old:
        open_of[charge_of[part.id]] = open_of.get(charge_of[part.id], 0) + part.open_minor
    pieces = schedules.lay_over(parts, list(open_of.items()))
    made = [
        Installment(
            chapter_id=plan.chapter_id,
            member_id=plan.member_id,
            charge_id=piece.source_id,
            due_on=piece.due_on,
            open_minor=0,
            plan_id=plan_id,
        )
        for piece in pieces
    ]
    db.session.add_all(made)
    db.session.flush()
    new = [(part.id, piece.amount_minor) for part, piece in zip(made, pieces, strict=True)]
    ledger.post(
        Draft(
            chapter_id=plan.chapter_id,
            kind=EntryKind.RESCHEDULE,
            booked_on=today,
            actor_member_id=by.member_id,
            lines=charging.rescheduled(plan.member_id, old=old, new=new),
        )
    )


def _withdraw_proposal(chapter_id: int, member_id: int) -> None:
    waiting = queries.find_live(chapter_id=chapter_id, member_id=member_id, state=PlanState.PROPOSED)
    if waiting is not None:
        _end(waiting, PlanState.DECLINED, "Another plan was made.")


def _end(plan: Plan, state: PlanState, reason: str) -> None:
    plan.state, plan.reason, plan.ended_at = state, reason, now()


def _lock(chapter_id: int, plan_id: int, state: PlanState) -> Plan:
    """The plan, reread under the lock of its member; raises Conflict unless it is in ``state``."""
    found = queries.find_plan(chapter_id=chapter_id, plan_id=plan_id)
    if found is None:
        raise NotFound("There is no such plan in this chapter.")
    locks.lock_member(chapter_id=chapter_id, member_id=found.member_id)
    found = queries.find_plan(chapter_id=chapter_id, plan_id=plan_id) or found
    if found.state is not state:
        raise Conflict(f"This plan is {found.state.value} by now.")
    return found


def _decides(member_id: int, chapter_id: int, by: Actor) -> None:
    deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=member_id,
        permission=Permission.ASSESS_DUES,
        by=by,
        refusal="This plan is your own. Another officer has to decide on it.",
    )


def _tell(plan: Plan, kind: str, **context: str) -> None:
    member = db.session.get_one(Member, plan.member_id)
    chapter = db.session.get_one(Chapter, plan.chapter_id)
    outbox.tell(
        member,
        kind,
        amount=format_money(plan.total_minor, chapter.currency),
        installments=str(plan.installments),
        first_on=long_date(plan.first_on),
        schedule=_schedule_rows(plan),
        plan_url=setting("BASE_URL") + "/plans",
        **context,
    )


def _schedule_rows(plan: Plan) -> list[list[str]]:
    """Each day of a plan with its amount, as a message lists them; none where an officer chose the dates."""
    if plan.frequency is None:
        return []
    currency = db.session.get_one(Chapter, plan.chapter_id).currency
    parts = schedules.schedule(
        plan.total_minor, installments=plan.installments, first=plan.first_on, frequency=plan.frequency
    )
    return [[long_date(part.due_on), format_money(part.amount_minor, currency)] for part in parts]


def _note(action: Action, plan: Plan, by: Actor) -> None:
    version.changed(chapter_id=plan.chapter_id)
    audit.record(
        action,
        chapter_id=plan.chapter_id,
        subject=("plans", plan.id),
        by=by,
        member_id=plan.member_id,
        total_minor=plan.total_minor,
    )
