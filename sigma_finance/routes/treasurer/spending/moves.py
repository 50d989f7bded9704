"""Transfers between own accounts, and counting cash."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import HELD_IN_HAND
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.forms.spending.spending import CountForm, TransferForm
from sigma_finance.queries.spending import moves as queries
from sigma_finance.queries.spending import places
from sigma_finance.routes.treasurer.asking import do_or_ask
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.spending import moves
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/spending/transfers", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def transfers() -> ResponseReturnValue:
    """What went from one own account to another, and entering another one."""
    viewer = guards.viewer()
    form = TransferForm(data={"moved_on": today()})
    form.amount.currency = viewer.currency
    found = places.places(chapter_id=viewer.chapter_id)
    form.offer(found)
    if taken(form):
        with FormRefusals(form):
            entry = form.entry(viewer.chapter_id, today())
            moves.transfer(request=entry, by=guards.actor())
            flash(f"Moved {format_money(entry.amount_minor, viewer.currency)}.", "success")
            return redirect(url_for(".transfers"), 303)
    return form_page(
        "treasurer/spending/transfers.html",
        form,
        places=found,
        transfers=queries.transfers(chapter_id=viewer.chapter_id),
        today=today(),
    )


@blueprint.route("/spending/transfers/<int:transfer_id>/reverse", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reverse_transfer(transfer_id: int) -> ResponseReturnValue:
    """Take a transfer back that did not happen as it says."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    found = queries.get_transfer(chapter_id=chapter_id, transfer_id=transfer_id)
    if taken(form):
        with FormRefusals(form):
            moves.reverse(
                chapter_id=chapter_id, transfer_id=transfer_id, reason=form.reason.text, by=guards.actor()
            )
            flash("Reversed.", "success")
            return redirect(url_for(".transfers"), 303)
    return form_page("treasurer/spending/reverse_transfer.html", form, transfer=found)


@blueprint.route("/spending/count", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
@guards.confirmed_lately
def count_cash() -> ResponseReturnValue:
    """Count petty cash or cash on hand; the difference stands on *over and short*."""
    viewer = guards.viewer()
    form = CountForm(data={"counted_on": today()})
    form.counted.currency = viewer.currency
    if taken(form):
        with FormRefusals(form):
            entry = form.entry(viewer.chapter_id, today())
            facts = {
                "place": entry.place.value,
                "counted_minor": entry.counted_minor,
                "counted_on": entry.counted_on.isoformat(),
                "note": entry.note,
                "form_key": entry.form_key,
                "says": f"{entry.place.label}: {format_money(entry.counted_minor, viewer.currency)} counted",
            }
            said = do_or_ask(
                lambda: moves.count(request=entry, by=guards.actor()),
                done=f"Counted. {entry.place.label} is as the books say now.",
                request=ApprovalRequest(
                    Act.CASH_COUNT,
                    HELD_IN_HAND.index(entry.place) + 1,
                    None,
                    0,
                    entry.note or "Counted",
                    facts,
                ),
            )
            flash(said, "success")
            return redirect(url_for(".count_cash"), 303)
    held = [one for one in places.places(chapter_id=viewer.chapter_id) if one.account in HELD_IN_HAND]
    return form_page(
        "treasurer/spending/count.html",
        form,
        places=held,
        counts=queries.counts(chapter_id=viewer.chapter_id),
        today=today(),
    )
