"""What members owed, or had paid ahead, when the books began."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Conflict
from sigma_finance.queries.members.member_figures import member_figures
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.opening import OpeningBalance
from tests.books import Books, assert_books_hold, charge, member_of, open_books, pay

DUE = date(2026, 9, 1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def bring(books: Books, *, owes: int = 0, credit: int = 0, who: int = 0) -> None:
    brought = OpeningBalance(books.members[who], owes, credit, DUE)
    opening.bring_forward(chapter_id=books.chapter_id, openings=[brought], by=OPERATOR)
    assert_books_hold(books)


def take_back(books: Books, who: int = 0) -> None:
    opening.take_back(
        chapter_id=books.chapter_id, member_ids=[books.members[who]], reason="Wrong file", by=OPERATOR
    )
    assert_books_hold(books)


def figures(books: Books, who: int = 0) -> tuple[int, int, int, int]:
    found = member_figures(chapter_id=books.chapter_id, member_id=books.members[who])
    assert (
        found.charged_minor - found.waived_minor - found.paid_minor
        == found.balance_minor - found.credit_minor
    )
    return found.charged_minor, found.paid_minor, found.balance_minor, found.credit_minor


class TestABalanceBroughtForward:
    def test_is_owed(self, books: Books) -> None:
        bring(books, owes=7500)
        assert figures(books) == (7500, 0, 7500, 0)

    def test_is_settled_by_a_payment(self, books: Books) -> None:
        bring(books, owes=7500)
        pay(books, books.members[0], 7500)
        assert figures(books) == (7500, 7500, 0, 0)

    def test_counts_as_the_difference_where_there_is_credit_too(self, books: Books) -> None:
        bring(books, owes=7500, credit=2500)
        assert figures(books) == (5000, 0, 5000, 0)

    def test_is_gone_when_it_is_taken_back(self, books: Books) -> None:
        bring(books, owes=7500)
        take_back(books)
        assert figures(books) == (0, 0, 0, 0)


class TestCreditBroughtForward:
    def test_counts_as_paid_before_the_books_began(self, books: Books) -> None:
        bring(books, credit=3000)
        assert figures(books) == (0, 3000, 0, 3000)

    def test_settles_the_next_charge(self, books: Books) -> None:
        bring(books, credit=3000)
        charge(books, books.members[0], 10000)
        assert figures(books) == (10000, 3000, 7000, 0)
        assert_books_hold(books)

    def test_comes_back_when_the_charge_it_settled_is_reversed(self, books: Books) -> None:
        from sigma_finance.services.dues import charges

        bring(books, credit=3000)
        charge_id = charge(books, books.members[0], 10000)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason="Wrong", by=OPERATOR)
        assert figures(books) == (0, 3000, 0, 3000)
        assert_books_hold(books)

    def test_is_gone_when_it_is_taken_back(self, books: Books) -> None:
        bring(books, credit=3000)
        take_back(books)
        assert figures(books) == (0, 0, 0, 0)
        bring(books, credit=100)
        take_back(books)
        assert figures(books) == (0, 0, 0, 0)


class TestTakingBack:
    @pytest.mark.parametrize("credit", [False, True], ids=["paid", "used"])
    def test_is_refused_once_money_hangs_on_it(self, books: Books, credit: bool) -> None:
        if credit:
            bring(books, credit=3000)
            charge(books, books.members[0], 1000)
        else:
            bring(books, owes=3000)
            pay(books, books.members[0], 100)
        before = figures(books)
        with pytest.raises(Conflict, match=member_of(books.members[0]).name):
            take_back(books)
        assert figures(books) == before
