"""What a chapter means to earn and to spend."""

from __future__ import annotations

from datetime import date

from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.models import BudgetLine
from sigma_finance.queries.spending import budgets
from tests import rows
from tests.books import open_books

YEAR = date(2026, 7, 1)


class TestABudget:
    def test_is_of_its_chapter_and_its_year(self, any_app: Flask) -> None:
        books, other = open_books(), open_books()
        for chapter_id, year in ((books.chapter_id, YEAR), (books.chapter_id, date(2027, 7, 1))):
            rows.keep(
                BudgetLine(
                    chapter_id=chapter_id, year_begins=year, account="income_dues", amount_minor=year.year
                )
            )
        assert budgets.meant(chapter_id=books.chapter_id, year_begins=YEAR) == {Account.INCOME_DUES: 2026}
        assert budgets.meant(chapter_id=other.chapter_id, year_begins=YEAR) == {}
        found = budgets.lines(chapter_id=books.chapter_id, year_begins=YEAR)
        assert [(key, line.amount_minor) for key, line in found.items()] == [(Account.INCOME_DUES, 2026)]
