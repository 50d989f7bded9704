"""Dues periods: the list, a new one, whom it concerns, and charging them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.dues import AssessForm, PeriodForm
from sigma_finance.queries import dues as queries
from sigma_finance.queries.dues import Period
from sigma_finance.routes import guards
from sigma_finance.routes.guards import requires
from sigma_finance.routes.treasurer.base import ShowingRefusals, blueprint, form_page, taken
from sigma_finance.services import dues
from sigma_finance.services.dues import Assessed


@blueprint.get("/dues")
@requires(Permission.ASSESS_DUES)
def periods() -> str:
    """Every dues period, the one due last first."""
    return render_template(
        "treasurer/periods.html", periods=queries.periods(chapter_id=guards.viewer().chapter_id)
    )


@blueprint.route("/dues/new", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def new_period() -> ResponseReturnValue:
    """Name a term or year with its amount and due date; nobody is charged yet."""
    form = _period_form()
    if taken(form):
        with ShowingRefusals(form):
            period_id = dues.create_period(
                chapter_id=guards.viewer().chapter_id,
                name=form.name.text,
                amount_minor=form.amount.minor,
                due_on=form.day,
                by=guards.actor(),
            )
            flash("Created. Nobody is charged yet.", "success")
            return redirect(url_for(".period", period_id=period_id), 303)
    return form_page("treasurer/new_period.html", form)


@blueprint.get("/dues/<int:period_id>")
@requires(Permission.ASSESS_DUES)
def period(period_id: int) -> str:
    """A period: who is charged, who would be, who is exempt."""
    found = _get(period_id)
    names = queries.names_to_charge(chapter_id=guards.viewer().chapter_id, period_id=found.id)
    return render_template("treasurer/period.html", period=found, names=names)


@blueprint.route("/dues/<int:period_id>/assess", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def assess(period_id: int) -> ResponseReturnValue:
    """Charge everyone who is not charged yet, after a page that says how many and how much."""
    found = _get(period_id)
    form = AssessForm(data={"members": str(found.to_charge)})
    if taken(form):
        if form.is_for(found.to_charge) or not found.to_charge:
            done = dues.assess(chapter_id=guards.viewer().chapter_id, period_id=found.id, by=guards.actor())
            flash(_said(done), "success")
            return redirect(url_for(".period", period_id=found.id), 303)
        form.ask_again(found.to_charge)
    return form_page("treasurer/assess.html", form, period=found)


def _get(period_id: int) -> Period:
    return queries.get_period(chapter_id=guards.viewer().chapter_id, period_id=period_id)


def _period_form() -> PeriodForm:
    viewer = guards.viewer()
    usual = queries.get_default_amount(chapter_id=viewer.chapter_id)
    form = PeriodForm(data={"amount": plain_amount(usual, viewer.currency) if usual else ""})
    form.amount.currency = viewer.currency
    return form


def _said(done: Assessed) -> str:
    if not done.charged:
        return "Everyone is charged already. Nothing was changed."
    total = format_money(done.total_minor, guards.viewer().currency)
    return f"Charged {done.charged} {'member' if done.charged == 1 else 'members'} {total} in all."
