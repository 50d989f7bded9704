"""What a member's first page reads, in three SELECTs: their place, what is open, and their payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from sigma_finance.database.given import OF_CHAPTER, OF_MEMBER
from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain import policy
from sigma_finance.domain.books.owing import DueItem, in_settling_order
from sigma_finance.domain.books.standing import Standing, StandingFacts, standing
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, Installment, Member, Payment
from sigma_finance.queries.members.standing import plan_open_minor, plan_total_minor
from sigma_finance.queries.payments.autopay import autopay_method, autopay_waits
from sigma_finance.queries.payments.own import PaymentLine, payment_lines, read_line
from sigma_finance.queries.reminders import is_disputed

#: Of each kind (under way, received, refused) as many payments as a page can show.
SHOWN = 5


@dataclass(frozen=True)
class Dashboard:
    """A member's account; amounts in minor units, payments newest first."""

    balance_minor: int
    credit_minor: int
    exempt: bool
    neophyte_until: date | None
    plan_minor: int | None
    plan_open_minor: int
    dues: Sequence[DueItem]
    under_way: Sequence[PaymentLine]
    reported: Sequence[PaymentLine]
    latest: Sequence[PaymentLine]
    last_receipt: PaymentLine | None
    policy: Policy
    autopay: str | None
    autopay_waits: str | None
    disputed: bool

    def standing(self, today: date) -> Standing:
        """Where the member stands on ``today``, with the reason."""
        facts = StandingFacts(
            exempt=self.exempt,
            neophyte_until=self.neophyte_until,
            oldest_open_due_on=self.dues[0].due_on if self.dues else None,
            on_plan=self.plan_minor is not None,
            plan_rests=self.plan_minor is not None and self.disputed,
        )
        return standing(facts, today=today)

    @property
    def plan_paid_minor(self) -> int:
        """What of the plan under way is settled."""
        return (self.plan_minor or 0) - self.plan_open_minor

    @property
    def settling(self) -> list[DueItem]:
        """What is open in the order in which money settles it, which the chapter's policy decides."""
        return in_settling_order(self.dues, self.policy.ranks)

    @property
    def next_due(self) -> DueItem | None:
        """What is settled first, where more than that is open."""
        return self.settling[0] if len(self.dues) > 1 else None


def get_dashboard(*, chapter_id: int, member_id: int, timezone: str) -> Dashboard:
    """A member's account as of now; raises NotFound for another chapter's."""
    found = _member(chapter_id, member_id)
    member: Member = found.Member
    lines = _payments(chapter_id, member_id, timezone)
    return Dashboard(
        balance_minor=member.balance_minor,
        credit_minor=member.credit_minor,
        exempt=member.member_class is MemberClass.EXEMPT,
        neophyte_until=member.initiated_on + timedelta(days=found.neophyte_days)
        if member.initiated_on
        else None,
        plan_minor=found.plan_minor,
        plan_open_minor=found.plan_open_minor,
        dues=_dues(chapter_id, member_id),
        under_way=[line for line in lines if line.state is PaymentState.PROCESSING],
        reported=[line for line in lines if line.state is PaymentState.REPORTED],
        latest=[line for line in lines if line.state not in _WAITING][:SHOWN],
        last_receipt=next((line for line in lines if line.receipt and line.shown in _STANDS), None),
        policy=policy.read(found.policy),
        autopay=found.autopay,
        autopay_waits=found.autopay_waits,
        disputed=found.disputed,
    )


@cache
def _member_statement() -> Select[Any]:
    return (
        select(
            Member,
            Chapter.neophyte_days,
            Chapter.policy,
            plan_total_minor().label("plan_minor"),
            plan_open_minor().label("plan_open_minor"),
            autopay_method().label("autopay"),
            autopay_waits().label("autopay_waits"),
            is_disputed().label("disputed"),
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(Member.chapter_id == OF_CHAPTER, Member.id == OF_MEMBER)
        .execution_options(populate_existing=True)
    )


def _member(chapter_id: int, member_id: int) -> Row[Any]:
    found = db.session.execute(_member_statement(), _whose(chapter_id, member_id)).first()
    if found is None:
        raise NotFound("There is no such member in this chapter.")
    return found


@cache
def _dues_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Charge.description,
            Installment.due_on,
            Installment.open_minor,
            Charge.kind,
            Installment.id.label("installment_id"),
        )
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Installment.chapter_id == OF_CHAPTER,
            Installment.member_id == OF_MEMBER,
            Installment.open_minor > 0,
        )
        .order_by(Installment.due_on, Installment.id)
    )


def _dues(chapter_id: int, member_id: int) -> list[DueItem]:
    """What is open, the earliest due first."""
    rows = db.session.execute(_dues_statement(), _whose(chapter_id, member_id))
    return [read_row(DueItem, row) for row in rows]


_WAITING = (PaymentState.PROCESSING, PaymentState.REPORTED)
_RECEIVED = (PaymentState.SUCCEEDED, PaymentState.REVERSED)
_STANDS = (PaymentState.SUCCEEDED, PaymentLabel.PARTLY_REFUNDED)
_REFUSED = (PaymentState.FAILED, PaymentState.REJECTED)


@cache
def _payments_statement() -> Select[Any]:
    """The newest of each kind, so that declines never hide a receipt; attempts that came to nothing are left out."""
    kind: Any = case(
        *((Payment.state == waiting, waiting.value) for waiting in _WAITING),
        (Payment.state.in_(_RECEIVED), "received"),
        (
            Payment.state.in_(_REFUSED) | ((Payment.state == PaymentState.PENDING) & (Payment.problem != "")),
            "refused",
        ),
    )
    rank = func.row_number().over(partition_by=kind, order_by=(Payment.created_at.desc(), Payment.id.desc()))
    mine = (Payment.chapter_id == OF_CHAPTER) & (Payment.member_id == OF_MEMBER)
    ranked = select(Payment.id, rank.label("rank"), kind.label("kind")).where(mine).subquery()
    return (
        payment_lines(chapter_id=OF_CHAPTER)
        .join(ranked, ranked.c.id == Payment.id)
        .where(ranked.c.rank <= SHOWN, ranked.c.kind.is_not(None))
        .order_by(Payment.created_at.desc(), Payment.id.desc())
    )


def _payments(chapter_id: int, member_id: int, timezone: str) -> list[PaymentLine]:
    rows = db.session.execute(_payments_statement(), _whose(chapter_id, member_id))
    return [read_line(row, timezone=timezone) for row in rows]


def _whose(chapter_id: int, member_id: int) -> dict[str, int]:
    return {"of_chapter": chapter_id, "of_member": member_id}
