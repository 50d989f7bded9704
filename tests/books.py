"""What tests of money share: people who owe, and the books recomputed from their postings."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import (
    CASH_ACCOUNTS,
    EXCESS_ACCOUNTS,
    HELD_ACCOUNTS,
    Account,
    ChargeKind,
)
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    Installment,
    JournalEntry,
    Member,
    Payment,
    Posting,
    Receipt,
)
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import recording
from sigma_finance.services.payments.booking import BookingResult

ZONE = "America/New_York"


@dataclass(frozen=True)
class Books:
    """A chapter of a test, with the ids of its members."""

    chapter_id: int
    slug: str
    members: list[int]


def open_books(*, members: int = 2, currency: str = "USD") -> Books:
    """A fresh chapter with so many members."""
    slug = f"t-{secrets.token_hex(6)}"
    chapter = Chapter(slug=slug, name="Test Chapter", currency=currency, timezone=ZONE, dues_minor=20000)
    db.session.add(chapter)
    db.session.flush()
    people = [
        Member(chapter_id=chapter.id, name=f"Member {number}", email=f"member{number}.{slug}@example.org")
        for number in range(members)
    ]
    db.session.add_all(people)
    db.session.commit()
    return Books(chapter.id, slug, [person.id for person in people])


def charge(books: Books, member_id: int, amount_minor: int = 20000, *, due_in: int = 30) -> int:
    """Charge a member; returns the charge's id."""
    due_on = today_in(ZONE) + timedelta(days=due_in)
    request = charges.NewCharge(member_id, ChargeKind.DUES, "Dues", amount_minor, due_on)
    return charges.charge(chapter_id=books.chapter_id, request=request, by=OPERATOR)


def manual(books: Books, member_id: int, amount_minor: int, *, form_key: str | None = None) -> ManualPayment:
    """What a treasurer enters for cash received today."""
    return ManualPayment(
        chapter_id=books.chapter_id,
        member_id=member_id,
        amount_minor=amount_minor,
        method=Method.CASH,
        received_on=today_in(ZONE),
        note="",
        taken_by="Treasurer",
        form_key=form_key or secrets.token_hex(8),
    )


def pay(books: Books, member_id: int, amount_minor: int) -> BookingResult:
    """Record cash from a member."""
    return recording.record(request=manual(books, member_id, amount_minor), by=OPERATOR)


def member_of(member_id: int) -> Member:
    """The member as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Member, member_id)


def assert_books_hold(books: Books) -> None:
    """Recompute every balance from the postings, one by one, and compare."""
    db.session.rollback()
    lines = list(db.session.scalars(select(Posting).where(Posting.chapter_id == books.chapter_id)))
    entries = _sums(lines, lambda line: line.entry_id)
    known = set(
        db.session.scalars(select(JournalEntry.id).where(JournalEntry.chapter_id == books.chapter_id))
    )
    assert set(entries) == known
    assert set(entries.values()) <= {0}
    by_member = {account: _sums(_on(lines, account), lambda line: line.member_id or 0) for account in Account}
    for member in db.session.scalars(select(Member).where(Member.chapter_id == books.chapter_id)):
        _assert_member_holds(member, {account: sums[member.id] for account, sums in by_member.items()})
    open_minor = _sums(_on(lines, Account.RECEIVABLE), lambda line: line.installment_id or 0)
    for part in db.session.scalars(select(Installment).where(Installment.chapter_id == books.chapter_id)):
        assert part.open_minor == open_minor[part.id] >= 0
    _assert_receipts_run(books)


def _on(lines: list[Posting], account: Account) -> list[Posting]:
    return [line for line in lines if line.account is account]


def _sums(lines: list[Posting], key: Callable[[Posting], int]) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for line in lines:
        sums[key(line)] += line.amount_minor
    return sums


def _assert_member_holds(member: Member, sums: dict[Account, int]) -> None:
    balance, credit = sums[Account.RECEIVABLE], -sums[Account.MEMBER_CREDIT]
    taken = (*CASH_ACCOUNTS, *EXCESS_ACCOUNTS, Account.UNASSIGNED, Account.INCOME_CARD_FEES)
    paid = sum(sums[account] for account in taken)
    earning = {*(kind.income for kind in ChargeKind), *HELD_ACCOUNTS}
    charged = -sum(sums[account] for account in earning)
    assert (member.balance_minor, member.credit_minor) == (balance, credit)
    assert charged - sums[Account.WAIVERS] - paid == balance - credit
    assert not (balance and credit), "credit applies itself"


def _assert_receipts_run(books: Books) -> None:
    rows = db.session.execute(
        select(Receipt.year, Receipt.number)
        .where(Receipt.chapter_id == books.chapter_id)
        .order_by(Receipt.id)
    ).all()
    by_year: dict[int, list[int]] = defaultdict(list)
    for year, number in rows:
        by_year[year].append(number)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_year.values())


def payment_of(reference: str) -> Payment:
    """The payment of this reference as the database has it now."""
    db.session.rollback()
    return db.session.scalars(select(Payment).where(Payment.reference == reference)).one()


def first_of_next_year() -> date:
    """New Year's Day of the year after this."""
    return date(today_in(ZONE).year + 1, 1, 1)


def lies(books: Books) -> tuple[int, int]:
    """What lies on hand and at the bank, in minor units."""
    return _total(books, Account.CASH_ON_HAND), _total(books, Account.CASH_BANK)


def _total(books: Books, account: Account) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == account
    )
    return int(db.session.scalar(chosen) or 0)


def set_policy(books: Books, policy: Policy) -> None:
    """Give the chapter this policy."""
    db.session.get_one(Chapter, books.chapter_id).policy = policy.kept()
    db.session.commit()
