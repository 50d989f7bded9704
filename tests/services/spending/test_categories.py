"""A chapter's own categories."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import INCOME_CATEGORIES, Account
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.spending.categories import USUAL, CategoryKind
from sigma_finance.queries.spending import categories as queries
from sigma_finance.services.spending import categories
from tests.people import People, open_chapter
from tests.spending import FOOD, acting, category_id, spend, spending_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


def add(people: People, name: str, kind: CategoryKind = CategoryKind.EXPENSE) -> int:
    return categories.add(chapter_id=people.chapter_id, kind=kind, name=name, by=acting(people.treasurer))


class TestACategory:
    def test_names_the_next_account_of_its_kind(self, people: People) -> None:
        add(people, "Travel")
        names = queries.names(chapter_id=people.chapter_id)
        assert names == {
            Account.EXPENSE_01: "Food and drinks",
            Account.EXPENSE_02: "Travel",
            Account.INCOME_01: "Fundraisers",
            Account.HELD_01: "Held for the charity",
        }

    @pytest.mark.parametrize("name", ["FOOD and drinks", "Donations", "cash at bank", ""])
    def test_has_a_name_of_its_own(self, people: People, name: str) -> None:
        with pytest.raises(Invalid):
            add(people, name)

    def test_is_one_of_so_many(self, people: People) -> None:
        for number in range(len(INCOME_CATEGORIES) - 1):
            add(people, f"Sales {number}", CategoryKind.INCOME)
        with pytest.raises(Conflict, match="Rename one instead"):
            add(people, "One more", CategoryKind.INCOME)

    def test_is_renamed_and_keeps_what_it_is(self, people: People) -> None:
        chapter_id, one = people.chapter_id, category_id(people)
        categories.rename(chapter_id=chapter_id, category_id=one, name="Meals", by=acting(people.treasurer))
        categories.rename(chapter_id=chapter_id, category_id=one, name="Meals", by=acting(people.treasurer))
        assert queries.names(chapter_id=chapter_id)[FOOD] == "Meals"
        with pytest.raises(Invalid, match="already"):
            categories.rename(
                chapter_id=chapter_id, category_id=one, name="Fundraisers", by=acting(people.treasurer)
            )

    def test_that_ended_is_offered_no_more_and_keeps_what_was_booked(self, people: People) -> None:
        chapter_id, one, by = people.chapter_id, category_id(people), acting(people.treasurer)
        spend(people)
        categories.end(chapter_id=chapter_id, category_id=one, by=by)
        assert FOOD not in queries.offered(chapter_id=chapter_id)
        assert queries.names(chapter_id=chapter_id)[FOOD] == "Food and drinks"
        with pytest.raises(Invalid, match="Choose a category"):
            spend(people)
        with pytest.raises(Conflict):
            categories.end(chapter_id=chapter_id, category_id=one, by=by)
        categories.resume(chapter_id=chapter_id, category_id=one, by=by)
        spend(people)
        with pytest.raises(Conflict):
            categories.resume(chapter_id=chapter_id, category_id=one, by=by)

    def test_of_another_chapter_is_not_there(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            categories.end(
                chapter_id=other.chapter_id, category_id=category_id(people), by=acting(other.treasurer)
            )


class TestTheUsualOnes:
    def test_are_what_a_chapter_begins_with(self, any_app: Flask) -> None:
        people = open_chapter()
        by = acting(people.treasurer)
        assert categories.add_usual(chapter_id=people.chapter_id, by=by) == len(USUAL)
        assert list(queries.offered(chapter_id=people.chapter_id).values()) == list(USUAL)
        with pytest.raises(Conflict, match="already"):
            categories.add_usual(chapter_id=people.chapter_id, by=by)
