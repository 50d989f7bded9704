"""What the chapter held when its books began."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.books.opening import OpeningBalancesForm
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.books import opening as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/books/opening", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def opening_balances() -> ResponseReturnValue:
    """Bring forward what each account held; what the books have of it now stands beside it."""
    viewer = guards.viewer()
    accounts = services.accounts_to_open(chapter_id=viewer.chapter_id)
    held = services.held_on(chapter_id=viewer.chapter_id, day=today())
    form = OpeningBalancesForm(data={"day": today()})
    if taken(form) and form.day.data:
        with FormRefusals(form):
            changed = services.bring_forward(
                chapter_id=viewer.chapter_id, day=form.day.data, held=form.held(accounts), by=guards.actor()
            )
            flash("Brought forward." if changed else "Your books have it so already.", "success")
            return redirect(url_for(".books"), 303)
    return form_page("treasurer/books/opening.html", form, accounts=accounts, held=held)
