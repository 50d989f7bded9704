"""Money on hand, and the deposits by which it went to the bank. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import BANK_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import Deposit, JournalEntry, Member, Payment, Posting, Receipt


@dataclass(frozen=True)
class CashOnHandLine:
    """A payment, and what of its money lies on hand."""

    payment_id: int
    reference: str
    member_id: int | None
    member_name: str | None
    method: Method
    received_on: date
    receipt: str | None
    taken_by: str
    amount_minor: int


@dataclass(frozen=True)
class DepositLine:
    """A deposit as pages show it."""

    id: int
    deposited_on: date
    amount_minor: int
    payments: int
    note: str
    made_by: str | None
    is_reversed: bool


def on_hand(*, chapter_id: int, payment_ids: Collection[int] | None = None) -> list[CashOnHandLine]:
    """The payments whose money is on hand, oldest first; of these ids alone where they are given."""
    lying = _lying(chapter_id, Account.CASH_ON_HAND)
    if payment_ids is not None:
        lying = lying.where(Posting.payment_id.in_(payment_ids))
    return _payments(chapter_id, lying.having(func.sum(Posting.amount_minor) > 0))


def of_deposit(*, chapter_id: int, deposit_id: int) -> list[CashOnHandLine]:
    """The payments in a deposit, each with what of it was in there."""
    return _payments(chapter_id, _moved(chapter_id, deposit_id))


def deposits(*, chapter_id: int, limit: int = 200) -> list[DepositLine]:
    """The chapter's latest deposits, the newest first."""
    statement = _deposits(chapter_id).order_by(Deposit.deposited_on.desc(), Deposit.id.desc()).limit(limit)
    return [read_row(DepositLine, row) for row in db.session.execute(statement)]


def get_deposit(*, chapter_id: int, deposit_id: int) -> DepositLine:
    """The chapter's deposit of this id; raises NotFound."""
    row = db.session.execute(_deposits(chapter_id).where(Deposit.id == deposit_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such deposit in your chapter.")
    return read_row(DepositLine, row)


def lock_deposit(*, chapter_id: int, deposit_id: int) -> Deposit | None:
    """The deposit, locked."""
    return db.session.scalar(
        select(Deposit)
        .where(Deposit.chapter_id == chapter_id, Deposit.id == deposit_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def moved(*, chapter_id: int, deposit_id: int) -> dict[int, int]:
    """What a deposit took to the bank, by payment."""
    rows = db.session.execute(_moved(chapter_id, deposit_id))
    return {int(payment_id or 0): int(minor) for payment_id, minor in rows}


def account(*, chapter_id: int, deposit_id: int) -> Account:
    """The account at the bank that a deposit was taken to."""
    return db.session.execute(
        select(Posting.account)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.deposit_id == deposit_id,
            JournalEntry.kind == EntryKind.DEPOSIT,
            Posting.account.in_(BANK_ACCOUNTS),
        )
        .distinct()
    ).scalar_one()


def at_bank(*, chapter_id: int, account: Account, payment_ids: Collection[int]) -> dict[int, int]:
    """What of each of these payments lies on an account at the bank."""
    rows = db.session.execute(_lying(chapter_id, account).where(Posting.payment_id.in_(payment_ids)))
    return {row.payment_id or 0: int(row.minor) for row in rows}


def entry_id(*, chapter_id: int, deposit_id: int) -> int:
    """The entry that booked a deposit."""
    return db.session.execute(
        select(JournalEntry.id).where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.deposit_id == deposit_id,
            JournalEntry.kind == EntryKind.DEPOSIT,
        )
    ).scalar_one()


def _lying(chapter_id: int, *accounts: Account) -> Select[int | None, int]:
    return (
        select(Posting.payment_id, func.sum(Posting.amount_minor).label("minor"))
        .where(
            Posting.chapter_id == chapter_id, Posting.account.in_(accounts), Posting.payment_id.is_not(None)
        )
        .group_by(Posting.payment_id)
    )


def _moved(chapter_id: int, deposit_id: int) -> Select[int | None, int]:
    return (
        _lying(chapter_id, *BANK_ACCOUNTS)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(JournalEntry.deposit_id == deposit_id, JournalEntry.kind == EntryKind.DEPOSIT)
    )


def _payments(chapter_id: int, lying: Select[int | None, int]) -> list[CashOnHandLine]:
    money = lying.subquery("money")
    rows = db.session.execute(
        select(
            Payment.id.label("payment_id"),
            Payment.reference,
            Payment.member_id,
            Member.name.label("member_name"),
            Payment.method,
            Payment.received_on,
            Receipt.label.label("receipt"),
            Payment.taken_by,
            cast(money.c.minor, BigInteger).label("amount_minor"),
        )
        .join(money, money.c.payment_id == Payment.id)
        .outerjoin(Member, and_(Member.chapter_id == Payment.chapter_id, Member.id == Payment.member_id))
        .outerjoin(Receipt, and_(Receipt.chapter_id == Payment.chapter_id, Receipt.payment_id == Payment.id))
        .where(Payment.chapter_id == chapter_id)
        .order_by(Payment.received_on, Payment.id)
    )
    return [_on_hand(row) for row in rows]


def _on_hand(row: Any) -> CashOnHandLine:
    return read_row(CashOnHandLine, row)


def _deposits(chapter_id: int) -> Select[int, date, int, int, str, str, bool]:
    return (
        select(
            Deposit.id,
            Deposit.deposited_on,
            Deposit.amount_minor,
            Deposit.payments,
            Deposit.note,
            Member.name.label("made_by"),
            Deposit.reversed_at.is_not(None).label("is_reversed"),
        )
        .outerjoin(
            Member, and_(Member.chapter_id == Deposit.chapter_id, Member.id == Deposit.made_by_member_id)
        )
        .where(Deposit.chapter_id == chapter_id)
    )
