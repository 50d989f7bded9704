"""The budget of a fiscal year, and setting it."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.spending.budgets import budget_form, meant
from sigma_finance.queries.spending import budgets as queries
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.books import reports
from sigma_finance.services.spending import budgets as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

_DAY = timedelta(days=1)


@blueprint.route("/spending/budget", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def budget() -> ResponseReturnValue:
    """Set what is meant for a fiscal year; the address can fill in what came of the year before."""
    viewer = guards.viewer()
    this_year = reports.fiscal_year(chapter_id=viewer.chapter_id, day=today()).first or today()
    begins = _next(this_year) if request.args.get("year") == "next" else this_year
    before = reports.fiscal_year(chapter_id=viewer.chapter_id, day=begins - _DAY).first or begins
    copied = request.args.get("copy") == "yes"
    accounts = services.accounts(chapter_id=viewer.chapter_id)
    shown = (
        services.came_of(chapter_id=viewer.chapter_id, first=before, last=begins - _DAY)
        if copied
        else queries.meant(chapter_id=viewer.chapter_id, year_begins=begins)
    )
    form = budget_form(
        accounts,
        {
            account: plain_amount(max(minor, 0), viewer.currency)
            for account, minor in shown.items()
            if minor > 0
        },
    )
    if taken(form):
        with FormRefusals(form):
            services.set_budget(
                chapter_id=viewer.chapter_id,
                year_begins=begins,
                meant=meant(form, accounts),
                by=guards.actor(),
            )
            flash("Saved.", "success")
            return redirect(url_for(".report", report="budget"), 303)
    return form_page(
        "treasurer/spending/budget.html",
        form,
        accounts=accounts,
        begins=begins,
        next_begins=_next(this_year),
        is_next=begins != this_year,
        copied=copied,
    )


def _next(begins: date) -> date:
    """The first day of the year after; the first of a month in each year."""
    return begins.replace(year=begins.year + 1)
