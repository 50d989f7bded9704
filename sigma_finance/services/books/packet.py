"""The packet of a fiscal year: every report of it, and where the chain of entries ends, as a PDF and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import IO, Any

from sigma_finance.domain.audit_heads import Chain
from sigma_finance.domain.books.reports import Report, ReportKind, ReportLine, ReportPart
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.exports import sheet_cell
from sigma_finance.domain.money import plain_amount
from sigma_finance.gateways.pdf.typesetting import typeset
from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook
from sigma_finance.queries import audit_heads
from sigma_finance.queries.books import closings
from sigma_finance.services.books import documents, nightly, reports
from sigma_finance.services.books.documents import Document, Sender
from sigma_finance.services.books.reports import ReportPage, ReportRequest

#: The width of what a line is about, in characters.
_FIRST = 40


@dataclass(frozen=True)
class Packet:
    """The reports of a fiscal year, what is known of the books, and the span."""

    span: Span
    facts: Sequence[tuple[str, str]]
    pages: Sequence[ReportPage]


def years(*, chapter_id: int, today: date) -> list[tuple[str, Span]]:
    """This fiscal year so far, and the one before it."""
    this = reports.fiscal_year(chapter_id=chapter_id, day=today)
    last = (this.first or today) - timedelta(days=1)
    return [("This year so far", this), ("Last year", reports.fiscal_year(chapter_id=chapter_id, day=last))]


def get_packet(*, sender: Sender, last: date) -> Packet:
    """The reports of the fiscal year that ``last`` is in, up to that day."""
    span = reports.fiscal_year(chapter_id=sender.chapter_id, day=last)
    names = reports.names_of(chapter_id=sender.chapter_id)
    made = [
        reports.get_report(ReportRequest(sender.chapter_id, kind, span), names=names) for kind in ReportKind
    ]
    return Packet(span, _facts(sender, span, made), [page for page in made if not page.report.is_empty])


def _facts(sender: Sender, span: Span, made: Sequence[ReportPage]) -> list[tuple[str, str]]:
    closed = closings.closed_through(chapter_id=sender.chapter_id)
    heads = audit_heads.books_ends(chapter_ids=[sender.chapter_id])
    differing = [check.what for page in made for check in page.report.checks if not check.holds]
    return [
        ("Chapter", sender.name),
        ("Fiscal year", span.words),
        ("Closed through", long_date(closed) if closed else "Not closed"),
        ("Every sum agrees", "Yes" if not differing else "No: " + "; ".join(differing)),
        ("Made", documents.at(now(), sender.timezone)),
        *(("The books end with", f"Books {nightly.sign_head(head, Chain.BOOKS)}") for head in heads),
    ]


def pdf(*, sender: Sender, packet: Packet) -> Document:
    """The packet as a PDF."""
    facts = {
        **documents.frame(sender, "Packet of the year"),
        "pairs": packet.facts,
        "reports": [_report(sender, page) for page in packet.pages],
    }
    return Document(f"{_name(packet)}.pdf", typeset("packet", facts))


def _name(packet: Packet) -> str:
    return f"packet-{packet.span.last.isoformat()}"


def _report(sender: Sender, page: ReportPage) -> dict[str, Any]:
    [table] = tables(sender, [page.report])
    return {"title": page.kind.label, **table}


def tables(sender: Sender, reports: Sequence[Report]) -> list[dict[str, Any]]:
    """Reports as the templates of documents take them, each part with its own columns."""
    return [
        {
            "columns": [f"{column.label}, {sender.currency}" for column in report.columns],
            "parts": [_part(sender, part) for part in report.parts if part.lines],
        }
        for report in reports
    ]


def _part(sender: Sender, part: ReportPart) -> dict[str, Any]:
    return {
        "title": part.title,
        "rows": [_row(sender, line) for line in part.lines],
        "total": _row(sender, part.total) if part.total else None,
    }


def _row(sender: Sender, line: ReportLine) -> list[str]:
    return [line.what, *("" if minor is None else sender.amount(minor) for minor in line.minors)]


def workbook(target: IO[bytes], *, sender: Sender, packet: Packet) -> str:
    """Write the packet as a workbook with a sheet for each report; returns its file's name."""
    book = ReportWorkbook("Packet", ["What", "Which"], [_FIRST, 3 * _FIRST])
    try:
        for fact in packet.facts:
            book.add(list(fact))
        for page in packet.pages:
            book.add_sheet(page.kind.label.replace("'", ""), _sheet(sender, page))
        book.save(target)
    finally:
        book.close()
    return f"{_name(packet)}.xlsx"


def _sheet(sender: Sender, page: ReportPage) -> Iterator[list[Any]]:
    for part in page.report.parts:
        if not part.lines:
            continue
        yield [part.title, *(f"{column.label}, {sender.currency}" for column in page.report.columns)]
        for line in (*part.lines, *([part.total] if part.total else [])):
            yield [line.what, *(_cell(minor, sender.currency) for minor in line.minors)]
        yield [""]


def _cell(minor: int | None, currency: str) -> Any:
    return sheet_cell(None if minor is None else Decimal(plain_amount(minor, currency)))
