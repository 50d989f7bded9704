"""The entry and the audit line of money that the chapter itself moves."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Deposit, JournalEntry
from sigma_finance.services.payments import cash_moves, credit_returns, deposits
from tests.books import ZONE, Books, assert_books_hold, open_books, pay


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_books()


def deposited(books: Books, today: date) -> int:
    paid = pay(books, books.members[0], 5000).payment_id
    return deposits.deposit(
        chapter_id=books.chapter_id, payment_ids=[paid], deposited_on=today, note="Slip 7", by=OPERATOR
    )


def returned(books: Books, today: date) -> int:
    pay(books, books.members[0], 5000)
    request = NewCreditReturn(
        books.chapter_id, books.members[0], 5000, Method.CASH, today, "By hand", "a-form-of-its-own"
    )
    return credit_returns.return_credit(request=request, by=OPERATOR)


def entries_of(**made: int) -> list[tuple[str, date]]:
    found = select(JournalEntry).filter_by(**made).order_by(JournalEntry.id)
    return [(entry.memo, entry.booked_on) for entry in db.session.scalars(found)]


def details_of(action: Action) -> tuple[str | None, int | None, dict[str, object]]:
    line = db.session.scalars(select(AuditEvent).filter_by(action=action.value)).one()
    return line.subject_type, line.subject_id, dict(line.details)


class TestAMove:
    def test_to_the_bank_names_its_deposit_and_how_many_payments(self, books: Books) -> None:
        today = today_in(ZONE)
        made = deposited(books, today)
        assert entries_of(deposit_id=made) == [("Slip 7", today)]
        assert details_of(Action.DEPOSIT_MADE) == ("deposits", made, {"amount_minor": 5000, "payments": 1})
        deposits.reverse(
            chapter_id=books.chapter_id, deposit_id=made, reason="The bank was shut", by=OPERATOR
        )
        assert entries_of(deposit_id=made)[1:] == [("The bank was shut", today)]
        assert_books_hold(books)

    def test_back_to_a_member_names_its_credit_return_and_the_member(self, books: Books) -> None:
        today = today_in(ZONE)
        made = returned(books, today)
        assert entries_of(credit_return_id=made) == [("By hand", today)]
        kept = {"amount_minor": 5000, "member_id": books.members[0]}
        assert details_of(Action.CREDIT_PAID_BACK) == ("payouts", made, kept)
        assert_books_hold(books)

    def test_is_noted_with_the_keys_of_its_action_alone(self, books: Books) -> None:
        made = deposited(books, today_in(ZONE))
        move = db.session.get_one(Deposit, made)
        with pytest.raises(ValueError, match=r"deposit\.made takes"):
            cash_moves.note(Action.DEPOSIT_MADE, move, OPERATOR, member_id=1)
