"""A member's statement over a span of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import day_begins
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.books import member_statement
from sigma_finance.queries.books.member_statement import MemberStatement
from sigma_finance.services.dues import charges
from tests.books import ZONE, Books, charge, open_books, pay

MARCH, APRIL, MAY = date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Charged 200.00 in March, of which 50.00 is waived and 70.00 paid in April, and 10.00 charged in May."""
    made = open_books()
    with time_machine.travel(day_begins(MARCH, ZONE) + timedelta(hours=12), tick=False):
        charge_id = charge(made, made.members[0], 20000)
    with time_machine.travel(day_begins(APRIL, ZONE) + timedelta(hours=12), tick=False):
        charges.waive(
            chapter_id=made.chapter_id, charge_id=charge_id, amount_minor=5000, reason="x", by=OPERATOR
        )
        pay(made, made.members[0], 7000)
    with time_machine.travel(day_begins(MAY, ZONE) + timedelta(hours=12), tick=False):
        charge(made, made.members[0], 1000)
    return made


def read(books: Books, first: date | None, last: date, chapter_id: int | None = None) -> MemberStatement:
    return member_statement.get_statement(
        chapter_id=chapter_id or books.chapter_id, member_id=books.members[0], span=Span(first, last)
    )


class TestAStatement:
    @pytest.mark.parametrize(
        ("first", "last", "opening", "lines", "charged", "paid", "closing"),
        [
            (None, MAY, 0, 4, 16000, 7000, 9000),
            (MARCH, MARCH, 0, 1, 20000, 0, 20000),
            (MARCH + timedelta(days=1), APRIL, 20000, 2, -5000, 7000, 8000),
            (APRIL + timedelta(days=1), MAY - timedelta(days=1), 8000, 0, 0, 0, 8000),
            (MAY, MAY + timedelta(days=9), 8000, 1, 1000, 0, 9000),
        ],
    )
    def test_carries_on_from_what_was_owed_before(
        self,
        books: Books,
        first: date | None,
        last: date,
        opening: int,
        lines: int,
        charged: int,
        paid: int,
        closing: int,
    ) -> None:
        found = read(books, first, last)
        assert (found.opening_minor, len(found.lines), found.closing_minor) == (opening, lines, closing)
        assert (found.charged_minor, found.paid_minor) == (charged, paid)
        assert found.opening_minor + found.charged_minor - found.paid_minor == found.closing_minor

    def test_names_whose_it_is(self, books: Books) -> None:
        assert read(books, None, MAY).member_name == "Member 0"

    def test_is_not_found_for_another_chapter(self, books: Books) -> None:
        with pytest.raises(NotFound):
            read(books, None, MAY, open_books().chapter_id)
