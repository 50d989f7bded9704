"""What a refund forgives, and what is owed anew where it fails."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.domain.payments.requests import DonationEntry, Gift
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Payment
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.payments import donations, forgiving
from tests.books import (
    ZONE,
    Books,
    assert_books_hold,
    charge,
    first_of_next_year,
    member_of,
    open_books,
    pay,
    payment_of,
)
from tests.services.payments.in_excess import on
from tests.services.payments.refunding import not_there, refund


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def paid(books: Books, *amounts: int) -> Payment:
    """One payment in cash of charges of these amounts."""
    for amount in amounts:
        charge(books, books.members[0], amount)
    return payment_of(pay(books, books.members[0], sum(amounts)).reference)


def stands(books: Books) -> tuple[int, int]:
    member = member_of(books.members[0])
    return member.balance_minor, member.credit_minor


def would(payment: Payment, amount_minor: int, owed: StillOwed) -> int:
    return forgiving.would_forgive(payment_of(payment.reference), amount_minor=amount_minor, owed=owed)


class TestHowMuch:
    def test_is_what_the_refund_opens(self, books: Books) -> None:
        payment = paid(books, 5000, 3000)
        pay(books, books.members[0], 1000)
        assert [would(payment, 4000, owed) for owed in StillOwed] == [0, 4000, 8000]
        assert would(payment, 3000, StillOwed.REVERSED) == 3000

    def test_leaves_credit_out(self, books: Books) -> None:
        payment = payment_of(pay(books, books.members[0], 2000).reference)
        assert [would(payment, 2000, owed) for owed in StillOwed] == [0, 0, 0]

    def test_is_nothing_of_a_donation(self, books: Books) -> None:
        made = donations.record(
            chapter_id=books.chapter_id,
            gift=Gift(2500, "Grace Hopper", ""),
            received=DonationEntry(Method.CHECK, today_in(ZONE), "k" * 20),
            by=OPERATOR,
        )
        gift = payment_of(made.reference)
        assert would(gift, 2500, StillOwed.WAIVED) == 0
        refund(gift, 2500, owed=StillOwed.WAIVED, method=Method.CASH)
        assert on(books, Account.INCOME_DONATIONS) == 0


class TestSeveralCharges:
    @pytest.mark.parametrize("owed", list(StillOwed))
    def test_are_forgiven_and_owed_again_each(self, books: Books, owed: StillOwed) -> None:
        payment = paid(books, 5000, 3000)
        refund(payment, 6000, owed=owed, method=Method.CASH)
        left = {StillOwed.YES: (6000, 0), StillOwed.WAIVED: (0, 0), StillOwed.REVERSED: (0, 2000)}
        assert stands(books) == left[owed]
        assert_books_hold(books)
        not_there(payment)
        assert (stands(books), on(books, Account.WAIVERS)) == ((0, 0), 0)
        assert_books_hold(books)

    def test_stay_with_what_had_been_waived_of_them(self, books: Books) -> None:
        made = charge(books, books.members[0], 5000)
        charges.waive(
            chapter_id=books.chapter_id, charge_id=made, amount_minor=1000, reason="Hardship", by=OPERATOR
        )
        payment = payment_of(pay(books, books.members[0], 4000).reference)
        refund(payment, 4000, owed=StillOwed.REVERSED, method=Method.CASH)
        assert (stands(books), on(books, Account.WAIVERS)) == ((0, 0), 0)
        not_there(payment)
        assert (stands(books), on(books, Account.WAIVERS)) == ((0, 0), 1000)
        charges.reverse(chapter_id=books.chapter_id, charge_id=made, reason="Wrong", by=OPERATOR)
        assert (stands(books), on(books, Account.WAIVERS)) == ((0, 4000), 0)
        assert_books_hold(books)


class TestAChargeThatWasMadeAnew:
    def test_is_not_made_twice(self, books: Books) -> None:
        period = periods.create_period(
            chapter_id=books.chapter_id,
            name="2026-27",
            terms=PeriodTerms(5000, first_of_next_year()),
            by=OPERATOR,
        )
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
        payment = payment_of(pay(books, books.members[0], 5000).reference)
        refund(payment, 5000, owed=StillOwed.REVERSED, method=Method.CASH)
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
        not_there(payment)
        assert stands(books) == (0, 0)
        db.session.rollback()
        standing = select(Charge.id).where(
            Charge.chapter_id == books.chapter_id,
            Charge.member_id == books.members[0],
            Charge.reversed_at.is_(None),
        )
        assert len(db.session.scalars(standing).all()) == 1
        assert_books_hold(books)
