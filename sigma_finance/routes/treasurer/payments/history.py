"""The history of payments: filtered by the address, added up, and handed over as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, render_template, request

from sigma_finance.database.paging import Page
from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments import history as filters
from sigma_finance.forms.payments.history import HistoryForm
from sigma_finance.queries.payments import history as queries
from sigma_finance.queries.payments.history import ExportedPayment, PaymentFilter, Totals
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, cursor_given, number_given
from sigma_finance.services import export_tables, exports
from sigma_finance.web import guards
from sigma_finance.web.chips import FilterChip, chips
from sigma_finance.web.guards import requires


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


@files.file_route("/payments")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def payments_file(kind: str) -> Response:
    """The payments that the address lets through, with what they add up to in a workbook."""
    rows, totals = _exported()
    return files.send(export_tables.payments(rows, totals=totals, currency=guards.viewer().currency), kind)


@blueprint.get("/payments.json")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def payments_json() -> Response:
    """The payments that the address lets through as JSON, with what they add up to."""
    rows, totals = _exported()
    table = export_tables.payments((), totals=totals, currency=guards.viewer().currency)
    exports.begin(chapter_id=guards.viewer().chapter_id, table=table, file="json", by=guards.actor())
    return files.stream(_json(rows, totals), "application/json", "payments.json")


def _exported() -> tuple[Iterator[ExportedPayment], Totals]:
    viewer = guards.viewer()
    wanted = HistoryForm(request.args, currency=viewer.currency).get(member_id=number_given("member"))
    chapter_id, zone = viewer.chapter_id, viewer.timezone
    totals = queries.totals(chapter_id=chapter_id, timezone=zone, wanted=wanted)
    return queries.exported(chapter_id=chapter_id, timezone=zone, wanted=wanted), totals


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
        yield (",\n" if number else "\n") + json.dumps(export_tables.record(row, viewer.currency))
    yield "\n]}\n"
