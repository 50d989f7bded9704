"""Setting a budget, begun with what came of the year before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.reports import ReportKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import Invalid
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from sigma_finance.queries.spending import budgets as queries
from sigma_finance.services.books import meeting, reports
from sigma_finance.services.books.reports import ReportRequest
from sigma_finance.services.spending import budgets
from tests.books import ZONE, Books, charge, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20_000)
    return made


def year(books: Books) -> Span:
    return reports.fiscal_year(chapter_id=books.chapter_id, day=today_in(ZONE))


def plan(books: Books, meant: dict[Account, int]) -> int:
    begins = year(books).first
    assert begins is not None
    return budgets.set_budget(chapter_id=books.chapter_id, year_begins=begins, meant=meant, by=OPERATOR)


class TestABudget:
    def test_is_kept_line_by_line_and_noted(self, books: Books) -> None:
        assert plan(books, {Account.INCOME_DUES: 50_000, Account.WAIVERS: 0}) == 1
        assert plan(books, {Account.INCOME_DUES: 50_000}) == 0
        assert plan(books, {Account.INCOME_DUES: 40_000, Account.WAIVERS: 300}) == 2
        begins = year(books).first
        assert begins is not None
        found = queries.meant(chapter_id=books.chapter_id, year_begins=begins)
        assert found == {Account.INCOME_DUES: 40_000, Account.WAIVERS: 300}
        noted = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == Action.BUDGET_SET)
        assert db.session.scalar(noted) == 2

    def test_stands_beside_what_came_of_it_in_the_report_and_before_the_meeting(self, books: Books) -> None:
        titles = [
            part.title
            for report in meeting.get_meeting(chapter_id=books.chapter_id, today=today_in(ZONE)).parts
            for part in report.parts
        ]
        assert "Income" not in titles
        plan(books, {Account.INCOME_DUES: 50_000})
        page = reports.get_report(
            ReportRequest(books.chapter_id, ReportKind.BUDGET, Span(None, today_in(ZONE)))
        )
        [line] = page.report.parts[0].lines
        assert (line.account, list(line.minors)) == (Account.INCOME_DUES, [50_000, 20_000, 30_000])
        shown = meeting.get_meeting(chapter_id=books.chapter_id, today=today_in(ZONE))
        assert page.report in list(shown.parts)

    def test_begins_with_what_came_of_some_days(self, books: Books) -> None:
        today = today_in(ZONE)
        found = budgets.came_of(chapter_id=books.chapter_id, first=today, last=today)
        assert found[Account.INCOME_DUES] == 20_000
        before = today - timedelta(days=1)
        assert not any(budgets.came_of(chapter_id=books.chapter_id, first=before, last=before).values())

    @pytest.mark.parametrize(
        ("meant", "said"),
        [
            ({Account.CASH_BANK: 1}, "cannot be budgeted"),
            ({Account.EXPENSE_01: 1}, "cannot be budgeted"),
            ({Account.INCOME_DUES: -1}, "above zero"),
        ],
    )
    def test_is_refused_in_a_sentence(self, books: Books, meant: dict[Account, int], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            plan(books, meant)
