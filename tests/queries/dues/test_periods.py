"""Dues periods as pages show them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.queries.dues import periods
from sigma_finance.queries.dues.periods import Period
from sigma_finance.services.dues import batches, charges
from tests.books import ZONE, Books, open_books, pay
from tests.dues import assess, change, charges_of, make


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


def read(books: Books, period_id: int) -> Period:
    return periods.get_period(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))


class TestAPeriod:
    def test_says_whom_it_would_charge(self, books: Books) -> None:
        change(books.members[0], member_class=MemberClass.ALUMNI)
        change(books.members[1], member_class=MemberClass.EXEMPT)
        period_id = make(books, national_minor=3000, regional_minor=500, by_class={MemberClass.ALUMNI: 5000})
        found = read(books, period_id)
        assert (found.amount_minor, found.held_minor) == (20000, 3500)
        assert (found.to_charge, found.to_charge_minor, found.left_out) == (2, 25000, 1)
        assert (found.charged, found.charged_minor, found.open_minor) == (0, 0, 0)
        assert periods.class_amounts(chapter_id=books.chapter_id, period_id=period_id) == {
            MemberClass.ALUMNI: 5000
        }

    def test_says_whom_it_has_charged_and_what_is_open(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        pay(books, books.members[0], 15000)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charges_of(books)[1], reason="x", by=OPERATOR)
        found = read(books, period_id)
        assert (found.charged, found.charged_minor, found.open_minor) == (2, 40000, 25000)
        assert (found.to_charge, found.to_charge_minor) == (1, 20000)

    def test_stands_before_those_due_sooner(self, books: Books) -> None:
        late, soon = make(books, "Late", due_in=60), make(books, "Soon", due_in=10)
        found = periods.periods(chapter_id=books.chapter_id, today=today_in(ZONE))
        assert [one.id for one in found] == [late, soon]
        assert found[0].due_on == today_in(ZONE) + timedelta(days=60)

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        period_id, other = make(books, by_class={MemberClass.ALUMNI: 5000}), open_books()
        with pytest.raises(NotFound):
            read(other, period_id)
        assert periods.periods(chapter_id=other.chapter_id, today=today_in(ZONE)) == []
        assert periods.class_amounts(chapter_id=other.chapter_id, period_id=period_id) == {}

    def test_costs_what_the_chapters_dues_usually_are(self, books: Books) -> None:
        assert periods.get_default_amount(chapter_id=books.chapter_id) == 20000


class TestABatch:
    def test_says_how_many_of_its_charges_stand(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charges_of(books)[0], reason="x", by=OPERATOR)
        (line,) = periods.batches(chapter_id=books.chapter_id)
        assert (line.period_id, line.charges, line.standing, line.total_minor) == (period_id, 3, 2, 60000)
        assert (line.made_by, line.is_reversed) == (None, False)
        batches.reverse_batch(chapter_id=books.chapter_id, batch_id=line.id, reason="x", by=OPERATOR)
        assert periods.get_batch(chapter_id=books.chapter_id, batch_id=line.id).is_reversed

    def test_is_asked_for_by_period_or_apart_from_dues(self, books: Books) -> None:
        fall, spring = make(books, "Fall"), make(books, "Spring")
        assess(books, fall)
        assess(books, spring)
        request = charges.NewCharge(0, ChargeKind.FEE, "Pins", 500, today_in(ZONE))
        fee = batches.charge_many(
            chapter_id=books.chapter_id, member_ids=books.members[:1], request=request, by=OPERATOR
        )
        assert len(periods.batches(chapter_id=books.chapter_id)) == 3
        of_fall = periods.batches(chapter_id=books.chapter_id, period_id=fall)
        assert [one.period_id for one in of_fall] == [fall]
        apart = periods.batches(chapter_id=books.chapter_id, apart_from_dues=True)
        assert [(one.id, one.description) for one in apart] == [(fee, "Pins")]

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        assess(books, make(books))
        (line,) = periods.batches(chapter_id=books.chapter_id)
        other = open_books()
        assert periods.batches(chapter_id=other.chapter_id) == []
        with pytest.raises(NotFound):
            periods.get_batch(chapter_id=other.chapter_id, batch_id=line.id)
