"""Taking cash to the bank, and paying credit back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import CreditReturn, Deposit, OutboxMessage, Posting
from sigma_finance.queries.payments import deposits as queries
from sigma_finance.services.payments import credit_payouts, deposits, recording, reversing
from sigma_finance.services.payments.credit_payouts import NewCreditReturn
from tests.books import ZONE, Books, assert_books_hold, charge, manual, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def lies(books: Books) -> tuple[int, int]:
    """What lies on hand and at the bank, in minor units."""
    return _on(books, Account.CASH_ON_HAND), _on(books, Account.CASH_BANK)


def _on(books: Books, account: Account) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == account
    )
    return int(db.session.scalar(chosen) or 0)


def take(books: Books, *payment_ids: int, after: int = 0) -> int:
    day = today_in(ZONE) + timedelta(days=after)
    made = deposits.deposit(
        chapter_id=books.chapter_id, payment_ids=payment_ids, deposited_on=day, note="Slip 7", by=OPERATOR
    )
    assert_books_hold(books)
    return made


class TestADeposit:
    def test_moves_what_is_on_hand_to_the_bank_and_lists_what_is_in_it(self, books: Books) -> None:
        first, second = (pay(books, member, 5000).payment_id for member in books.members)
        deposit_id = take(books, first)
        assert lies(books) == (5000, 5000)
        inside = queries.of_deposit(chapter_id=books.chapter_id, deposit_id=deposit_id)
        assert [(one.payment_id, one.amount_minor) for one in inside] == [(first, 5000)]
        assert [one.payment_id for one in queries.on_hand(chapter_id=books.chapter_id)] == [second]

    def test_changes_nothing_that_a_member_owes(self, books: Books) -> None:
        charge(books, books.members[0], 20000)
        paid = pay(books, books.members[0], 5000)
        take(books, paid.payment_id)
        assert member_of(books.members[0]).balance_minor == 15000

    def test_takes_what_came_on_hand_alone(self, books: Books) -> None:
        request = replace(manual(books, books.members[0], 5000), method=Method.ZELLE)
        by_zelle = recording.record(request=request, by=OPERATOR)
        assert lies(books) == (0, 5000)
        with pytest.raises(Conflict):
            take(books, by_zelle.payment_id)

    def test_takes_nothing_twice(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        take(books, paid)
        with pytest.raises(Conflict):
            take(books, paid)
        assert lies(books) == (0, 5000)

    def test_asks_for_a_payment_and_a_day_that_has_come(self, books: Books) -> None:
        with pytest.raises(Invalid):
            take(books)
        paid = pay(books, books.members[0], 5000).payment_id
        with pytest.raises(Invalid):
            take(books, paid, after=1)
        assert db.session.scalars(select(Deposit)).all() == []

    def test_of_another_chapters_money_is_none(self, books: Books) -> None:
        theirs = open_books()
        paid = pay(theirs, theirs.members[0], 5000).payment_id
        with pytest.raises(Conflict):
            take(books, paid)

    def test_that_was_not_made_is_taken_back(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        deposit_id = take(books, paid)
        deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="Forgot it", by=OPERATOR)
        assert lies(books) == (5000, 0)
        with pytest.raises(Conflict):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="Twice", by=OPERATOR)
        take(books, paid)
        assert lies(books) == (0, 5000)

    def test_stands_once_a_check_in_it_has_bounced(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        deposit_id = take(books, paid)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid, reason="Bounced", by=OPERATOR)
        assert lies(books) == (0, 0)
        assert_books_hold(books)
        with pytest.raises(Conflict):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="No", by=OPERATOR)

    def test_that_is_not_there_is_not_found(self, books: Books) -> None:
        with pytest.raises(NotFound):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=999999, reason="No", by=OPERATOR)


def give_back(books: Books, amount_minor: int, *, key: str = "k" * 16, method: Method = Method.CASH) -> int:
    made = credit_payouts.pay_back(
        request=NewCreditReturn(
            books.chapter_id, books.members[0], amount_minor, method, today_in(ZONE), "Left", key
        ),
        by=OPERATOR,
    )
    assert_books_hold(books)
    return made


class TestPayingCreditBack:
    def test_takes_it_out_of_the_cash_and_tells_the_member(self, books: Books) -> None:
        pay(books, books.members[0], 5000)
        give_back(books, 2000)
        assert member_of(books.members[0]).credit_minor == 3000
        assert lies(books) == (3000, 0)
        kinds = db.session.scalars(
            select(OutboxMessage.kind).where(OutboxMessage.chapter_id == books.chapter_id)
        )
        assert "credit_paid_back" in set(kinds)

    def test_uses_the_oldest_payments_up_first_and_comes_from_the_bank_unless_it_is_cash(
        self, books: Books
    ) -> None:
        for _ in range(2):
            pay(books, books.members[0], 1000)
        give_back(books, 1500, method=Method.CHECK)
        give_back(books, 500, key="l" * 16, method=Method.BANK_TRANSFER)
        assert member_of(books.members[0]).credit_minor == 0
        assert lies(books) == (2000, -2000)

    def test_gives_no_more_than_there_is(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        for minor in (1001, 0, -5):
            with pytest.raises(Invalid, match=r"\$10.00 in credit"):
                give_back(books, minor)

    def test_of_stripes_money_is_a_refund(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        with pytest.raises(Invalid):
            give_back(books, 500, method=Method.CARD)

    def test_happens_once_for_a_form_and_never_with_other_contents(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        assert give_back(books, 400) == give_back(books, 400)
        with pytest.raises(Conflict):
            give_back(books, 500)
        assert len(db.session.scalars(select(CreditReturn)).all()) == 1

    def test_that_did_not_happen_is_taken_back(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        payout_id = give_back(books, 400)
        credit_payouts.reverse(chapter_id=books.chapter_id, payout_id=payout_id, reason="Wrong", by=OPERATOR)
        assert member_of(books.members[0]).credit_minor == 1000
        assert lies(books) == (1000, 0)
        assert_books_hold(books)
        with pytest.raises(Conflict):
            credit_payouts.reverse(
                chapter_id=books.chapter_id, payout_id=payout_id, reason="Twice", by=OPERATOR
            )

    def test_settles_what_is_owed_by_then_when_it_is_taken_back(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        payout_id = give_back(books, 1000)
        charge(books, books.members[0], 700)
        credit_payouts.reverse(chapter_id=books.chapter_id, payout_id=payout_id, reason="Wrong", by=OPERATOR)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 300)
        assert_books_hold(books)
