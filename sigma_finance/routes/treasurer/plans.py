"""Members' payment plans: proposed ones decided, active ones cancelled."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.recording import ReasonForm
from sigma_finance.queries import plans as queries
from sigma_finance.routes import guards
from sigma_finance.routes.guards import requires
from sigma_finance.routes.treasurer.base import ShowingRefusals, blueprint, form_page, taken
from sigma_finance.services import plans as services


@blueprint.get("/plans")
@requires(Permission.ASSESS_DUES)
def plans() -> str:
    """Plans to decide on, under way, and ended."""
    chapter_id = guards.viewer().chapter_id
    return render_template(
        "treasurer/plans.html",
        live=queries.of_chapter(chapter_id=chapter_id, live=True),
        ended=queries.of_chapter(chapter_id=chapter_id, live=False),
    )


@blueprint.post("/plans/<int:plan_id>/approve")
@requires(Permission.ASSESS_DUES)
def approve_plan(plan_id: int) -> ResponseReturnValue:
    """Begin a plan that a member proposed."""
    services.approve(chapter_id=guards.viewer().chapter_id, plan_id=plan_id, by=guards.actor())
    flash("Approved. The plan has begun.", "success")
    return redirect(url_for(".plans"), 303)


@blueprint.route("/plans/<int:plan_id>/end", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def end_plan(plan_id: int) -> ResponseReturnValue:
    """Decline a proposed plan, or cancel one under way."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    plan = queries.get_line(chapter_id=chapter_id, plan_id=plan_id)
    proposed = plan.state.value == "proposed"
    if taken(form):
        with ShowingRefusals(form):
            end = services.decline if proposed else services.cancel
            end(chapter_id=chapter_id, plan_id=plan_id, reason=form.reason.text, by=guards.actor())
            flash("Declined." if proposed else "Cancelled. What is left of it is due today.", "success")
            return redirect(url_for(".plans"), 303)
    return form_page("treasurer/end_plan.html", form, plan=plan, proposed=proposed)
