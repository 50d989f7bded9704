"""Donations: the list, and one that an officer has received."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.donations import DonationForm
from sigma_finance.queries.payments import donations as queries
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services import export_tables
from sigma_finance.services.payments import donations
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/donations")
@requires(Permission.SEE_BOOKS)
def gifts() -> str:
    """What was given, newest first, and where anybody can give."""
    viewer = guards.viewer()
    slug, is_open = queries.get_address(chapter_id=viewer.chapter_id)
    return render_template(
        "treasurer/payments/donations.html",
        donations=queries.donations(chapter_id=viewer.chapter_id, timezone=viewer.timezone),
        this_year_minor=queries.total(chapter_id=viewer.chapter_id, since=today().replace(month=1, day=1)),
        address=f"{current_app.config['BASE_URL']}{url_for('giving.show', slug=slug)}" if is_open else "",
    )


@files.file_route("/donations")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def gifts_file(kind: str) -> Response:
    """All that was given, newest first."""
    viewer = guards.viewer()
    given = queries.donations(chapter_id=viewer.chapter_id, timezone=viewer.timezone, limit=None)
    return files.send(export_tables.donations(given, currency=viewer.currency), kind)


@blueprint.route("/donations/new", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def new_gift() -> ResponseReturnValue:
    """Enter a donation in cash, by check or by transfer."""
    viewer = guards.viewer()
    form = DonationForm(data={"received_on": today()})
    form.amount.currency = viewer.currency
    if taken(form):
        with FormRefusals(form):
            recorded = donations.record(
                chapter_id=viewer.chapter_id,
                gift=form.gift,
                received=form.received(today()),
                by=guards.actor(),
            )
            flash(f"Recorded, receipt {recorded.receipt_number}.", "success")
            return redirect(url_for(".payment", reference=recorded.reference), 303)
    return form_page("treasurer/payments/new_donation.html", form, today=today())
