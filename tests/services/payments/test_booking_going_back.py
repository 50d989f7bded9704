"""How money enters the books and leaves them: dated where the chapter is, taken back in the reverse order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Installment, JournalEntry, Payment, Posting, Receipt
from sigma_finance.queries.locks import lock_member
from sigma_finance.services.payments import booking
from tests.books import Books, assert_books_hold, charge, member_of, open_books

#: Ten in the evening of New Year's Eve where the chapter is, and the next year already in UTC.
NEW_YEARS_EVE = datetime(2026, 1, 1, 3, tzinfo=UTC)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def paid(books: Books) -> Books:
    """By one card payment: a charge that is due soon, one that is due later, and 30 of credit."""
    charge(books, books.members[0], 5_000, due_in=10)
    charge(books, books.members[0], 7_000, due_in=40)
    book(books, 15_000)
    return books


@transactional
def book(books: Books, amount_minor: int) -> None:
    """Book what Stripe says it took from the first member."""
    payment = Payment(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        reference=new_reference(),
        method=Method.CARD,
        state=PaymentState.PENDING,
        amount_minor=amount_minor,
    )
    db.session.add(payment)
    member = lock_member(chapter_id=books.chapter_id, member_id=books.members[0])
    booking.book(
        payment, member=member, amount_minor=amount_minor, by=STRIPE, action=Action.PAYMENT_SUCCEEDED
    )


@transactional
def refund(books: Books, amount_minor: int) -> None:
    lock_member(chapter_id=books.chapter_id, member_id=books.members[0])
    payment = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)).one()
    booking.take_back(payment, amount_minor=amount_minor, kind=EntryKind.REFUND, by=STRIPE)


def accounts_of_refunds(books: Books) -> set[Account]:
    """What the entries of refunds move; credit that settles something again is an entry of its own."""
    found = select(Posting.account).join(JournalEntry, JournalEntry.id == Posting.entry_id)
    return set(
        db.session.scalars(
            found.where(Posting.chapter_id == books.chapter_id, JournalEntry.kind == EntryKind.REFUND)
        )
    )


def standing(books: Books) -> tuple[list[int], int]:
    """What is open of each installment by due date, and the credit."""
    credit = member_of(books.members[0]).credit_minor
    found = select(Installment.open_minor).where(Installment.chapter_id == books.chapter_id)
    return list(db.session.scalars(found.order_by(Installment.due_on))), credit


class TestMoneyOfNewYearsEve:
    @pytest.fixture(autouse=True)
    def late(self) -> Iterator[None]:
        with time_machine.travel(NEW_YEARS_EVE, tick=False):
            yield

    def test_was_received_on_the_day_where_the_chapter_is(self, books: Books) -> None:
        book(books, 5_000)
        assert db.session.scalars(select(Payment.received_on)).all() == [date(2025, 12, 31)]

    def test_has_a_receipt_of_the_year_where_the_chapter_is(self, books: Books) -> None:
        book(books, 5_000)
        [receipt] = db.session.scalars(select(Receipt)).all()
        assert (receipt.year, receipt.label) == (2025, "R-2025-0001")


class TestMoneyThatGoesBack:
    def test_takes_the_unused_credit_first(self, paid: Books) -> None:
        assert standing(paid) == ([0, 0], 3_000)
        refund(paid, 2_000)
        assert standing(paid) == ([0, 0], 1_000)
        assert accounts_of_refunds(paid) == {Account.MEMBER_CREDIT, Account.CASH_STRIPE}
        assert_books_hold(paid)

    def test_then_reopens_what_was_settled_last(self, paid: Books) -> None:
        refund(paid, 4_000)
        assert standing(paid) == ([0, 1_000], 0)
        refund(paid, 7_000)
        assert standing(paid) == ([1_000, 7_000], 0)
        assert_books_hold(paid)
