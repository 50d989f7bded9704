"""What the database lets a budget be."""

from __future__ import annotations

from datetime import date

from sigma_finance.models import BudgetLine
from tests.books import Books, open_books
from tests.models.samples import Sample, assert_refused, assert_taken, of

LINE = {"year_begins": date(2026, 7, 1), "account": "income_dues", "amount_minor": 100}


def line(books: Books) -> Sample:
    return Sample(BudgetLine, of(books, **LINE))


class TestALine:
    def test_is_bounded_and_stands_once(self, books: Books) -> None:
        line(books).keep()
        assert_refused(
            line(books),
            {
                "ck_budget_lines_amount_bounded": {"account": "waivers", "amount_minor": -1},
                "uq_budget_lines_chapter_id_year_begins_account": {},
            },
        )
        assert_taken(line(books), {"account": "waivers", "amount_minor": 0})
        assert_taken(line(open_books()), {})
