"""A payment: what it settled, and taking back one that was entered by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.dates import day_begins, local_date, long_date
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.cash import ReverseForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.bank import matching
from sigma_finance.queries.dues import late_fees
from sigma_finance.queries.payments import payments as queries
from sigma_finance.queries.payments.payments import EnteredPayment
from sigma_finance.queries.payments.timeline import TimelineStep
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.payments import resending, reversing, writing_off
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

_NOON = timedelta(hours=12)


@blueprint.get("/payments/<reference>")
@requires(Permission.SEE_BOOKS)
def payment(reference: str) -> str:
    """One payment: whose it is, what it settled, its receipt, what became of it."""
    viewer, found = guards.viewer(), _get(reference)
    seen = matching.lines_of(chapter_id=viewer.chapter_id, payment_id=found.id)
    steps = [
        TimelineStep(
            day_begins(line.booked_on, viewer.timezone, later=_NOON),
            f"On the statement of {line.account}",
            abs(line.amount_minor),
            bank_line_id=line.id,
        )
        for line in seen
    ]
    timeline = sorted([*found.timeline, *steps], key=lambda step: step.at)
    return render_template("treasurer/payments/payment.html", payment=replace(found, timeline=timeline))


@blueprint.route("/payments/<reference>/reverse", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reverse(reference: str) -> ResponseReturnValue:
    """Take a payment that was entered by hand back out of the books; it stays visible."""
    found = _get(reference)
    if not found.reversible:
        raise Conflict(_why_not(found))
    form = ReverseForm()
    if taken(form):
        with FormRefusals(form):
            flash(_reverse(found, form), "success")
            return redirect(url_for(".payment", reference=reference), 303)
    rules = late_fees.get_policy(chapter_id=guards.viewer().chapter_id)
    return form_page(
        "treasurer/payments/reverse.html",
        form,
        payment=found,
        bounced_fee_minor=rules.bounced_check_fee_minor,
    )


@blueprint.post("/payments/<reference>/receipt")
@requires(Permission.RECORD_MONEY)
def resend_receipt(reference: str) -> ResponseReturnValue:
    """Mail a payment's receipt to its member once more."""
    name = resending.resend_receipt(
        chapter_id=guards.viewer().chapter_id, reference=reference, by=guards.actor()
    )
    flash(f"The receipt goes to {name} again.", "success")
    return redirect(url_for(".payment", reference=reference), 303)


@blueprint.route("/payments/<reference>/write-off", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def write_off(reference: str) -> ResponseReturnValue:
    """Give up what went back of a payment beyond what it held; it becomes an expense."""
    found, form = _get(reference), ReasonForm()
    if not found.excess_minor:
        raise Conflict("Nothing of this payment stands in excess.")
    if found.may_come_back:
        raise Conflict("The bank has not decided the dispute yet, so this may still come back.")
    if taken(form):
        with FormRefusals(form):
            flash(_write_off(found, form.reason.text), "success")
            return redirect(url_for(".payment", reference=reference), 303)
    return form_page("treasurer/payments/write_off.html", form, payment=found)


def _write_off(found: EnteredPayment, reason: str) -> str:
    return do_or_ask(
        lambda: writing_off.write_off(
            chapter_id=guards.viewer().chapter_id, payment_id=found.id, reason=reason, by=guards.actor()
        ),
        done="Written off. It stands in the books as an expense.",
        request=ApprovalRequest(
            Act.WRITE_OFF, found.id, found.detail.member_id, found.excess_minor, reason, {}
        ),
    )


def _reverse(found: EnteredPayment, form: ReverseForm) -> str:
    """Reverse, or ask another officer where the amount is above the chapter's limit; returns what to say."""
    bounced, reason = bool(form.bounced.data), form.reason.text
    return do_or_ask(
        lambda: reversing.reverse(
            chapter_id=guards.viewer().chapter_id,
            payment_id=found.id,
            reason=reason,
            by=guards.actor(),
            bounced=bounced,
        ),
        done="Reversed. The payment stays visible, and its receipt is void.",
        request=ApprovalRequest(
            Act.REVERSAL,
            found.id,
            found.detail.member_id,
            found.detail.line.amount_minor,
            reason or "The check bounced.",
            {"bounced": bounced},
        ),
    )


def _why_not(payment: EnteredPayment) -> str:
    """Why a payment cannot be reversed."""
    if payment.reversal is not None:
        day = long_date(local_date(payment.reversal.at, guards.viewer().timezone))
        return f"This payment was reversed already, on {day} by {payment.reversal.by or 'the operator'}."
    if payment.import_batch_id is not None:
        return "This payment was imported. It is taken back with its whole import."
    if payment.detail.line.method.by_stripe:
        return "This payment came by Stripe, so it is refunded there, not reversed."
    return "This payment is not in the books, so there is nothing to reverse."


def _get(reference: str) -> EnteredPayment:
    viewer = guards.viewer()
    return queries.get_payment(chapter_id=viewer.chapter_id, reference=reference, timezone=viewer.timezone)
