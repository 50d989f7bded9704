"""What the reports add up: as of any day, and equal to what the books hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, ChargeKind, EntryKind
from sigma_finance.domain.books.reports import CashMonth, CollectedSums, HeldSums, KindOfIncome
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.dues.spans import Span
from sigma_finance.extensions import db
from sigma_finance.models import Charge, JournalEntry, Payment, Posting
from sigma_finance.queries.books import reports
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.payments import deposits
from tests.books import ZONE, Books, charge, open_books, pay

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 10), date(2026, 10, 10), date(2026, 11, 10)


def at(day: date) -> time_machine.travel:
    """Noon of a day where the chapter is."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 17, tzinfo=UTC), tick=False)


@pytest.fixture
def books(any_app: Flask) -> Iterator[Books]:
    """Dues with parts held for others in September, paid in part in October, a late fee and a deposit in November."""
    with at(SEPTEMBER):
        made = open_books()
        period = periods.create_period(
            chapter_id=made.chapter_id,
            name="2026-27",
            terms=PeriodTerms(20000, date(2026, 9, 30), national_minor=5000, regional_minor=1000),
            by=OPERATOR,
        )
        periods.assess(chapter_id=made.chapter_id, period_id=period, by=OPERATOR)
    with at(OCTOBER):
        paid = pay(made, made.members[0], 9999)
        of_second = select(Charge.id).where(Charge.member_id == made.members[1])
        waived = db.session.scalars(of_second).one()
        charges.waive(
            chapter_id=made.chapter_id, charge_id=waived, amount_minor=2000, reason="Hardship", by=OPERATOR
        )
    with at(NOVEMBER):
        late = charges.NewCharge(made.members[0], ChargeKind.LATE_FEE, "Late fee", 1500, NOVEMBER)
        charges.charge(chapter_id=made.chapter_id, request=late, by=OPERATOR)
        deposits.deposit(
            chapter_id=made.chapter_id,
            payment_ids=[paid.payment_id],
            deposited_on=NOVEMBER,
            note="",
            by=OPERATOR,
        )
        yield made


def everything(last: date = NOVEMBER) -> Span:
    return Span(None, last)


class TestSums:
    def test_are_of_each_day_that_is_asked(self, books: Books) -> None:
        found = reports.sums(chapter_id=books.chapter_id, days=[None, SEPTEMBER, OCTOBER, NOVEMBER])
        assert found[Account.RECEIVABLE] == (0, 40000, 28001, 29501)
        assert found[Account.CASH_BANK] == (0, 0, 0, 9999)
        for place in range(4):
            assert sum(sums[place] for sums in found.values()) == 0

    def test_are_of_one_chapter(self, books: Books) -> None:
        assert reports.sums(chapter_id=open_books().chapter_id, days=[NOVEMBER]) == {}


class TestKindsOfIncome:
    def test_are_by_kind_and_period_and_waived_apart(self, books: Books) -> None:
        found = reports.kinds_of_income(chapter_id=books.chapter_id, span=everything())
        assert sorted(found, key=lambda one: one.what) == [
            KindOfIncome("Dues, 2026-27", 28000, 2000),
            KindOfIncome("Late fee", 1500, 0),
        ]

    def test_are_those_of_the_span(self, books: Books) -> None:
        found = reports.kinds_of_income(chapter_id=books.chapter_id, span=Span(NOVEMBER, NOVEMBER))
        assert found == [KindOfIncome("Late fee", 1500, 0)]

    def test_without_a_charge_are_by_account(self, books: Books) -> None:
        post(books, {Account.CASH_BANK: 700, Account.INCOME_DONATIONS: -700})
        found = reports.kinds_of_income(chapter_id=books.chapter_id, span=Span(NOVEMBER, NOVEMBER))
        assert KindOfIncome("Donations", 700, 0, Account.INCOME_DONATIONS) in found


def post(books: Books, lines: dict[Account, int]) -> None:
    """An entry of today without a document."""
    day = today_in(ZONE)
    entry = JournalEntry(chapter_id=books.chapter_id, kind=EntryKind.PAYMENT, booked_on=day)
    db.session.add(entry)
    db.session.flush()
    facts = {"chapter_id": books.chapter_id, "entry_id": entry.id, "booked_on": day}
    rows = [{**facts, "account": account, "amount_minor": minor} for account, minor in lines.items()]
    db.session.execute(insert(Posting), rows)
    db.session.commit()


class TestCashMonths:
    def test_count_no_transfer_between_own_accounts(self, books: Books) -> None:
        found = reports.cash_months(chapter_id=books.chapter_id, span=everything())
        assert found == [CashMonth(date(2026, 10, 1), 9999, 0), CashMonth(date(2026, 11, 1), 0, 0)]

    def test_say_what_went_out(self, books: Books) -> None:
        post(books, {Account.CASH_BANK: -250, Account.PROCESSING_FEES: 250})
        [found] = reports.cash_months(chapter_id=books.chapter_id, span=Span(NOVEMBER, NOVEMBER))
        assert found == CashMonth(date(2026, 11, 1), 0, 250)


class TestAging:
    def test_goes_by_the_due_date_with_fees_apart(self, books: Books) -> None:
        dues, fees = reports.ages(chapter_id=books.chapter_id, last=NOVEMBER)
        assert (dues, fees) == ([0, 0, 28001, 0, 0], [1500, 0, 0, 0, 0])

    def test_is_of_the_day_that_is_asked(self, books: Books) -> None:
        assert reports.ages(chapter_id=books.chapter_id, last=SEPTEMBER)[0] == [40000, 0, 0, 0, 0]
        assert reports.ages(chapter_id=books.chapter_id, last=date(2026, 10, 1))[0] == [0, 40000, 0, 0, 0]
        assert reports.ages(chapter_id=books.chapter_id, last=date(2027, 3, 1))[0] == [0, 0, 0, 0, 28001]

    def test_names_each_member(self, books: Books) -> None:
        page = reports.aged_members(chapter_id=books.chapter_id, last=NOVEMBER, cursor=None)
        assert [(one.member_id, list(one.minors)) for one in page.rows] == [
            (books.members[0], [1500, 0, 10001, 0, 0]),
            (books.members[1], [0, 0, 18000, 0, 0]),
        ]

    def test_goes_from_page_to_page(self, books: Books) -> None:
        first = books.members[0]
        page = reports.aged_members(chapter_id=books.chapter_id, last=NOVEMBER, cursor=Cursor(after=first))
        assert [one.member_id for one in page.rows] == books.members[1:]
        assert page.previous == books.members[1]


class TestMembers:
    def test_stand_with_what_they_owed_and_had(self, books: Books) -> None:
        pay(books, books.members[0], 20000)
        for last, owes, credit in ((OCTOBER, 28001, 0), (NOVEMBER, 18000, 8499)):
            page = reports.members(chapter_id=books.chapter_id, last=last, cursor=Cursor())
            together = reports.members_together(chapter_id=books.chapter_id, last=last)
            assert together == (owes, credit)
            assert [sum(one.minors[place] for one in page.rows) for place in (0, 1)] == [owes, credit]

    def test_are_nobody_in_an_empty_chapter(self, books: Books) -> None:
        assert reports.members_together(chapter_id=open_books().chapter_id, last=NOVEMBER) == (0, 0)


class TestWhatIsHeld:
    def test_is_what_was_charged_less_what_was_taken_back(self, books: Books) -> None:
        found = reports.held(chapter_id=books.chapter_id, span=everything())
        assert found == (HeldSums(0, 10000, 0, 0), HeldSums(0, 2000, 0, 0))
        of_first = select(Charge.id).where(
            Charge.member_id == books.members[1], Charge.kind == ChargeKind.DUES
        )
        charges.reverse(
            chapter_id=books.chapter_id,
            charge_id=db.session.scalars(of_first).one(),
            reason="No",
            by=OPERATOR,
        )
        span = Span(NOVEMBER, NOVEMBER)
        assert reports.held(chapter_id=books.chapter_id, span=span)[0] == HeldSums(10000, 0, 5000, 0)

    def test_is_collected_by_the_share_that_was_paid(self, books: Books) -> None:
        assert reports.collected(chapter_id=books.chapter_id, last=SEPTEMBER) == [
            CollectedSums("2026-27", (10000, 2000), (0, 0))
        ]
        assert reports.collected(chapter_id=books.chapter_id, last=NOVEMBER) == [
            CollectedSums("2026-27", (10000, 2000), (2499, 499))
        ]
        pay(books, books.members[0], 10001)
        assert reports.collected(chapter_id=books.chapter_id, last=NOVEMBER)[0].collected == (5000, 1000)

    def test_is_nothing_where_nothing_is_held(self, books: Books) -> None:
        other = open_books()
        charge(other, other.members[0])
        assert reports.held(chapter_id=other.chapter_id, span=everything()) == (HeldSums(), HeldSums())
        assert reports.collected(chapter_id=other.chapter_id, last=NOVEMBER) == []


class TestTheRemittanceSheet:
    def test_names_whose_part_is_held_and_what_of_it_came_in(self, books: Books) -> None:
        page = reports.remitted_members(chapter_id=books.chapter_id, last=NOVEMBER, cursor=None)
        assert {one.member_id: list(one.minors) for one in page.rows} == {
            books.members[0]: [5000, 2499, 1000, 499],
            books.members[1]: [5000, 0, 1000, 0],
        }
        other = open_books()
        assert reports.remitted_members(chapter_id=other.chapter_id, last=NOVEMBER, cursor=None).rows == []

    def test_has_what_was_paid_over_the_newest_first(self, books: Books) -> None:
        assert reports.paid_over(chapter_id=books.chapter_id, last=NOVEMBER) == []
        post(books, {Account.HELD_NATIONAL: 3000, Account.CASH_BANK: -3000})
        post(books, {Account.HELD_REGIONAL: 700, Account.CASH_BANK: -700})
        second, first = reports.paid_over(chapter_id=books.chapter_id, last=NOVEMBER)
        assert (first.minors, second.minors) == ((3000, 0), (0, 700))
        assert (first.booked_on, bool(first.what)) == (NOVEMBER, True)
        assert reports.paid_over(chapter_id=books.chapter_id, last=OCTOBER) == []
        assert reports.paid_over(chapter_id=open_books().chapter_id, last=NOVEMBER) == []


class TestAPaymentOfEarlierYears:
    def test_is_in_no_report(self, books: Books) -> None:
        before = reports.cash_months(chapter_id=books.chapter_id, span=everything())
        post(books, {Account.HISTORICAL_CASH: 500, Account.HISTORICAL_INCOME: -500})
        assert reports.cash_months(chapter_id=books.chapter_id, span=everything()) == before
        assert db.session.scalar(select(Payment.id).where(Payment.historical)) is None
