"""What becomes of a charge: waived when it is right, reversed when it is wrong."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import WaiverKind
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.dues.dues import WaiveForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.books import member_account
from sigma_finance.queries.books.member_account import ChargeLine
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.dues import charges
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/charges/<int:charge_id>/waive", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def waive(charge_id: int) -> ResponseReturnValue:
    """Forgive what is open of a charge, or a part of it."""
    charge = _get(charge_id)
    if not charge.open_minor:
        raise Conflict("Nothing of this charge is open, so there is nothing to waive.")
    viewer = guards.viewer()
    charges.may_waive_alone(chapter_id=viewer.chapter_id, member_id=charge.member_id, by=guards.actor())
    form = WaiveForm(data={"amount": plain_amount(charge.open_minor, viewer.currency)})
    form.amount.currency = viewer.currency
    if taken(form):
        with FormRefusals(form):
            flash(_waive(charge, form), "success")
            return redirect(url_for(".member", member_id=charge.member_id, tab="charges"), 303)
    return form_page("treasurer/dues/waive.html", form, charge=charge)


@blueprint.route("/charges/<int:charge_id>/reverse", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def reverse_charge(charge_id: int) -> ResponseReturnValue:
    """Take a charge that was wrong back; what had paid it becomes credit."""
    charge = _get(charge_id)
    if charge.is_reversed:
        raise Conflict("This charge has been reversed already.")
    form = ReasonForm()
    if taken(form):
        with FormRefusals(form):
            flash(_reverse(charge, form.reason.text), "success")
            return redirect(url_for(".member", member_id=charge.member_id, tab="charges"), 303)
    return form_page("treasurer/dues/reverse_charge.html", form, charge=charge)


def _get(charge_id: int) -> ChargeLine:
    return member_account.get_charge(chapter_id=guards.viewer().chapter_id, charge_id=charge_id)


def _reverse(charge: ChargeLine, reason: str) -> str:
    """Reverse, or ask another officer where that gives more than one may; returns what to say."""
    chapter_id = guards.viewer().chapter_id
    return do_or_ask(
        lambda: charges.reverse(chapter_id=chapter_id, charge_id=charge.id, reason=reason, by=guards.actor()),
        done=f"Reversed: {charge.description}.",
        request=ApprovalRequest(
            Act.CHARGE_REVERSAL, charge.id, charge.member_id, charge.amount_minor, reason, {}
        ),
    )


def _waive(charge: ChargeLine, form: WaiveForm) -> str:
    """Waive, or ask another officer where the amount is above the chapter's limit; returns what to say."""
    viewer, kind = guards.viewer(), WaiverKind(form.kind.data)
    amount_minor, reason = form.amount.minor, form.reason.text
    return do_or_ask(
        lambda: charges.waive(
            chapter_id=viewer.chapter_id,
            charge_id=charge.id,
            amount_minor=amount_minor,
            kind=kind,
            reason=reason,
            by=guards.actor(),
        ),
        done=f"Waived {format_money(amount_minor, viewer.currency)}.",
        request=ApprovalRequest(
            Act.WAIVER, charge.id, charge.member_id, amount_minor, reason, {"kind": kind.value}
        ),
    )
