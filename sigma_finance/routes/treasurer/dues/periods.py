"""Dues periods: the list, a new one, whom it concerns, and charging them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.dues.dues import AssessForm, PeriodForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.dues import periods as queries
from sigma_finance.queries.dues import rehearsal
from sigma_finance.queries.dues.periods import ChargeBatchLine, Period
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, number_given, taken, today
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.dues import batches
from sigma_finance.services.dues import periods as dues
from sigma_finance.services.dues.periods import AssessmentResult
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: A period's page shows so many of the members at once.
SHOWN = 50


@blueprint.get("/dues")
@requires(Permission.ASSESS_DUES)
def periods() -> str:
    """Every dues period, the one due last first."""
    found = queries.periods(chapter_id=guards.viewer().chapter_id, today=today())
    return render_template("treasurer/dues/periods.html", periods=found)


@blueprint.route("/dues/new", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def new_period() -> ResponseReturnValue:
    """Name a term or year with its amount and due date; nobody is charged yet."""
    form = _period_form()
    if taken(form):
        with FormRefusals(form):
            period_id = dues.create_period(
                chapter_id=guards.viewer().chapter_id,
                name=form.name.text,
                terms=form.terms,
                by=guards.actor(),
            )
            flash("Created. Nobody is charged yet.", "success")
            return redirect(url_for(".period", period_id=period_id), 303)
    return form_page("treasurer/dues/new_period.html", form)


@blueprint.get("/dues/<int:period_id>")
@requires(Permission.ASSESS_DUES)
def period(period_id: int) -> str:
    """A period: what it costs, whom charging it now would charge, and what it has charged."""
    found, chapter_id = _get(period_id), guards.viewer().chapter_id
    seen = rehearsal.rehearse(chapter_id=chapter_id, period_id=found.id, today=today())
    number = min(max(1, number_given("page") or 1), max(1, -(-len(seen.members) // SHOWN)))
    return render_template(
        "treasurer/dues/period.html",
        period=found,
        amounts=queries.class_amounts(chapter_id=chapter_id, period_id=found.id),
        rehearsal=seen,
        batches=queries.batches(chapter_id=chapter_id, period_id=found.id),
        shown=SHOWN,
        number=number,
        first=(number - 1) * SHOWN + 1,
        last=min(number * SHOWN, len(seen.members)),
    )


@blueprint.route("/dues/<int:period_id>/assess", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def assess(period_id: int) -> ResponseReturnValue:
    """Charge everyone who is not charged yet, after a page that says how many and how much."""
    found = _get(period_id)
    form = AssessForm(data={"members": str(found.to_charge), "total": str(found.to_charge_minor)})
    if taken(form):
        if form.is_for(found.to_charge, found.to_charge_minor) or not found.to_charge:
            with FormRefusals(form):
                flash(_said(_assess(found)), "success")
                return redirect(url_for(".period", period_id=found.id), 303)
            found = _get(period_id)
        form.ask_again(found.to_charge, found.to_charge_minor)
    return form_page("treasurer/dues/assess.html", form, period=found)


@blueprint.route("/charges/batches/<int:charge_batch_id>/reverse", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def reverse_batch(charge_batch_id: int) -> ResponseReturnValue:
    """Take charges that were made together back together."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    batch = queries.get_batch(chapter_id=chapter_id, batch_id=charge_batch_id)
    back = url_for(".period", period_id=batch.period_id) if batch.period_id else url_for(".periods")
    if not batch.standing:
        raise Conflict("These charges have been reversed already.")
    if taken(form):
        with FormRefusals(form):
            flash(_reverse_batch(batch, form.reason.text), "success")
            return redirect(back, 303)
    return form_page("treasurer/dues/reverse_batch.html", form, batch=batch, back=back)


def _reverse_batch(batch: ChargeBatchLine, reason: str) -> str:
    """Reverse, or ask another officer where that gives more than one may; returns what to say."""
    chapter_id = guards.viewer().chapter_id
    return do_or_ask(
        lambda: batches.reverse_batch(
            chapter_id=chapter_id, batch_id=batch.id, reason=reason, by=guards.actor()
        ),
        done=f"Reversed {batch.standing} {'charge' if batch.standing == 1 else 'charges'}.",
        request=ApprovalRequest(Act.CHARGES_REVERSAL, batch.id, None, batch.total_minor, reason, {}),
    )


def _get(period_id: int) -> Period:
    return queries.get_period(chapter_id=guards.viewer().chapter_id, period_id=period_id, today=today())


def _assess(found: Period) -> AssessmentResult:
    return dues.assess(
        chapter_id=guards.viewer().chapter_id,
        period_id=found.id,
        by=guards.actor(),
        agreed_minor=found.to_charge_minor,
    )


def _period_form() -> PeriodForm:
    viewer = guards.viewer()
    usual = queries.get_default_amount(chapter_id=viewer.chapter_id)
    form = PeriodForm(data={"amount": plain_amount(usual, viewer.currency) if usual else ""})
    form.ask(viewer.currency)
    return form


def _said(done: AssessmentResult) -> str:
    if not done.charged:
        return "Everyone is charged already. Nothing was changed."
    total = format_money(done.total_minor, guards.viewer().currency)
    return f"Charged {done.charged} {'member' if done.charged == 1 else 'members'} {total} in all."
