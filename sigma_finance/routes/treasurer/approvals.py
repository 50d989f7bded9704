"""What is above the chapter's limit: asked for by one officer, decided by another."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries import appointments
from sigma_finance.queries import approvals as queries
from sigma_finance.queries.approvals import ApprovalLine
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services import approvals as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

UNANSWERED = "Approved. Stripe has not answered yet; the payment's page shows what becomes of it."


@blueprint.get("/approvals")
@requires(Permission.RECORD_MONEY)
def approvals() -> str:
    """What waits for a second officer, and what became of the rest."""
    chapter_id = guards.viewer().chapter_id
    waiting = queries.waiting(chapter_id=chapter_id)
    return render_template(
        "treasurer/approvals.html",
        waiting=waiting,
        refusals=_refusals(waiting),
        decided=queries.decided(chapter_id=chapter_id),
        now=now(),
    )


def _refusals(waiting: list[ApprovalLine]) -> dict[int, str]:
    """Why the viewer cannot approve what these officers asked for, by the id of who asked."""
    viewer = guards.viewer()
    askers = {one.asked_by_id for one in waiting} - {viewer.member_id}
    if not askers:
        return {}
    return appointments.why_may_not_each(
        chapter_id=viewer.chapter_id, approver=viewer.member_id, askers=askers
    )


@blueprint.post("/approvals/<int:approval_id>/approve")
@requires(Permission.RECORD_MONEY)
def approve_request(approval_id: int) -> ResponseReturnValue:
    """Do what another officer asked for."""
    done = services.approve(chapter_id=guards.viewer().chapter_id, approval_id=approval_id, by=guards.actor())
    flash("Approved, and done." if done else UNANSWERED, "success" if done else "info")
    return redirect(url_for(".approvals"), 303)


@blueprint.route("/approvals/<int:approval_id>/decline", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def decline_request(approval_id: int) -> ResponseReturnValue:
    """Decline it, or withdraw one's own."""
    viewer, form = guards.viewer(), ReasonForm()
    found = queries.get_approval(chapter_id=viewer.chapter_id, approval_id=approval_id)
    own = found.asked_by_id == viewer.member_id
    if taken(form):
        with FormRefusals(form):
            services.decline(
                chapter_id=viewer.chapter_id,
                approval_id=approval_id,
                reason=form.reason.text,
                by=guards.actor(),
            )
            flash("Withdrawn." if own else "Declined.", "success")
            return redirect(url_for(".approvals"), 303)
    return form_page("treasurer/decline_request.html", form, request_=found, own=own)
