"""Members' payment plans: proposed ones decided, active ones cancelled, and schedules of an officer's own."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dues.schedules import LIVE, PlanState, SchedulePart, schedule
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.policy import Frequency
from sigma_finance.forms.dues.schedules import PlanScheduleForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.dues import plans as queries
from sigma_finance.queries.members import members
from sigma_finance.queries.members.members import MemberProfile
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services import export_tables
from sigma_finance.services.dues import plans as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/plans")
@requires(Permission.ASSESS_DUES)
def plans() -> str:
    """Plans to decide on, under way, and ended."""
    chapter_id = guards.viewer().chapter_id
    return render_template(
        "treasurer/dues/plans.html",
        live=queries.of_chapter(chapter_id=chapter_id, live=True),
        ended=queries.of_chapter(chapter_id=chapter_id, live=False),
    )


@files.file_route("/plans")
@requires(Permission.ASSESS_DUES)
@guards.confirmed_for_file
def plans_file(kind: str) -> Response:
    """All plans: to decide on, under way, then ended."""
    viewer = guards.viewer()
    found = [
        plan
        for live in (True, False)
        for plan in queries.of_chapter(chapter_id=viewer.chapter_id, live=live, limit=None)
    ]
    return files.send(export_tables.plans(found, timezone=viewer.timezone, currency=viewer.currency), kind)


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
        with FormRefusals(form):
            end = services.decline if proposed else services.cancel
            end(chapter_id=chapter_id, plan_id=plan_id, reason=form.reason.text, by=guards.actor())
            flash("Declined." if proposed else "Cancelled. What is left of it is due today.", "success")
            return redirect(url_for(".plans"), 303)
    return form_page("treasurer/dues/end_plan.html", form, plan=plan, proposed=proposed)


@blueprint.route("/members/<int:member_id>/plan", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def arrange_plan(member_id: int) -> ResponseReturnValue:
    """Write a schedule of what a member owes, in place of the plan that runs or was proposed."""
    viewer = guards.viewer()
    member = members.get_member(chapter_id=viewer.chapter_id, member_id=member_id, today=today())
    plans = queries.of_member(chapter_id=viewer.chapter_id, member_id=member_id)
    form = PlanScheduleForm.of(
        _beginning(member, plans), owed_minor=member.balance_minor, currency=viewer.currency, today=today()
    )
    if "more" in request.form:
        form.add_rows()
    elif taken(form) and form.reads():
        with FormRefusals(form):
            services.arrange(
                chapter_id=viewer.chapter_id, member_id=member_id, parts=form.parts, by=guards.actor()
            )
            flash(f"{member.name} pays by this schedule from now on.", "success")
            return redirect(url_for(".member", member_id=member_id), 303)
    live = next((plan for plan in plans if plan.state in LIVE), None)
    page, status = form_page("treasurer/dues/arrange_plan.html", form, member=member, live=live)
    return page, 422 if form.wrong else status


def _beginning(member: MemberProfile, plans: list[queries.PlanLine]) -> list[SchedulePart]:
    """What was proposed, as long as it fits; otherwise two parts, the second a month after the first."""
    proposed = next((plan for plan in plans if plan.state is PlanState.PROPOSED), None)
    if proposed is not None and proposed.total_minor == member.balance_minor:
        return proposed.parts
    if member.balance_minor < 2:
        return []
    first = max(member.oldest_due_on or today(), today())
    return schedule(member.balance_minor, installments=2, first=first, frequency=Frequency.MONTHLY)
