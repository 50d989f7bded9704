"""The history of payments: filtered by the address, added up, and handed over as a file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, render_template, request, send_file, stream_with_context

from sigma_finance.database.paging import Page
from sigma_finance.database.scopes import for_lines
from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments import history as filters
from sigma_finance.forms.payments.history import HistoryForm
from sigma_finance.queries.payments import history as queries
from sigma_finance.queries.payments.history import ExportedPayment, PaymentFilter, Totals
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, number_given, today
from sigma_finance.routes.treasurer.books.export import csv_lines
from sigma_finance.routes.treasurer.imports.rows import WORKBOOK
from sigma_finance.services.books import exports
from sigma_finance.web import guards
from sigma_finance.web.chips import FilterChip, chips
from sigma_finance.web.guards import requires

_MEMORY = 1024 * 1024


@blueprint.get("/payments")
@requires(Permission.SEE_BOOKS)
def payments() -> tuple[str, int]:
    """The payments that the address lets through, newest first, 50 a page, and what all of them add up to."""
    viewer = guards.viewer()
    form = HistoryForm(request.args, currency=viewer.currency)
    wanted = form.read(member_id=number_given("member"))
    if wanted is None:
        return _page(form, Page([], None, None), None, {}), 422
    totals = queries.totals(chapter_id=viewer.chapter_id, timezone=viewer.timezone, wanted=wanted)
    page = queries.page(
        chapter_id=viewer.chapter_id, timezone=viewer.timezone, wanted=wanted, cursor=cursor_given()
    )
    return _page(form, page, totals, filters.address(wanted, viewer.currency), _chips(wanted, totals)), 200


def _page(
    form: HistoryForm,
    page: Page[Any],
    totals: Totals | None,
    asked: Mapping[str, str],
    on: list[FilterChip] | None = None,
) -> str:
    return render_template(
        "treasurer/payments/payments.html", form=form, page=page, totals=totals, asked=asked, filters=on or []
    )


def _chips(wanted: PaymentFilter, totals: Totals) -> list[FilterChip]:
    currency = guards.viewer().currency
    asked = filters.address(wanted, currency)
    words = filters.words(wanted, currency, totals.member_name)
    return chips(".payments", asked, words)


@blueprint.get("/payments.csv")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_lately
def payments_csv() -> Response:
    """The payments that the address lets through as CSV."""
    rows, _ = _export("csv")
    currency = guards.viewer().currency
    return _stream(
        csv_lines(exports.HEADS, (exports.cells(row, currency) for row in rows)),
        "text/csv; charset=utf-8",
        "csv",
    )


@blueprint.get("/payments.json")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_lately
def payments_json() -> Response:
    """The payments that the address lets through as JSON, with what they add up to."""
    rows, totals = _export("json")
    return _stream(_json(rows, totals), "application/json", "json")


@blueprint.get("/payments.xlsx")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_lately
def payments_xlsx() -> Response:
    """The payments that the address lets through as a workbook, with what they add up to."""
    rows, totals = _export("xlsx")
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115  (closed when it has been sent)
    exports.write_workbook(file, rows=rows, totals=totals, currency=guards.viewer().currency)
    file.seek(0)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=_name("xlsx"))


def _export(kind: str) -> tuple[Iterator[ExportedPayment], Totals]:
    viewer = guards.viewer()
    wanted = HistoryForm(request.args, currency=viewer.currency).get(member_id=number_given("member"))
    totals = exports.begin_payments(
        chapter_id=viewer.chapter_id, timezone=viewer.timezone, wanted=wanted, file=kind, by=guards.actor()
    )
    rows = queries.exported(chapter_id=viewer.chapter_id, timezone=viewer.timezone, wanted=wanted)
    return rows, totals


def _json(rows: Iterator[ExportedPayment], totals: Totals) -> Iterator[str]:
    """One object, written a payment at a time."""
    viewer = guards.viewer()
    head = {
        "chapter": viewer.chapter_slug,
        "currency": viewer.currency,
        "count": totals.payments,
        "received": plain_amount(totals.received_minor, viewer.currency),
        "went_back": plain_amount(totals.went_back_minor, viewer.currency),
        "kept": plain_amount(totals.kept_minor, viewer.currency),
    }
    yield json.dumps(head)[:-1] + ', "payments": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(exports.record(row, viewer.currency))
    yield "\n]}\n"


def _stream(lines: Iterator[str], content_type: str, kind: str) -> Response:
    return Response(
        stream_with_context(for_lines(guards.viewer().chapter_id, lines)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{_name(kind)}"'},
    )


def _name(kind: str) -> str:
    return f"{guards.viewer().chapter_slug}-payments-{today().isoformat()}.{kind}"
