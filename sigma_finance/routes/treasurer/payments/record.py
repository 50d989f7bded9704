"""Recording money that an officer has received."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.money import format_money, plain_amount
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import RecordForm
from sigma_finance.queries.members import members
from sigma_finance.queries.members.members import Choice
from sigma_finance.queries.payments import payments as queries
from sigma_finance.routes.treasurer.base import (
    FormRefusals,
    blueprint,
    form_page,
    number_given,
    received,
    taken,
    today,
)
from sigma_finance.services.payments import recording
from sigma_finance.services.payments.booking import BookingResult
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/payments/record", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def record() -> ResponseReturnValue:
    """Enter cash, a check or a transfer; more than is owed is asked about before it is written."""
    form = _form()
    if taken(form):
        with FormRefusals(form):
            recorded = _record(form)
            if recorded is not None:
                flash(_said(recorded), "success")
                return redirect(url_for(".payment", reference=recorded.reference), 303)
    return form_page("treasurer/payments/record.html", form)


def _form() -> RecordForm:
    viewer = guards.viewer()
    choices = members.choices(chapter_id=viewer.chapter_id)
    form = RecordForm(data={"received_on": today(), "taken_by": viewer.member_name, **_about(choices)})
    form.ask(choices, today=today(), currency=viewer.currency)
    return form


def _about(choices: list[Choice]) -> dict[str, Any]:
    """What the form begins with when the address names a member: them, and what they owe."""
    wanted = number_given("member")
    if wanted is None:
        return {}
    member = next((choice for choice in choices if choice.id == wanted), None)
    if member is None:
        raise NotFound("There is no such member in your chapter.")
    owed = plain_amount(member.balance_minor, guards.viewer().currency)
    return {"member": str(member.id), "amount": owed if member.balance_minor else ""}


def _record(form: RecordForm) -> BookingResult | None:
    """Book what was entered, unless its surplus has to be asked about first."""
    viewer = guards.viewer()
    facts = queries.get_recording_facts(
        chapter_id=viewer.chapter_id, member_id=form.member_id, form_key=str(form.form_key.data)
    )
    if not facts.made and not form.agrees(facts.balance_minor):
        return None
    try:
        return recording.record(request=form.entry(chapter_id=viewer.chapter_id), by=guards.actor())
    except FormSentAlready:
        form.form_key.renew()
        raise


def _said(recorded: BookingResult) -> str:
    """What was booked, whatever the form says."""
    amount = format_money(recorded.amount_minor, guards.viewer().currency)
    return f"Recorded {amount} {recorded.method.in_words}. {received(recorded)}"
