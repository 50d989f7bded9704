"""What a member paid for the chapter and asks to have back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending.spending import SpendingState
from sigma_finance.extensions import limiter
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.spending.reimbursements import ReimbursementForm
from sigma_finance.forms.spending.spending import ReceiptForm
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.queries.spending.spendings import SpendingFacts
from sigma_finance.services.files import NewFile, kept
from sigma_finance.services.spending import reimbursements
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

blueprint = Blueprint("reimbursements", __name__, url_prefix="/reimbursements")
#: A receipt may have 5 MB; more is let in than that, so that a larger one meets a sentence instead of a closed door.
LARGEST_REQUEST = 16 * 1024 * 1024
#: So often a person can send files a minute.
ATTEMPTS = "20 per minute"


@blueprint.url_value_preprocessor
def _let_receipts_in(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anything reads the form: these pages take larger ones than the others, and no number beyond 18 digits."""
    if endpoint in ("reimbursements.ask", "reimbursements.add_receipt"):
        request.max_content_length = LARGEST_REQUEST
    if len(str((values or {}).get("spending_id", ""))) > 18:
        abort(404)


@blueprint.get("")
@signed_in
def own() -> str:
    """What the member asked for, the latest first."""
    viewer = guards.viewer()
    found = queries.own(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return render_template("reimbursements/own.html", found=found)


@blueprint.route("/ask", methods=["GET", "POST"])
@limiter.limit(ATTEMPTS, methods=["POST"])
@signed_in
def ask() -> ResponseReturnValue:
    """Ask for what one paid, with a photo of the receipt."""
    viewer = guards.viewer()
    today = today_in(viewer.timezone)
    form = ReimbursementForm(data={"spent_on": today})
    form.amount.currency = viewer.currency
    if request.method == "POST" and form.validate():
        try:
            return _asked(form)
        except (Invalid, Conflict) as refusal:
            if isinstance(refusal, FormSentAlready):
                form.form_key.renew()
            refuse(form, refusal)
    page = render_template("reimbursements/ask.html", form=form, today=today)
    return page, 422 if form.errors else 200


def _asked(form: ReimbursementForm) -> ResponseReturnValue:
    viewer = guards.viewer()
    entry = form.entry(viewer.chapter_id, viewer.member_id, today_in(viewer.timezone))
    file = NewFile(form.receipt.content, form.receipt.file_name) if form.receipt.content else None
    with kept(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, file=file, field="receipt"
    ) as file_ids:
        spending_id = reimbursements.ask(request=entry, file_ids=file_ids, by=guards.actor())
    flash("Sent. Your officers have been told, and you are told what they decide.", "success")
    return redirect(url_for(".show", spending_id=spending_id), 303)


@blueprint.get("/<int:spending_id>")
@signed_in
def show(spending_id: int) -> str:
    """One of them, with where it stands."""
    return _page(_own(spending_id), ReceiptForm())


def _own(spending_id: int) -> SpendingFacts:
    viewer = guards.viewer()
    found = queries.get_facts(chapter_id=viewer.chapter_id, spending_id=spending_id)
    if found.member_id != viewer.member_id:
        abort(404)
    return found


def _page(found: SpendingFacts, form: ReceiptForm) -> str:
    receipts = queries.receipts(chapter_id=guards.viewer().chapter_id, spending_id=found.id)
    return render_template(
        "reimbursements/show.html", document=found, receipts=receipts, form=form, states=SpendingState
    )


@blueprint.post("/<int:spending_id>/receipt")
@limiter.limit(ATTEMPTS)
@signed_in
def add_receipt(spending_id: int) -> ResponseReturnValue:
    """Add a receipt to one."""
    viewer, form, found = guards.viewer(), ReceiptForm(), _own(spending_id)
    if not form.validate():
        return _page(found, form), 422
    file = NewFile(form.receipt.content, form.receipt.file_name)
    try:
        with kept(
            chapter_id=viewer.chapter_id, member_id=viewer.member_id, file=file, field="receipt"
        ) as file_ids:
            reimbursements.add_receipt(
                chapter_id=viewer.chapter_id,
                spending_id=spending_id,
                member_id=viewer.member_id,
                file_ids=file_ids,
                by=guards.actor(),
            )
    except (Invalid, Conflict) as refusal:
        refuse(form, refusal)
        return _page(found, form), 422
    flash("Added.", "success")
    return redirect(url_for(".show", spending_id=spending_id), 303)


@blueprint.post("/<int:spending_id>/withdraw")
@signed_in
def withdraw(spending_id: int) -> ResponseReturnValue:
    """Take it back, as long as nobody has decided."""
    viewer = guards.viewer()
    reimbursements.withdraw(
        chapter_id=viewer.chapter_id,
        spending_id=spending_id,
        member_id=viewer.member_id,
        by=guards.actor(),
    )
    flash("Withdrawn.", "success")
    return redirect(url_for(".own"), 303)
