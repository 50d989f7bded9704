"""Deciding about what members ask to have back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.categories import spendable
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.forms.spending.spending import ApproveForm
from sigma_finance.queries.spending import categories
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.spending import reimbursements
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/spending/<int:spending_id>/approve", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def approve_reimbursement(spending_id: int) -> ResponseReturnValue:
    """Approve what a member paid for the chapter, under a category."""
    viewer, form = guards.viewer(), ApproveForm()
    chapter_id = viewer.chapter_id
    found = queries.get_facts(chapter_id=chapter_id, spending_id=spending_id)
    form.offer(spendable(categories.offered(chapter_id=chapter_id)))
    if taken(form):
        with FormRefusals(form):
            amount = format_money(found.amount_minor, viewer.currency)
            said = do_or_ask(
                lambda: reimbursements.approve(
                    chapter_id=chapter_id,
                    spending_id=spending_id,
                    category=form.account,
                    by=guards.actor(),
                ),
                done=f"Approved. {amount} is to be paid to {found.member_name}, who is told.",
                request=ApprovalRequest(
                    Act.REIMBURSEMENT,
                    spending_id,
                    found.member_id,
                    found.amount_minor,
                    found.what,
                    {"category": form.account.value, "says": found.payee},
                ),
            )
            flash(said, "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    return form_page(
        "treasurer/spending/approve.html",
        form,
        document=found,
        receipts=queries.receipts(chapter_id=chapter_id, spending_id=spending_id),
    )


@blueprint.route("/spending/<int:spending_id>/decline", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def decline_reimbursement(spending_id: int) -> ResponseReturnValue:
    """Say no to what a member asked for, with a reason that they read."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    found = queries.get_facts(chapter_id=chapter_id, spending_id=spending_id)
    if taken(form):
        with FormRefusals(form):
            reimbursements.decline(
                chapter_id=chapter_id, spending_id=spending_id, reason=form.reason.text, by=guards.actor()
            )
            flash(f"Declined. {found.member_name} is told why.", "success")
            return redirect(url_for(".spending_document", spending_id=spending_id), 303)
    return form_page("treasurer/spending/decline.html", form, document=found)
