"""Charging late fees, once for each installment, and sparing a member for some time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import structlog

from sigma_finance.database import faults, transactions
from sigma_finance.database.one_by_one import one_by_one
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import SYSTEM, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, LateFee, Member
from sigma_finance.queries import locks, reminders
from sigma_finance.queries.dues import late_fees as queries
from sigma_finance.queries.dues.late_fees import LateInstallment
from sigma_finance.services import audit
from sigma_finance.services.dues import charges, standing
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.figures import version

log = structlog.get_logger("sigma_finance.late_fees")
#: A late fee is due so many days after it was charged.
DUE_IN = timedelta(days=14)
LONGEST_HOLD = timedelta(days=366)


class FeesDiffer(Conflict):
    """What would be charged is no longer what the person agreed to."""


@dataclass(frozen=True)
class LateFeeTotals:
    """What charging late fees came to; the sum in minor units."""

    fees: int
    total_minor: int


def charge_each(*, chapter_id: int, by: Actor) -> int:
    """Charge what is late, all at once, or else member by member, so that one for whom it fails holds nobody up.

    Returns how many fees; raises PartlyDone where it failed for some.
    """
    try:
        return charge(chapter_id=chapter_id, by=by).fees
    except Exception as error:
        if faults.is_unreachable(error):
            raise
        transactions.end_read()
        log.warning("late_fees.one_by_one", chapter_id=chapter_id, error=type(error).__name__)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    rules = queries.get_policy(chapter_id=chapter_id)
    late = queries.late(chapter_id=chapter_id, today=today, rules=rules)
    ran = one_by_one(
        list(dict.fromkeys(one.member_id for one in late if not one.held)),
        lambda member_id: charge(chapter_id=chapter_id, by=by, member_id=member_id).fees,
        called="member",
    )
    return ran.whole()


@transactional
def charge(
    *, chapter_id: int, by: Actor, agreed_minor: int | None = None, member_id: int | None = None
) -> LateFeeTotals:
    """Charge every installment that is late its fee, once and for all, and tell the members; repeating charges nothing.

    By the schedule whoever was written to today of what they owe is charged on the next day. With ``member_id`` those
    of one member alone. Raises FeesDiffer where the sum is not ``agreed_minor``.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    today, rules = today_in(chapter.timezone), queries.get_policy(chapter_id=chapter_id)
    concerned = {one.member_id for one in queries.late(chapter_id=chapter_id, today=today, rules=rules)}
    if member_id is not None:
        concerned &= {member_id}
    members = locks.lock_members(chapter_id=chapter_id, member_ids=list(concerned))
    told = _told(chapter_id, today, by)
    due = [
        one
        for one in queries.late(chapter_id=chapter_id, today=today, rules=rules)
        if not one.held and one.member_id in members and one.member_id not in told
    ]
    total = sum(one.fee_minor for one in due)
    if agreed_minor is not None and due and agreed_minor != total:
        raise FeesDiffer("What is past due has changed since this page was opened. Look again.")
    if not due:
        return LateFeeTotals(0, 0)
    _post(chapter, due, today, by)
    _tell(chapter, due, members, by)
    audit.record(
        Action.LATE_FEES_CHARGED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        charged=len(due),
        total_minor=total,
    )
    return LateFeeTotals(len(due), total)


def _told(chapter_id: int, today: date, by: Actor) -> set[int]:
    """Whom the schedule charges tomorrow instead: they had their message of today about what they owe."""
    return reminders.reminded(chapter_id=chapter_id, on=today) if by.kind is SYSTEM.kind else set()


@transactional
def hold(*, chapter_id: int, member_id: int, until: date | None, by: Actor) -> None:
    """Charge a member no late fee up to and including a day; None ends that. Raises Invalid."""
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    if until is not None and not today <= until <= today + LONGEST_HOLD:
        raise Invalid("Enter a day from today on, within a year.", field="until")
    member.no_late_fees_until = until
    audit.record(
        Action.LATE_FEES_HELD,
        chapter_id=chapter_id,
        subject=("members", member.id),
        by=by,
        until=until.isoformat() if until else None,
    )
    version.changed(chapter_id=chapter_id)


def _post(chapter: Chapter, due: list[LateInstallment], today: date, by: Actor) -> None:
    for one in due:
        request = NewCharge(one.member_id, ChargeKind.LATE_FEE, "", one.fee_minor, today + DUE_IN)
        description = f"Late fee: {one.description}"[:120]
        [made] = charges.post_charges(chapter, [request], description=description, by=by)
        db.session.add(LateFee(chapter_id=chapter.id, installment_id=one.installment_id, charge_id=made.id))
    db.session.flush()


def _tell(chapter: Chapter, due: list[LateInstallment], members: Mapping[int, Member], by: Actor) -> None:
    """Write to each member once of the fees that were added, and of all that stands open."""
    fees: dict[int, list[LateInstallment]] = defaultdict(list)
    for one in due:
        fees[one.member_id].append(one)
    for debtor in standing.find_debtors(chapter, member_ids=list(fees)):
        added = fees[debtor.member_id]
        total = format_money(sum(one.fee_minor for one in added), chapter.currency)
        facts = {
            "amount": total,
            "due_on": long_date(min(one.due_on for one in added)),
            "fees": [_fee(one, chapter.currency) for one in added],
            "pay_url": setting("BASE_URL") + "/payments/pay",
        }
        standing.tell(chapter, debtor, member=members[debtor.member_id], kind="late_fee", by=by, facts=facts)


def _fee(one: LateInstallment, currency: str) -> list[str]:
    return [f"{one.description}, due {long_date(one.due_on)}", format_money(one.fee_minor, currency)]
