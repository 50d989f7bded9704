"""A meeting night's money: whoever owes, ticked, and rows for anybody else, booked together."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.grid import GridForm
from sigma_finance.queries.members import members
from sigma_finance.queries.payments import payments as queries
from sigma_finance.routes.treasurer.base import blueprint, form_page, taken, today
from sigma_finance.services.payments import recording
from sigma_finance.services.payments.recording import RowRefused
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/payments/grid", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def grid() -> ResponseReturnValue:
    """Enter many payments at once; all of them are booked, or none."""
    viewer = guards.viewer()
    form = GridForm(data={"received_on": today(), "taken_by": viewer.member_name})
    choices = members.choices(chapter_id=viewer.chapter_id)
    form.ask(choices, today=today(), currency=viewer.currency, by_member_id=viewer.member_id)
    if "more" in request.form:
        form.add_rows()
    elif taken(form) and _booked(form):
        return redirect(url_for(".payments"), 303)
    page, status = form_page("treasurer/payments/grid.html", form)
    return page, 422 if form.wrong or form.surplus_minor else status


def _booked(form: GridForm) -> bool:
    """Book what the rows say, unless one cannot be taken or a surplus has to be asked about first."""
    viewer = guards.viewer()
    rows = form.requests(chapter_id=viewer.chapter_id)
    if form.wrong or not rows:
        return False
    keys = {request.form_key for _, request in rows}
    sent_before = queries.made_by_forms(chapter_id=viewer.chapter_id, form_keys=keys) == keys
    if not sent_before and not form.agrees(rows):
        return False
    try:
        made = recording.record_many(requests=[request for _, request in rows], by=guards.actor())
    except RowRefused as refusal:
        row = rows[refusal.row][0]
        row.form_key.renew()
        row.amount.errors = [refusal.message]
        return False
    total = format_money(sum(one.amount_minor for one in made), viewer.currency)
    numbers = [one.receipt_number for one in made]
    said = f"receipt {numbers[0]}" if len(made) == 1 else f"receipts {numbers[0]} to {numbers[-1]}"
    flash(
        f"Recorded {len(made)} {'payment' if len(made) == 1 else 'payments'}, {total} in all, {said}.",
        "success",
    )
    return True
