"""The facts that the ledger decides by: what members have open, their credit, what a payment holds.

Read under the locks of the payment and its member. Amounts are in minor units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import (
    CASH_ACCOUNTS,
    EXCESS_ACCOUNTS,
    Account,
    ChargeKind,
    EntryKind,
    bank_account,
    cash_account,
)
from sigma_finance.domain.books.facts import CreditSource, InstallmentMovement, PaymentFacts
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, NamedInstallment, Payment, Posting


def open_installments(
    *, chapter_id: int, member_ids: Sequence[int], for_payment: int | None = None
) -> dict[int, list[OpenInstallment]]:
    """What each of these members has open, by due date, and whether the payment that is to settle it names it."""
    named = exists().where(
        NamedInstallment.chapter_id == chapter_id,
        NamedInstallment.payment_id == (for_payment or 0),
        NamedInstallment.installment_id == Installment.id,
    )
    rows = db.session.execute(
        select(
            Installment.member_id,
            Installment.id,
            Installment.due_on,
            Charge.kind,
            Installment.open_minor,
            named.label("named"),
        )
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Installment.chapter_id == chapter_id,
            Installment.member_id.in_(member_ids),
            Installment.open_minor > 0,
        )
        .order_by(Installment.due_on, Installment.id)
    )
    found: dict[int, list[OpenInstallment]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(
            OpenInstallment(row.id, row.due_on, ChargeKind(row.kind), row.open_minor, row.named)
        )
    return found


def credit(*, chapter_id: int, member_ids: Sequence[int]) -> dict[int, list[CreditSource]]:
    """The unused credit of each of these members by the payment it came from, oldest first."""
    left = func.sum(Posting.amount_minor)
    rows = db.session.execute(
        select(Posting.member_id, Posting.payment_id, (-left).label("left"))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.member_id.in_(member_ids),
            Posting.account == Account.MEMBER_CREDIT,
        )
        .group_by(Posting.member_id, Posting.payment_id)
        .having(left < 0)
        .order_by(func.min(Posting.id))
    )
    found: dict[int, list[CreditSource]] = defaultdict(list)
    for row in rows:
        found[row.member_id or 0].append(CreditSource(row.payment_id, int(row.left)))
    return found


def payment_facts(payment: Payment) -> PaymentFacts:
    """A payment and everything that the books hold of it, by one statement."""
    total, last = func.sum(Posting.amount_minor), func.max(Posting.id)
    rows = db.session.execute(
        select(Posting.account, Posting.installment_id, total.label("minor"))
        .where(Posting.chapter_id == payment.chapter_id, Posting.payment_id == payment.id)
        .group_by(Posting.account, Posting.installment_id)
        .having(total != 0)
        .order_by(last.desc())
    ).all()
    sums = {Account(row.account): int(row.minor) for row in rows if row.installment_id is None}
    return fresh_facts(
        payment,
        fee_minor=-sums.get(Account.INCOME_CARD_FEES, 0),
        credit_minor=-sums.get(Account.MEMBER_CREDIT, 0),
        settled=[
            (row.installment_id, -int(row.minor)) for row in rows if row.installment_id and row.minor < 0
        ],
        cash={account: minor for account, minor in sums.items() if account in CASH_ACCOUNTS},
        excess={account: minor for account, minor in sums.items() if account in EXCESS_ACCOUNTS},
    )


def excess(*, chapter_id: int, payment_ids: Sequence[int]) -> dict[int, int]:
    """What stands on *disputed in excess* of each of these payments, by id."""
    rows = db.session.execute(
        select(Posting.payment_id, func.sum(Posting.amount_minor))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id.in_(payment_ids),
            Posting.account == Account.DISPUTED_IN_EXCESS,
        )
        .group_by(Posting.payment_id)
    )
    return {payment_id or 0: int(minor) for payment_id, minor in rows}


def fresh_facts(payment: Payment, **held: Any) -> PaymentFacts:
    """A payment of which the books hold nothing so far, or what is ``held``."""
    return PaymentFacts(
        payment_id=payment.id,
        member_id=payment.member_id,
        first_account=bank_account(payment.kept_on) if payment.kept_on else cash_account(payment.method),
        is_donation=payment.donor_name is not None,
        covers_fee_minor=payment.fee_minor,
        **held,
    )


def movements_of_charge(*, chapter_id: int, charge_id: int) -> list[InstallmentMovement]:
    """A charge's receivable postings summed by installment, kind of entry and payment."""
    total = func.sum(Posting.amount_minor)
    rows = db.session.execute(
        select(Posting.installment_id, JournalEntry.kind, Posting.payment_id, total.label("minor"))
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
    return [
        InstallmentMovement(row.installment_id or 0, EntryKind(row.kind), row.payment_id, int(row.minor))
        for row in rows
    ]


def account_sums(*, chapter_id: int) -> dict[Account, int]:
    """What has been posted to each account of the books."""
    rows = db.session.execute(
        select(Posting.account, func.sum(Posting.amount_minor).label("minor"))
        .where(Posting.chapter_id == chapter_id)
        .group_by(Posting.account)
    )
    return {Account(row.account): int(row.minor) for row in rows}
