"""A member's account: what they were charged, and every line of the books that changed what they owe.

Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import MEMBER_ACCOUNTS, Account, ChargeKind, EntryKind
from sigma_finance.domain.books.owing import DueItem
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import (
    Charge,
    CreditReturn,
    Installment,
    JournalEntry,
    Member,
    Payment,
    Posting,
    Receipt,
)


@dataclass(frozen=True)
class ChargeLine:
    """A charge, what of it is open and what was waived, and when its oldest open part is due."""

    id: int
    member_id: int
    member_name: str
    kind: ChargeKind
    description: str
    amount_minor: int
    charged_on: date
    due_on: date
    open_minor: int
    waived_minor: int
    is_reversed: bool

    def status(self, today: date) -> str:
        """The word of its badge on ``today``."""
        if self.is_reversed:
            return "reversed"
        if self.open_minor:
            return DueItem(self.description, self.due_on, self.open_minor).status(today).value
        return "waived" if self.waived_minor == self.amount_minor else "paid"


@dataclass(frozen=True)
class InstallmentLine:
    """A part of a charge that has several, and what of it is open."""

    description: str
    due_on: date
    open_minor: int

    def status(self, today: date) -> str:
        """The word of its badge on ``today``."""
        return (
            DueItem(self.description, self.due_on, self.open_minor).status(today)
            if self.open_minor
            else "paid"
        )


@dataclass(frozen=True)
class StatementLine:
    """An entry as the member feels it: what it added to what they owe, and what they owed after it.

    A balance below zero is credit.
    """

    booked_on: date
    kind: EntryKind
    charge: str | None
    payment: str | None
    method: Method | None
    receipt: str | None
    memo: str
    credit_return: int | None
    credit_return_reversed: bool
    amount_minor: int
    balance_minor: int

    @property
    def what(self) -> str:
        """The line's words."""
        match self.kind:
            case EntryKind.CHARGE:
                return self.charge or self.kind.label
            case EntryKind.CHARGE_REVERSAL:
                return f"Charge reversed: {self.charge}"
            case EntryKind.WAIVER:
                return f"Waived: {self.charge}"
            case EntryKind.PAYMENT | EntryKind.ASSIGNMENT:
                return f"Payment, {self.method.in_words}" if self.method else "Payment"
            case _:
                return self.kind.in_members_words


def charges(*, chapter_id: int, member_id: int) -> list[ChargeLine]:
    """What a member was charged, latest first."""
    statement = _charges(chapter_id).where(Charge.member_id == member_id)
    return [
        read_row(ChargeLine, row)
        for row in db.session.execute(statement.order_by(Charge.charged_on.desc(), Charge.id.desc()))
    ]


def installments(*, chapter_id: int, member_id: int) -> list[InstallmentLine]:
    """The parts of a member's charges that have several, by charge and due date; those moved on are left out."""
    parts = Installment.__table__.alias("parts")
    several = (
        select(func.count())
        .select_from(parts)
        .where(parts.c.chapter_id == chapter_id, parts.c.charge_id == Charge.id)
        .scalar_subquery()
    )
    amount = (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.installment_id == Installment.id,
            JournalEntry.kind.in_((EntryKind.CHARGE, EntryKind.RESCHEDULE)),
        )
        .correlate(Installment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Charge.description, Installment.due_on, Installment.open_minor)
        .join(Charge, and_(Charge.chapter_id == chapter_id, Charge.id == Installment.charge_id))
        .where(
            Charge.chapter_id == chapter_id,
            Charge.member_id == member_id,
            Charge.reversed_at.is_(None),
            Installment.chapter_id == chapter_id,
            several > 1,
            amount != 0,
        )
        .order_by(Charge.id.desc(), Installment.due_on, Installment.id)
    )
    return [read_row(InstallmentLine, row) for row in rows]


def get_charge(*, chapter_id: int, charge_id: int) -> ChargeLine:
    """The chapter's charge of this id; raises NotFound."""
    row = db.session.execute(_charges(chapter_id).where(Charge.id == charge_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such charge in your chapter.")
    return read_row(ChargeLine, row)


def _charges(chapter_id: int) -> Select[Any]:
    of_charge = and_(Installment.chapter_id == chapter_id, Installment.charge_id == Charge.id)
    first_open = select(func.min(Installment.due_on)).where(of_charge, Installment.open_minor > 0)
    first = select(func.min(Installment.due_on)).where(of_charge)
    waived = (
        select(-func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.charge_id == Charge.id,
            JournalEntry.kind == EntryKind.WAIVER,
            Posting.account == Account.RECEIVABLE,
        )
    )
    return (
        select(
            Charge.id,
            Charge.member_id,
            Member.name.label("member_name"),
            Charge.kind,
            Charge.description,
            Charge.amount_minor,
            Charge.charged_on,
            func.coalesce(first_open.scalar_subquery(), first.scalar_subquery()).label("due_on"),
            select(func.coalesce(func.sum(Installment.open_minor), 0))
            .where(of_charge)
            .scalar_subquery()
            .label("open_minor"),
            waived.scalar_subquery().label("waived_minor"),
            Charge.reversed_at.is_not(None).label("is_reversed"),
        )
        .join(Member, and_(Member.chapter_id == Charge.chapter_id, Member.id == Charge.member_id))
        .where(Charge.chapter_id == chapter_id)
    )


def statement(*, chapter_id: int, member_id: int) -> list[StatementLine]:
    """The lines of a member's account in the order of their dates, each with the balance after it."""
    felt = (
        select(Posting.entry_id, func.sum(Posting.amount_minor).label("amount_minor"))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.member_id == member_id,
            Posting.account.in_(MEMBER_ACCOUNTS),
        )
        .group_by(Posting.entry_id)
        .having(func.sum(Posting.amount_minor) != 0)
        .subquery("felt")
    )
    rows = db.session.execute(
        select(
            JournalEntry.booked_on,
            JournalEntry.kind,
            Charge.description.label("charge"),
            Payment.reference.label("payment"),
            func.coalesce(Payment.method, CreditReturn.method).label("method"),
            Receipt.label.label("receipt"),
            JournalEntry.memo,
            CreditReturn.id.label("credit_return"),
            CreditReturn.reversed_at.is_not(None).label("credit_return_reversed"),
            felt.c.amount_minor,
        )
        .join(felt, felt.c.entry_id == JournalEntry.id)
        .outerjoin(Charge, points_at(JournalEntry.charge_id, Charge))
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .outerjoin(CreditReturn, points_at(JournalEntry.credit_return_id, CreditReturn))
        .outerjoin(Receipt, and_(Receipt.chapter_id == chapter_id, Receipt.payment_id == Payment.id))
        .where(JournalEntry.chapter_id == chapter_id)
        .order_by(JournalEntry.booked_on, JournalEntry.id)
    )
    return _running(rows)


def _running(rows: Iterable[Any]) -> list[StatementLine]:
    balance, lines = 0, []
    for row in rows:
        balance += int(row.amount_minor)
        lines.append(read_row(StatementLine, row, balance_minor=balance))
    return lines
