"""Every report of any books: what has to hold of it does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.reports import ReportKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.policy import Policy
from sigma_finance.services.bank import accounts as bank
from sigma_finance.services.bank.accounts import NewBankAccount
from sigma_finance.services.books import reports
from sigma_finance.services.books.reports import ReportRequest
from sigma_finance.services.dues import periods
from tests.books import ZONE, Books, charge, open_books, pay, set_policy


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books(members=3)
    for member_id in made.members:
        charge(made, member_id, 20000)
    pay(made, made.members[0], 25000)
    return made


def today() -> date:
    return today_in(ZONE)


class TestAReport:
    @pytest.mark.parametrize("kind", list(ReportKind))
    @pytest.mark.parametrize("since", [None, 0, 400])
    def test_holds_over_any_span(self, books: Books, kind: ReportKind, since: int | None) -> None:
        first = None if since is None else today() - timedelta(days=since)
        page = reports.get_report(ReportRequest(books.chapter_id, kind, Span(first, today())))
        assert (page.kind, page.span.last) == (kind, today())
        assert [check for check in page.report.checks if not check.holds] == []
        assert {len(line.minors) for part in page.report.parts for line in part.lines} <= {
            len(page.report.columns)
        }

    @pytest.mark.parametrize("kind", list(ReportKind))
    def test_of_a_chapter_without_books_says_nothing(self, any_app: Flask, kind: ReportKind) -> None:
        page = reports.get_report(ReportRequest(open_books().chapter_id, kind, Span(None, today())))
        assert page.report.is_empty

    def test_of_members_goes_from_page_to_page(self, books: Books) -> None:
        request = ReportRequest(
            books.chapter_id, ReportKind.MEMBERS, Span(None, today()), Cursor(after=books.members[0])
        )
        page = reports.get_report(request)
        assert [line.member_id for line in page.report.parts[0].lines] == books.members[1:]
        assert page.report.parts[0].total is not None
        assert list(page.report.parts[0].total.minors) == [40000, 5000]
        assert page.previous == books.members[1]

    def test_compares_a_leap_day_with_the_day_before_it(self, books: Books) -> None:
        leap = Span(date(2028, 2, 29), date(2028, 2, 29))
        page = reports.get_report(ReportRequest(books.chapter_id, ReportKind.INCOME, leap))
        assert page.report.is_empty

    def test_begins_at_the_first_of_all_days(self, books: Books) -> None:
        span = Span(date.min, today())
        page = reports.get_report(ReportRequest(books.chapter_id, ReportKind.TRIAL_BALANCE, span))
        assert not page.report.is_empty


class TestNames:
    def test_are_those_that_the_chapter_gave(self, books: Books) -> None:
        bank.add(request=NewBankAccount(books.chapter_id, "First Bank", today(), 5_000), by=OPERATOR)
        page = reports.get_report(
            ReportRequest(books.chapter_id, ReportKind.TRIAL_BALANCE, Span(None, today()))
        )
        said = {line.what for part in page.report.parts for line in part.lines}
        assert "First Bank" in said
        assert Account.CASH_BANK.label not in said


class TestTheRemittanceSheet:
    def test_is_as_much_as_the_accounts_whatever_was_paid_over(self, any_app: Flask) -> None:
        made = open_books(members=2)
        terms = PeriodTerms(20000, today(), national_minor=5000, regional_minor=1000)
        period = periods.create_period(chapter_id=made.chapter_id, name="2026-27", terms=terms, by=OPERATOR)
        periods.assess(chapter_id=made.chapter_id, period_id=period, by=OPERATOR)
        pay(made, made.members[0], 20000)
        page = reports.get_report(
            ReportRequest(made.chapter_id, ReportKind.REMITTANCE, Span(None, today()), Cursor())
        )
        sums, paid, people = page.report.parts
        assert sums.total is not None
        assert list(sums.total.minors) == [10000, 5000, 2000, 1000]
        assert (len(paid.lines), len(people.lines)) == (0, 2)
        assert all(check.holds for check in page.report.checks)


class TestTheSpans:
    def test_go_by_the_fiscal_year(self, books: Books) -> None:
        set_policy(books, Policy(fiscal_year_month=9))
        day = date(2026, 11, 30)
        assert reports.fiscal_year(chapter_id=books.chapter_id, day=day) == Span(date(2026, 9, 1), day)
        assert dict(reports.usual_spans(chapter_id=books.chapter_id, today=day)) == {
            "This year": Span(date(2026, 9, 1), day),
            "Last year": Span(date(2025, 9, 1), date(2026, 8, 31)),
            "This month": Span(date(2026, 11, 1), day),
            "Last month": Span(date(2026, 10, 1), date(2026, 10, 31)),
            "Everything": Span(None, day),
        }
