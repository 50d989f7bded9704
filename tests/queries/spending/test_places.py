"""Where the chapter's money lies."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.queries.spending import places
from tests.people import open_chapter
from tests.spending import move, spending_chapter


class TestPlaces:
    def test_say_what_the_books_have_in_each(self, any_app: Flask) -> None:
        people, other = spending_chapter(), open_chapter("kr", "Kappa Rho")
        move(people, Account.CASH_ON_HAND, Account.PETTY_CASH, 700)
        found = {one.account: one.balance_minor for one in places.places(chapter_id=people.chapter_id)}
        assert found == {Account.CASH_BANK: 0, Account.CASH_ON_HAND: 49300, Account.PETTY_CASH: 700}
        assert not any(one.balance_minor for one in places.places(chapter_id=other.chapter_id))
