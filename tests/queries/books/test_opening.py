"""What members brought from before the books began, and whether money hangs on it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.queries.books import opening as queries
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.opening import OpeningBalance
from tests.books import Books, charge, open_books, pay

DUE = date(2026, 9, 1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    """One member owed 75.00 when the books began, one had 25.00 in credit, one brought nothing."""
    made = open_books(members=3)
    brought = [OpeningBalance(made.members[0], 7500, 0, DUE), OpeningBalance(made.members[1], 0, 2500, DUE)]
    opening.bring_forward(chapter_id=made.chapter_id, openings=brought, by=OPERATOR)
    return made


def take_back(books: Books) -> None:
    opening.take_back(chapter_id=books.chapter_id, member_ids=books.members, reason="x", by=OPERATOR)


class TestWhatWasBrought:
    def test_is_a_charge_for_who_owed_and_credit_for_who_had_paid_ahead(self, books: Books) -> None:
        (charged,) = queries.openings(chapter_id=books.chapter_id, member_ids=books.members)
        assert (charged.member_id, charged.amount_minor) == (books.members[0], 7500)
        ((_, minor, member_id),) = queries.opening_credit(
            chapter_id=books.chapter_id, member_ids=books.members
        )
        assert (minor, member_id) == (2500, books.members[1])

    def test_is_asked_for_by_member(self, books: Books) -> None:
        assert queries.openings(chapter_id=books.chapter_id, member_ids=books.members[1:]) == []
        assert queries.opening_credit(chapter_id=books.chapter_id, member_ids=books.members[:1]) == []

    def test_is_gone_once_it_was_taken_back(self, books: Books) -> None:
        take_back(books)
        assert queries.openings(chapter_id=books.chapter_id, member_ids=books.members) == []
        assert queries.opening_credit(chapter_id=books.chapter_id, member_ids=books.members) == []

    def test_is_nothing_of_another_chapters(self, books: Books) -> None:
        other = open_books().chapter_id
        assert queries.openings(chapter_id=other, member_ids=books.members) == []
        assert queries.opening_credit(chapter_id=other, member_ids=books.members) == []


class TestMoney:
    def names(self, books: Books, chapter_id: int | None = None) -> list[str]:
        return queries.names_with_money(chapter_id=chapter_id or books.chapter_id, member_ids=books.members)

    def test_hangs_on_nobody_by_the_opening_alone(self, books: Books) -> None:
        assert self.names(books) == []
        take_back(books)
        assert self.names(books) == []

    def test_hangs_on_whoever_paid_or_was_charged(self, books: Books) -> None:
        pay(books, books.members[2], 100)
        charge(books, books.members[1], 100)
        assert self.names(books) == ["Member 1", "Member 2"]
        assert self.names(books, open_books().chapter_id) == []
