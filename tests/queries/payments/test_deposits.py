"""Money on hand, and the deposits by which it went to the bank."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry
from sigma_finance.queries.payments import deposits
from sigma_finance.services.payments import deposits as services
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def take(books: Books, *payment_ids: int) -> int:
    return services.deposit(
        chapter_id=books.chapter_id,
        payment_ids=payment_ids,
        deposited_on=today_in(ZONE),
        note="Friday",
        by=OPERATOR,
    )


class TestMoneyOnHand:
    def test_is_that_of_payments_which_went_nowhere_yet(self, books: Books) -> None:
        first, second, third = (pay(books, books.members[0], amount) for amount in (1000, 2000, 3000))
        take(books, first.payment_id)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=third.payment_id, reason="x", by=OPERATOR)
        (line,) = deposits.on_hand(chapter_id=books.chapter_id)
        assert (line.payment_id, line.reference, line.amount_minor) == (
            second.payment_id,
            second.reference,
            2000,
        )
        assert (line.member_name, line.receipt, line.taken_by) == (
            "Member 0",
            second.receipt_number,
            "Treasurer",
        )

    def test_is_asked_for_by_payment(self, books: Books) -> None:
        first, second = (pay(books, books.members[0], amount) for amount in (1000, 2000))
        chosen = deposits.on_hand(chapter_id=books.chapter_id, payment_ids=[second.payment_id])
        assert [one.payment_id for one in chosen] == [second.payment_id]
        assert deposits.on_hand(chapter_id=books.chapter_id, payment_ids=[]) == []
        other = open_books()
        assert deposits.on_hand(chapter_id=other.chapter_id) == []
        assert deposits.on_hand(chapter_id=other.chapter_id, payment_ids=[first.payment_id]) == []


class TestADeposit:
    def test_says_what_was_in_it(self, books: Books) -> None:
        paid = [pay(books, books.members[0], amount).payment_id for amount in (1000, 2000)]
        made = take(books, *paid)
        line = deposits.get_deposit(chapter_id=books.chapter_id, deposit_id=made)
        assert (line.amount_minor, line.payments, line.note, line.is_reversed) == (3000, 2, "Friday", False)
        inside = deposits.of_deposit(chapter_id=books.chapter_id, deposit_id=made)
        assert [(one.payment_id, one.amount_minor) for one in inside] == list(
            zip(paid, (1000, 2000), strict=True)
        )
        moved = deposits.moved(chapter_id=books.chapter_id, deposit_id=made)
        assert moved == dict(zip(paid, (1000, 2000), strict=True))
        entry_id = deposits.entry_id(chapter_id=books.chapter_id, deposit_id=made)
        assert db.session.get_one(JournalEntry, entry_id).kind is EntryKind.DEPOSIT

    def test_that_was_reversed_says_so(self, books: Books) -> None:
        made = take(books, pay(books, books.members[0], 1000).payment_id)
        services.reverse(chapter_id=books.chapter_id, deposit_id=made, reason="x", by=OPERATOR)
        assert deposits.get_deposit(chapter_id=books.chapter_id, deposit_id=made).is_reversed
        assert len(deposits.on_hand(chapter_id=books.chapter_id)) == 1

    def test_stands_after_newer_ones(self, books: Books) -> None:
        made = [take(books, pay(books, books.members[0], 1000).payment_id) for _ in range(2)]
        assert [one.id for one in deposits.deposits(chapter_id=books.chapter_id)] == made[::-1]
        assert [one.id for one in deposits.deposits(chapter_id=books.chapter_id, limit=1)] == made[1:]

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        made, other = take(books, pay(books, books.members[0], 1000).payment_id), open_books().chapter_id
        assert deposits.deposits(chapter_id=other) == []
        assert deposits.of_deposit(chapter_id=other, deposit_id=made) == []
        assert deposits.moved(chapter_id=other, deposit_id=made) == {}
        assert deposits.lock_deposit(chapter_id=other, deposit_id=made) is None
        with pytest.raises(NotFound):
            deposits.get_deposit(chapter_id=other, deposit_id=made)
        locked = deposits.lock_deposit(chapter_id=books.chapter_id, deposit_id=made)
        assert locked is not None
        assert locked.amount_minor == 1000
