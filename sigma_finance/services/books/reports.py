"""The treasurer's reports, each made from the books when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sigma_finance.database.paging import Cursor, Page
from sigma_finance.domain.books import reports as rules
from sigma_finance.domain.books.accounts import CASH_AND_MOVING, Account
from sigma_finance.domain.books.reports import Report, ReportKind
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.policy import Policy
from sigma_finance.domain.spending import budgets
from sigma_finance.queries.books import meeting
from sigma_finance.queries.books import reports as queries
from sigma_finance.queries.chapters import settings
from sigma_finance.queries.spending import categories
from sigma_finance.queries.spending.budgets import meant


@dataclass(frozen=True)
class ReportRequest:
    """Which report of whose books, over which days; a page of its members, or all without a cursor."""

    chapter_id: int
    kind: ReportKind
    span: Span
    cursor: Cursor | None = None


@dataclass(frozen=True)
class ReportPage:
    """A report as it is shown, and where its list of members goes on."""

    kind: ReportKind
    span: Span
    report: Report
    previous: int | None = None
    next: int | None = None


def names_of(*, chapter_id: int) -> dict[Account, str]:
    """What a chapter calls accounts of its own: its categories, and its bank accounts."""
    banks = meeting.bank_names(chapter_id=chapter_id)
    return {
        **categories.names(chapter_id=chapter_id),
        **{Account(word): name for word, name in banks.items()},
    }


def get_report(request: ReportRequest, *, names: Mapping[Account, str] | None = None) -> ReportPage:
    """The report that is asked for, with accounts called as the chapter does, by ``names`` where these are known."""
    made = _MAKERS[request.kind](request)
    if isinstance(made, Report):
        known = names_of(chapter_id=request.chapter_id) if names is None else names
        return ReportPage(request.kind, request.span, rules.named(made, known))
    report, page = made
    return ReportPage(request.kind, request.span, report, page.previous, page.next)


def fiscal_year(*, chapter_id: int, day: date) -> Span:
    """The fiscal year that a day is in, up to that day."""
    return Span(_policy(chapter_id).year_began(day), day)


def usual_spans(*, chapter_id: int, today: date) -> list[tuple[str, Span]]:
    """The spans that a treasurer asks for most, by name."""
    began = _policy(chapter_id).year_began(today)
    last_month = today.replace(day=1) - timedelta(days=1)
    return [
        ("This year", Span(began, today)),
        ("Last year", Span(_year_earlier(began), began - timedelta(days=1))),
        ("This month", Span(today.replace(day=1), today)),
        ("Last month", Span(last_month.replace(day=1), last_month)),
        ("Everything", Span(None, today)),
    ]


def _policy(chapter_id: int) -> Policy:
    return settings.get_settings(chapter_id=chapter_id).policy


def _year_earlier(day: date) -> date:
    """The same day of the year before; the last of February for a day that it lacks."""
    try:
        return day.replace(year=max(day.year - 1, 1))
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _before(day: date | None) -> date | None:
    """The day before; none before the first of all days."""
    return day - timedelta(days=1) if day and day > date.min else None


def _trial_balance(request: ReportRequest) -> Report:
    span = request.span
    sums = queries.sums(chapter_id=request.chapter_id, days=[_before(span.first), span.last])
    return rules.trial_balance(sums, spanned=span.first is not None)


def _income(request: ReportRequest) -> Report:
    span = request.span
    then = _year_earlier(span.first) if span.first else None
    days = [_before(span.first), span.last, _before(then), _year_earlier(span.last) if then else None]
    return rules.income(queries.sums(chapter_id=request.chapter_id, days=days))


def _income_by_kind(request: ReportRequest) -> Report:
    return rules.income_by_kind(queries.kinds_of_income(chapter_id=request.chapter_id, span=request.span))


def _balance_sheet(request: ReportRequest) -> Report:
    last = request.span.last
    began = _policy(request.chapter_id).year_began(last)
    sums = queries.sums(chapter_id=request.chapter_id, days=[_before(began), last])
    return rules.balance_sheet(sums, last=last, year_began=began)


def _cash_flow(request: ReportRequest) -> Report:
    span, chapter_id = request.span, request.chapter_id
    sums = queries.sums(chapter_id=chapter_id, days=[_before(span.first), span.last])
    before = sum(sums.get(account, (0,))[0] for account in CASH_AND_MOVING)
    return rules.cash_flow(before, queries.cash_months(chapter_id=chapter_id, span=span))


def _aging(request: ReportRequest) -> tuple[Report, Page[rules.MemberSums]]:
    chapter_id, last = request.chapter_id, request.span.last
    dues, fees = queries.ages(chapter_id=chapter_id, last=last)
    page = queries.aged_members(chapter_id=chapter_id, last=last, cursor=request.cursor)
    receivable = _control(request)[Account.RECEIVABLE]
    return rules.aging(dues=dues, fees=fees, members=page.rows, receivable_minor=receivable), page


def _held(request: ReportRequest) -> Report:
    chapter_id, span = request.chapter_id, request.span
    control = _control(request)
    return rules.held(
        queries.held(chapter_id=chapter_id, span=span),
        queries.collected(chapter_id=chapter_id, last=span.last),
        control=(control[Account.HELD_NATIONAL], control[Account.HELD_REGIONAL]),
    )


def _remittance(request: ReportRequest) -> tuple[Report, Page[rules.MemberSums]]:
    chapter_id, last = request.chapter_id, request.span.last
    page = queries.remitted_members(chapter_id=chapter_id, last=last, cursor=request.cursor)
    periods = queries.collected(chapter_id=chapter_id, last=last)
    charged, collected = (
        (sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs))
        for pairs in ([one.charged for one in periods], [one.collected for one in periods])
    )
    control = _control(request)
    made = rules.remittance(
        page.rows,
        queries.paid_over(chapter_id=chapter_id, last=last),
        charged=charged,
        collected=collected,
        control=(control[Account.HELD_NATIONAL], control[Account.HELD_REGIONAL]),
    )
    return made, page


def _budget(request: ReportRequest) -> Report:
    """The budget of the fiscal year of the last day, beside what came of it up to that day."""
    chapter_id, last = request.chapter_id, request.span.last
    began = _policy(chapter_id).year_began(last)
    came = budgets.actual(queries.sums(chapter_id=chapter_id, days=[_before(began), last]))
    return budgets.budget(meant(chapter_id=chapter_id, year_begins=began), came)


def _members(request: ReportRequest) -> tuple[Report, Page[rules.MemberSums]]:
    chapter_id, last = request.chapter_id, request.span.last
    page = queries.members(chapter_id=chapter_id, last=last, cursor=request.cursor)
    totals = queries.members_together(chapter_id=chapter_id, last=last)
    control = _control(request)
    accounts = (control[Account.RECEIVABLE], control[Account.MEMBER_CREDIT])
    return rules.members(page.rows, totals=totals, control=accounts), page


def _control(request: ReportRequest) -> dict[Account, int]:
    """What each account holds at the end, as it is there to hold it."""
    sums = queries.sums(chapter_id=request.chapter_id, days=[request.span.last])
    return {account: account.natural(sums.get(account, (0,))[0]) for account in Account}


_MAKERS: Mapping[ReportKind, Callable[[ReportRequest], Report | tuple[Report, Page[rules.MemberSums]]]] = {
    ReportKind.TRIAL_BALANCE: _trial_balance,
    ReportKind.INCOME: _income,
    ReportKind.INCOME_BY_KIND: _income_by_kind,
    ReportKind.BALANCE_SHEET: _balance_sheet,
    ReportKind.CASH_FLOW: _cash_flow,
    ReportKind.AGING: _aging,
    ReportKind.HELD: _held,
    ReportKind.REMITTANCE: _remittance,
    ReportKind.BUDGET: _budget,
    ReportKind.MEMBERS: _members,
}
