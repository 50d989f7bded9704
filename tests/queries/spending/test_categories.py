"""What a chapter calls its accounts."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.queries.spending import categories
from sigma_finance.services.spending import categories as services
from tests.people import open_chapter
from tests.spending import FOOD, acting, category_id, spending_chapter


class TestCategories:
    def test_are_the_chapters_own_in_the_order_of_their_making(self, any_app: Flask) -> None:
        people, other = spending_chapter(), open_chapter("kr", "Kappa Rho")
        found = categories.categories(chapter_id=people.chapter_id)
        assert [(one.name, one.kind, one.is_ended) for one in found] == [
            ("Food and drinks", CategoryKind.EXPENSE, False),
            ("Fundraisers", CategoryKind.INCOME, False),
            ("Held for the charity", CategoryKind.HELD, False),
        ]
        assert categories.categories(chapter_id=other.chapter_id) == []

    def test_that_ended_keep_their_names(self, any_app: Flask) -> None:
        people = spending_chapter()
        services.end(
            chapter_id=people.chapter_id, category_id=category_id(people), by=acting(people.treasurer)
        )
        assert FOOD in categories.names(chapter_id=people.chapter_id)
        assert FOOD not in categories.offered(chapter_id=people.chapter_id)

    def test_of_another_chapter_are_not_found(self, any_app: Flask) -> None:
        people, other = spending_chapter(), open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            categories.get_category(chapter_id=other.chapter_id, category_id=category_id(people))

    def test_name_accounts_that_have_none_as_the_chart_does(self) -> None:
        assert categories.named(FOOD, {FOOD: "Food"}) == "Food"
        assert categories.named(Account.WAIVERS, {FOOD: "Food"}) == "Waivers"
