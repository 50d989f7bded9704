"""The reports: what the books say of any day and any span, down to the entry and its document."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.domain.books.reports import ReportKind
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.spans import SpanForm
from sigma_finance.queries.bank import matching
from sigma_finance.queries.books import drilling
from sigma_finance.queries.spending import categories, spendings
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, today
from sigma_finance.services import export_tables
from sigma_finance.services.books import packet
from sigma_finance.services.books import reports as services
from sigma_finance.services.books.reports import ReportRequest
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: What each report tells, on the page that lists them.
TELLS = {
    ReportKind.TRIAL_BALANCE: "What every account holds; debits are as much as credits",
    ReportKind.INCOME: "What was earned and what it cost",
    ReportKind.INCOME_BY_KIND: "What was earned of each kind of charge and period, and waived of it",
    ReportKind.BALANCE_SHEET: "What the chapter has, what it owes, and what is its own",
    ReportKind.CASH_FLOW: "What came in and went out, month by month",
    ReportKind.AGING: "What is open by how long it is past due, with late fees apart",
    ReportKind.HELD: "What is held for the national and the regional body, charged and collected",
    ReportKind.REMITTANCE: "For whom the parts of other bodies were collected, and when they were paid over",
    ReportKind.BUDGET: "What you mean to earn and to spend this fiscal year, what came of it, and the rest",
    ReportKind.MEMBERS: "What each member owes and has in credit",
}


@blueprint.get("/books")
@requires(Permission.SEE_BOOKS)
def books() -> str:
    """The reports that there are."""
    years = packet.years(chapter_id=guards.viewer().chapter_id, today=today())
    return render_template(
        "treasurer/books/books.html", reports=TELLS.items(), formats=JournalFormat, years=years
    )


@requires(Permission.SEE_BOOKS)
def report(report: str) -> tuple[str, int]:
    """One report, over the span that the address asks for."""
    kind, form = ReportKind(report), SpanForm(request.args)
    span = _span(kind, form)
    chapter_id = guards.viewer().chapter_id
    shown = services.get_report(ReportRequest(chapter_id, kind, span or Span(None, today()), cursor_given()))
    page = render_template(
        "treasurer/books/report.html",
        page=shown,
        form=form,
        kinds=ReportKind,
        asked=_asked(shown.span),
        drilled=_asked(shown.span if kind.covers_a_span else Span(None, shown.span.last)),
        usual=_usual(span),
    )
    return page, 422 if form.errors else 200


@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def report_file(report: str, kind: str) -> Response:
    """A report as a file: of the same span, with all of its lines."""
    asked = ReportKind(report)
    span = _span(asked, SpanForm(request.args))
    if span is None:
        abort(404)
    viewer = guards.viewer()
    made = services.get_report(ReportRequest(viewer.chapter_id, asked, span))
    return files.send(export_tables.report(made.kind, made.report, currency=viewer.currency), kind)


for _kind in ReportKind:
    blueprint.get(f"/books/{_kind.value}", defaults={"report": _kind.value})(report)
    files.file_route(f"/books/{_kind.value}", report=_kind.value)(report_file)


def _span(kind: ReportKind, form: SpanForm) -> Span | None:
    """The span that is asked for; one that tells of a span begins with the fiscal year unless it is told otherwise."""
    asked = form.read(today())
    if asked is None or not kind.covers_a_span or "from" in request.args:
        return asked
    year = services.fiscal_year(chapter_id=guards.viewer().chapter_id, day=asked.last)
    form.first.data = year.first
    return year


def _usual(span: Span | None) -> list[tuple[str, dict[str, str], bool]]:
    spans = services.usual_spans(chapter_id=guards.viewer().chapter_id, today=today())
    return [(name, _asked(one), one == span) for name, one in spans]


def _asked(span: Span) -> dict[str, str]:
    """The span as the values of an address."""
    first = span.first.isoformat() if span.first else ""
    return {"from": first, "to": span.last.isoformat()}


@blueprint.get("/books/postings")
@requires(Permission.SEE_BOOKS)
def postings() -> tuple[str, int]:
    """What an account is made of: its postings in a span, oldest first, 50 a page."""
    form = SpanForm(request.args)
    account, span = _account(), form.read(today())
    page = drilling.postings(
        chapter_id=guards.viewer().chapter_id,
        account=account,
        span=span or Span(None, today()),
        cursor=cursor_given(),
    )
    asked = {"account": account.value, **_asked(span or Span(None, today()))}
    shown = render_template(
        "treasurer/books/postings.html",
        account=account,
        called=categories.named(account, services.names_of(chapter_id=guards.viewer().chapter_id)),
        page=page,
        form=form,
        asked=asked,
        span=span,
    )
    return shown, 422 if form.errors else 200


@files.file_route("/books/postings")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def postings_file(kind: str) -> Response:
    """All postings of an account in a span."""
    viewer = guards.viewer()
    account, span = _account(), SpanForm(request.args).read(today())
    if span is None:
        abort(404)
    lines = drilling.postings(chapter_id=viewer.chapter_id, account=account, span=span, cursor=None).rows
    return files.send(export_tables.account_postings(account, lines, currency=viewer.currency), kind)


def _account() -> Account:
    """The account that the address names; there is no page of another."""
    try:
        return Account(request.args.get("account", ""))
    except ValueError:
        abort(404)


@blueprint.get("/books/entries/<int:entry_id>")
@requires(Permission.SEE_BOOKS)
def entry(entry_id: int) -> str:
    """An entry of the books: its postings, and the document it comes from."""
    chapter_id = guards.viewer().chapter_id
    found, lines = drilling.get_entry(chapter_id=chapter_id, entry_id=entry_id)
    bank = matching.line_of_entry(chapter_id=chapter_id, entry_id=entry_id)
    return render_template(
        "treasurer/books/entry.html",
        entry=found,
        lines=lines,
        bank=bank,
        names=services.names_of(chapter_id=chapter_id),
        spending_id=spendings.document_of(chapter_id=chapter_id, entry_id=entry_id),
    )
