"""Cash on hand and its deposits."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.cash import DepositForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.bank import accounts, matching
from sigma_finance.queries.payments import deposits as queries
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.payments import deposits
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/deposits", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def cash() -> ResponseReturnValue:
    """What is on hand, taking it to the bank, and what was taken before."""
    viewer = guards.viewer()
    held = queries.on_hand(chapter_id=viewer.chapter_id)
    form = DepositForm(data={"deposited_on": today()})
    known = accounts.accounts(chapter_id=viewer.chapter_id)
    form.ask(held, [(one.place.value, one.name) for one in known])
    if taken(form):
        with FormRefusals(form):
            deposit_id = deposits.deposit(
                chapter_id=viewer.chapter_id,
                payment_ids=form.payments.data or [],
                deposited_on=form.deposited_on.data or today(),
                note=form.note.text,
                place=BankPlace(form.place.data),
                by=guards.actor(),
            )
            flash("Deposited.", "success")
            return redirect(url_for(".deposit", deposit_id=deposit_id), 303)
    return form_page(
        "treasurer/payments/deposits.html",
        form,
        held=held,
        total_minor=sum(one.amount_minor for one in held),
        deposits=queries.deposits(chapter_id=viewer.chapter_id),
        today=today(),
        several=len(known) > 1,
    )


@blueprint.get("/deposits/<int:deposit_id>")
@requires(Permission.RECORD_MONEY)
def deposit(deposit_id: int) -> str:
    """A deposit and the payments in it."""
    chapter_id = guards.viewer().chapter_id
    found = queries.get_deposit(chapter_id=chapter_id, deposit_id=deposit_id)
    inside = queries.of_deposit(chapter_id=chapter_id, deposit_id=deposit_id)
    bank = matching.lines_of(chapter_id=chapter_id, deposit_id=deposit_id)
    return render_template("treasurer/payments/deposit.html", deposit=found, inside=inside, bank=bank)


@blueprint.route("/deposits/<int:deposit_id>/reverse", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reverse_deposit(deposit_id: int) -> ResponseReturnValue:
    """Take a deposit back that was not made as it says."""
    chapter_id = guards.viewer().chapter_id
    found, form = queries.get_deposit(chapter_id=chapter_id, deposit_id=deposit_id), ReasonForm()
    if found.is_reversed:
        raise Conflict("This deposit has been reversed already.")
    if taken(form):
        with FormRefusals(form):
            deposits.reverse(
                chapter_id=chapter_id, deposit_id=found.id, reason=form.reason.text, by=guards.actor()
            )
            flash("Reversed. The money is on hand again.", "success")
            return redirect(url_for(".deposit", deposit_id=found.id), 303)
    return form_page("treasurer/payments/reverse_deposit.html", form, deposit=found)
