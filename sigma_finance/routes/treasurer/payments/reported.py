"""Payments that members say they have made: confirmed or declined by an officer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries import officers
from sigma_finance.queries.payments import payments as queries
from sigma_finance.queries.payments.payments import EnteredPayment, MemberPayment
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, received, taken
from sigma_finance.services.payments import recording
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/reported")
@requires(Permission.RECORD_MONEY)
def reported() -> str:
    """What waits for an officer's word."""
    viewer = guards.viewer()
    waiting = queries.reported(chapter_id=viewer.chapter_id, timezone=viewer.timezone)
    return render_template(
        "treasurer/payments/reported.html", payments=waiting, not_by_viewer=_left_to_others(waiting)
    )


@blueprint.post("/reported/<reference>/confirm")
@requires(Permission.RECORD_MONEY)
def confirm(reference: str) -> ResponseReturnValue:
    """Book a reported payment: the money is there."""
    payment = _get(reference)
    recorded = recording.confirm(
        chapter_id=guards.viewer().chapter_id, payment_id=payment.id, by=guards.actor()
    )
    flash(f"Confirmed for {payment.detail.member_name}. {received(recorded)}", "success")
    return redirect(url_for(".reported"), 303)


@blueprint.route("/reported/<reference>/reject", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reject(reference: str) -> ResponseReturnValue:
    """Decline a reported payment, with a word to the member."""
    payment = _get(reference)
    if payment.detail.line.state is not PaymentState.REPORTED:
        raise Conflict("This report has been dealt with already.")
    form = ReasonForm()
    if taken(form):
        with FormRefusals(form):
            recording.reject(
                chapter_id=guards.viewer().chapter_id,
                payment_id=payment.id,
                reason=form.reason.text,
                by=guards.actor(),
            )
            flash(f"Declined. {payment.detail.member_name} has been told.", "success")
            return redirect(url_for(".reported"), 303)
    return form_page("treasurer/payments/reject.html", form, payment=payment)


def _left_to_others(waiting: list[MemberPayment]) -> int | None:
    """The viewer's id as a member, where they have reported a payment that another officer may confirm."""
    viewer = guards.viewer()
    if all(payment.member_id != viewer.member_id for payment in waiting):
        return None
    others = officers.others_may(
        chapter_id=viewer.chapter_id, permission=Permission.RECORD_MONEY, besides=viewer.member_id
    )
    return viewer.member_id if others else None


def _get(reference: str) -> EnteredPayment:
    viewer = guards.viewer()
    return queries.get_payment(chapter_id=viewer.chapter_id, reference=reference, timezone=viewer.timezone)
