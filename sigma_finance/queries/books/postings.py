"""What the ledger reads: rows under lock, and sums of postings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, ChargeKind, EntryKind
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, Posting


def open_installments(*, chapter_id: int, member_id: int) -> list[OpenInstallment]:
    """What a member has open, by due date."""
    rows = db.session.execute(
        select(Installment.id, Installment.due_on, Charge.kind, Installment.open_minor)
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Installment.chapter_id == chapter_id,
            Installment.member_id == member_id,
            Installment.open_minor > 0,
        )
        .order_by(Installment.due_on, Installment.id)
    )
    return [
        OpenInstallment(id=r.id, due_on=r.due_on, kind=ChargeKind(r.kind), open_minor=r.open_minor)
        for r in rows
    ]


def get_installments(*, chapter_id: int, installment_ids: Sequence[int]) -> list[Installment]:
    """These installments, fresh from the database."""
    return list(
        db.session.scalars(
            select(Installment)
            .where(Installment.chapter_id == chapter_id, Installment.id.in_(installment_ids))
            .order_by(Installment.id)
            .execution_options(populate_existing=True)
        )
    )


def credit_by_payment(*, chapter_id: int, member_id: int) -> list[tuple[int | None, int]]:
    """A member's unused credit by the payment it came from, oldest first, in minor units."""
    rows = db.session.execute(
        select(Posting.payment_id, -func.sum(Posting.amount_minor))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.member_id == member_id,
            Posting.account == Account.MEMBER_CREDIT,
        )
        .group_by(Posting.payment_id)
        .having(func.sum(Posting.amount_minor) < 0)
        .order_by(func.min(Posting.id))
    )
    return [(payment_id, int(amount)) for payment_id, amount in rows]


@dataclass(frozen=True)
class SettledInstallment:
    """What a payment has settled of an installment, in minor units."""

    installment_id: int
    amount_minor: int


def settled_by_payment(*, chapter_id: int, payment_id: int) -> list[SettledInstallment]:
    """What a payment settles now, last settled first."""
    rows = db.session.execute(
        select(Posting.installment_id, -func.sum(Posting.amount_minor))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account == Account.RECEIVABLE,
        )
        .group_by(Posting.installment_id)
        .having(func.sum(Posting.amount_minor) < 0)
        .order_by(func.max(Posting.id).desc())
    )
    return [SettledInstallment(int(installment_id or 0), int(amount)) for installment_id, amount in rows]


def credit_of_payment(*, chapter_id: int, payment_id: int) -> int:
    """What is left unused of a payment as member credit, in minor units."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account == Account.MEMBER_CREDIT,
        )
    )
    return -int(total or 0)


def cash_of_payment(*, chapter_id: int, payment_id: int) -> int:
    """What of a payment's money the chapter still has, in minor units: received less refunds, disputes and reversals.

    Fees are not part of it: their postings name no payment.
    """
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account.in_(CASH_ACCOUNTS),
        )
    )
    return int(total or 0)


def fee_of_payment(*, chapter_id: int, payment_id: int) -> int:
    """What of a payment is booked as a covered card fee, in minor units."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account == Account.INCOME_CARD_FEES,
        )
    )
    return -int(total or 0)


def cash_by_account(*, chapter_id: int, payment_id: int) -> dict[Account, int]:
    """Where a payment's money lies, in minor units; accounts that hold none of it are left out."""
    total = func.sum(Posting.amount_minor)
    rows = db.session.execute(
        select(Posting.account, total)
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account.in_(CASH_ACCOUNTS),
        )
        .group_by(Posting.account)
        .having(total > 0)
        .order_by(Posting.account)
    )
    return {Account(account): int(minor) for account, minor in rows}


def was_paid_back(*, chapter_id: int, payment_id: int) -> bool:
    """Whether credit that came from a payment has been paid back to its member, and still is."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account == Account.MEMBER_CREDIT,
            JournalEntry.credit_return_id.is_not(None),
        )
    )
    return bool(total)


def booked_on_account(
    *, chapter_id: int, payment_id: int, account: Account, dispute_id: int | None = None
) -> int:
    """What a payment's entries (or those of one dispute of it) have posted to an account, in minor units."""
    criteria = [JournalEntry.chapter_id == chapter_id, JournalEntry.payment_id == payment_id]
    if dispute_id is not None:
        criteria.append(JournalEntry.dispute_id == dispute_id)
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(Posting.account == account, *criteria)
    )
    return int(total or 0)


def cash_of_dispute(*, chapter_id: int, dispute_id: int) -> int:
    """What a dispute has moved of its payment's cash so far, fees aside; negative when money went out."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.dispute_id == dispute_id,
            Posting.payment_id.is_not(None),
            Posting.account == Account.CASH_STRIPE,
        )
    )
    return int(total or 0)


def receivable_of_charge(*, chapter_id: int, charge_id: int) -> list[tuple[int, EntryKind, int | None, int]]:
    """A charge's receivable postings summed by installment, kind of entry and payment, in minor units."""
    rows = db.session.execute(
        select(Posting.installment_id, JournalEntry.kind, Posting.payment_id, func.sum(Posting.amount_minor))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .join(Installment, points_at(Posting.installment_id, Installment))
        .where(
            Posting.chapter_id == chapter_id,
            Installment.charge_id == charge_id,
            Posting.account == Account.RECEIVABLE,
        )
        .group_by(Posting.installment_id, JournalEntry.kind, Posting.payment_id)
        .order_by(Posting.installment_id)
    )
    return [(int(i or 0), EntryKind(kind), payment_id, int(amount)) for i, kind, payment_id, amount in rows]


def entries_of_payment(*, chapter_id: int, payment_id: int, kind: EntryKind) -> list[JournalEntry]:
    """A payment's entries of one kind, oldest first."""
    return list(
        db.session.scalars(
            select(JournalEntry)
            .where(
                JournalEntry.chapter_id == chapter_id,
                JournalEntry.payment_id == payment_id,
                JournalEntry.kind == kind,
            )
            .order_by(JournalEntry.id)
        )
    )
