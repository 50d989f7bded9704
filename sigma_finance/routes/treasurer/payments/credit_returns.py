"""Credit that is returned to members, and returns that did not happen."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.cash import CreditReturnForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.members import members
from sigma_finance.queries.payments import credit_returns as queries
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.payments import credit_returns
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/members/<int:member_id>/payout", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def return_credit(member_id: int) -> ResponseReturnValue:
    """Pay a member's credit back."""
    viewer = guards.viewer()
    member = members.get_member(chapter_id=viewer.chapter_id, member_id=member_id, today=today())
    credit = plain_amount(member.credit_minor, viewer.currency)
    form = CreditReturnForm(data={"amount": credit if member.credit_minor else "", "paid_on": today()})
    form.amount.currency = viewer.currency
    if taken(form):
        with FormRefusals(form):
            flash(_return_or_ask(form, member_id), "success")
            return redirect(url_for(".member", member_id=member_id, tab="payments"), 303)
    return form_page("treasurer/payments/credit_return.html", form, member=member, today=today())


def _return_or_ask(form: CreditReturnForm, member_id: int) -> str:
    """Return credit, or ask another officer where that is more than one may pay out; returns what to say."""
    viewer = guards.viewer()
    entry = form.entry(chapter_id=viewer.chapter_id, member_id=member_id, today=today())
    facts = {
        "method": entry.method.value,
        "paid_on": entry.paid_on.isoformat(),
        "note": entry.note,
        "form_key": entry.form_key,
    }
    reason = entry.note or f"Credit paid back {entry.method.in_words}."
    return do_or_ask(
        lambda: credit_returns.return_credit(request=entry, by=guards.actor()),
        done=f"Paid {format_money(entry.amount_minor, viewer.currency)} of credit back.",
        request=ApprovalRequest(Act.CREDIT_RETURN, member_id, member_id, entry.amount_minor, reason, facts),
    )


@blueprint.route("/payouts/<int:credit_return_id>/reverse", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reverse_credit_return(credit_return_id: int) -> ResponseReturnValue:
    """Take a credit return back that did not happen as it says."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    found = queries.find_credit_return(chapter_id=chapter_id, credit_return_id=credit_return_id)
    if found is None:
        raise NotFound("There is no such credit return in your chapter.")
    if found.reversed_at is not None:
        raise Conflict("This credit return has been reversed already.")
    member_id, amount_minor = found.member_id, found.amount_minor
    if taken(form):
        with FormRefusals(form):
            credit_returns.reverse(
                chapter_id=chapter_id,
                credit_return_id=credit_return_id,
                reason=form.reason.text,
                by=guards.actor(),
            )
            flash("Reversed. The credit is the member's again.", "success")
            return redirect(url_for(".member", member_id=member_id, tab="payments"), 303)
    return form_page(
        "treasurer/payments/reverse_credit_return.html",
        form,
        credit_return=found,
        member_id=member_id,
        amount_minor=amount_minor,
    )
