"""What people enter about spending. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.spending import SpendingKind, SpendMethod


@dataclass(frozen=True)
class PaidBy:
    """How, when and from where something was paid; ``trace`` is a check's number or a reference."""

    method: SpendMethod
    place: Account
    on: date
    trace: str = ""


@dataclass(frozen=True)
class NewSpending:
    """An expense or other income with how it was paid, or a bill with the day by which it is to be."""

    chapter_id: int
    kind: SpendingKind
    category: Account
    payee: str
    amount_minor: int
    spent_on: date
    what: str
    form_key: str
    paid: PaidBy | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class NewReimbursement:
    """What a member paid for the chapter and asks to have back, and how they want to be paid."""

    chapter_id: int
    member_id: int
    amount_minor: int
    spent_on: date
    payee: str
    what: str
    pay_to: str
    form_key: str


@dataclass(frozen=True)
class NewTransfer:
    """Money that went from one own account to another."""

    chapter_id: int
    out_of: Account
    into: Account
    amount_minor: int
    moved_on: date
    note: str
    form_key: str


@dataclass(frozen=True)
class NewCount:
    """What cash was counted to be, on which day."""

    chapter_id: int
    place: Account
    counted_minor: int
    counted_on: date
    note: str
    form_key: str
