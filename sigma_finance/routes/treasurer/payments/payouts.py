"""Stripe's payouts: how far each is, what is in it, and what does not match the books."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.books.accounts import Explanation
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.payouts import ExplanationForm
from sigma_finance.queries.bank import matching
from sigma_finance.queries.payments import payout_pages as queries
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, cursor_given, form_page, taken
from sigma_finance.services.payments import payout_decisions
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/payouts")
@requires(Permission.SEE_BOOKS)
def payouts() -> str:
    """The chapter's payouts, those that arrive last first, 50 a page."""
    chapter_id = guards.viewer().chapter_id
    return render_template(
        "treasurer/payments/payouts.html",
        page=queries.payouts(chapter_id=chapter_id, cursor=cursor_given()),
        standing=queries.standing(chapter_id=chapter_id),
    )


@blueprint.get("/payouts/<int:payout_id>")
@requires(Permission.SEE_BOOKS)
def payout(payout_id: int) -> str:
    """One payout: what it is made of, and its lines."""
    chapter_id, only_open = guards.viewer().chapter_id, request.args.get("only") == "open"
    found = queries.get_payout(chapter_id=chapter_id, payout_id=payout_id)
    made_of = queries.sums(chapter_id=chapter_id, payout=found)
    return render_template(
        "treasurer/payments/payout.html",
        payout=found,
        made_of=made_of,
        missing_minor=queries.difference(found, made_of),
        page=queries.lines(chapter_id=chapter_id, payout=found, cursor=cursor_given(), only_open=only_open),
        only_open=only_open,
        bank=matching.lines_of(chapter_id=chapter_id, payout_id=payout_id),
    )


@blueprint.post("/payouts/<int:payout_id>/confirm")
@requires(Permission.RECORD_MONEY)
def confirm_payout(payout_id: int) -> ResponseReturnValue:
    """Say that the chapter's part of a shared payout came on to its own bank."""
    payout_decisions.confirm(chapter_id=guards.viewer().chapter_id, payout_id=payout_id, by=guards.actor())
    flash("Confirmed. It stands at the bank.", "success")
    return redirect(url_for(".payout", payout_id=payout_id), 303)


@blueprint.get("/payouts/lines")
@requires(Permission.SEE_BOOKS)
def payout_lines() -> str:
    """The lines of all payouts that do not match the books."""
    chapter_id = guards.viewer().chapter_id
    return render_template(
        "treasurer/payments/payout_lines.html",
        page=queries.lines(chapter_id=chapter_id, payout=None, cursor=cursor_given(), only_open=True),
    )


@blueprint.route("/payouts/lines/<int:line_id>", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def explain_line(line_id: int) -> ResponseReturnValue:
    """Say what a line was that nothing in the books stands behind."""
    chapter_id = guards.viewer().chapter_id
    line = queries.get_line(chapter_id=chapter_id, line_id=line_id)
    if not line.may_be_explained:
        raise Conflict("Your books explain this line by themselves.")
    form = ExplanationForm(data={"category": line.category.value if line.category else ""})
    if taken(form):
        with FormRefusals(form):
            category = Explanation(form.category.data)
            payout_decisions.explain(
                chapter_id=chapter_id, line_id=line.id, category=category, by=guards.actor()
            )
            flash(f"Explained as {category.label}.", "success")
            return redirect(url_for(".payout", payout_id=line.part_id), 303)
    return form_page("treasurer/payments/explain_line.html", form, line=line)
