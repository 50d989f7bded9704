"""Giving money of a payment back, and refunds by hand that did not arrive."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import LATEST, SOONEST, StillOwed, arrives_by
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.forms.payments.refunds import RefundForm
from sigma_finance.queries.payments import payments as queries
from sigma_finance.queries.payments.going_back import ReturnedMoney
from sigma_finance.queries.payments.payments import EnteredPayment
from sigma_finance.routes.treasurer import asking
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.payments import refunding
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

FINDING_OUT = (
    "Stripe has not answered yet, so we do not know whether it was refunded. Do not refund it again: this page "
    "shows it as soon as we know."
)


@blueprint.route("/payments/<reference>/refund", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def refund(reference: str) -> ResponseReturnValue:
    """Give money of a payment back, in part or in full."""
    found = _get(reference)
    if found.why_not_refunded:
        raise Conflict(found.why_not_refunded)
    form = _form(found)
    if taken(form):
        with FormRefusals(form):
            said, how = _refund(found, form)
            flash(said, how)
            return redirect(url_for(".payment", reference=reference), 303)
    return form_page("treasurer/payments/refund.html", form, payment=found, where=_where(found))


def _form(found: EnteredPayment) -> RefundForm:
    currency = guards.viewer().currency
    form = RefundForm(
        data={"amount": plain_amount(found.left_minor, currency), "given_on": today(), "owed": StillOwed.YES}
    )
    form.ask(
        left_minor=found.left_minor,
        currency=currency,
        today=today(),
        by_stripe=not found.goes_back_by_hand,
        by_hand=found.may_go_back_by_hand,
    )
    return form


def _where(found: EnteredPayment) -> str:
    """Where the money goes, and when it is there."""
    if found.goes_back_by_hand:
        return "You give it back yourself, and record here how."
    to = "bank account" if found.detail.line.method is Method.BANK_DEBIT else "card"
    day = long_date(arrives_by(today()))
    return f"To the {to} that paid, in {SOONEST} to {LATEST} business days: usually by {day}."


def _refund(found: EnteredPayment, form: RefundForm) -> tuple[str, str]:
    """Refund, or ask another officer where that is more than one may give; returns what to say, and how."""
    wanted = form.entry(chapter_id=guards.viewer().chapter_id, payment_id=found.id)
    amount = format_money(wanted.amount_minor, guards.viewer().currency)
    states: list[RefundState] = []
    said = asking.do_or_ask(
        lambda: states.append(refunding.refund(request=wanted, by=guards.actor())),
        done=f"{amount} is recorded as given back." if wanted.by_hand else f"{amount} is on its way back.",
        request=_request(found, wanted),
    )
    if states == [RefundState.CREATED]:
        return FINDING_OUT, "info"
    if states == [RefundState.SUCCEEDED] and not wanted.by_hand:
        return f"{amount} is refunded. {_where(found)}", "success"
    return said, "success"


def _request(found: EnteredPayment, wanted: NewRefund) -> ApprovalRequest:
    given = wanted.by_hand
    facts: dict[str, Any] = {
        "amount_minor": wanted.amount_minor,
        "owed": wanted.owed.value,
        "form_key": wanted.form_key,
        "method": given.method.value if given else None,
        "given_on": given.on.isoformat() if given else None,
        "trace": given.trace if given else "",
    }
    return ApprovalRequest(
        Act.REFUND, found.id, found.detail.member_id, wanted.amount_minor, wanted.reason, facts
    )


@blueprint.route("/payments/<reference>/refunds/<int:refund_id>/failed", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def refund_failed(reference: str, refund_id: int) -> ResponseReturnValue:
    """Say that a refund by hand never reached its payer; its money is the chapter's again."""
    found, form = _get(reference), ReasonForm()
    given = _given(found, refund_id)
    if taken(form):
        with FormRefusals(form):
            refunding.did_not_arrive(
                chapter_id=guards.viewer().chapter_id,
                payment_id=found.id,
                refund_id=refund_id,
                reason=form.reason.text,
                by=guards.actor(),
            )
            flash("The money is in the books again, and the member is told.", "success")
            return redirect(url_for(".payment", reference=reference), 303)
    return form_page("treasurer/payments/refund_failed.html", form, payment=found, refund=given)


def _given(found: EnteredPayment, refund_id: int) -> ReturnedMoney:
    """The refund by hand of this id that stands."""
    refunds = [one for one in found.returned if isinstance(one.state, RefundState) and one.id == refund_id]
    if not refunds:
        raise NotFound("There is no such refund of this payment.")
    if not refunds[0].is_given_by_hand:
        raise Conflict("Only a refund that was given by hand, and stands, can be said not to have arrived.")
    return refunds[0]


def _get(reference: str) -> EnteredPayment:
    viewer = guards.viewer()
    return queries.get_payment(chapter_id=viewer.chapter_id, reference=reference, timezone=viewer.timezone)
