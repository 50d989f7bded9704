"""Money whose member is not known: listed, and given to the member whose it is."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.payments.recording import AssignForm
from sigma_finance.queries.members import members
from sigma_finance.queries.members.members import MemberProfile
from sigma_finance.queries.payments import unmatched as queries
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
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/unmatched")
@requires(Permission.RECORD_MONEY)
def unmatched() -> str:
    """Money that belongs to no member yet."""
    waiting = queries.unmatched(chapter_id=guards.viewer().chapter_id)
    return render_template("treasurer/payments/unmatched.html", payments=waiting)


@blueprint.route("/unmatched/<reference>", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def assign(reference: str) -> ResponseReturnValue:
    """Choose whose the money is, read what will happen, and assign it."""
    viewer = guards.viewer()
    money = queries.get_unmatched(chapter_id=viewer.chapter_id, reference=reference)
    form = _form()
    if taken(form):
        with FormRefusals(form):
            member_id = int(form.member.data)
            done = recording.assign(
                chapter_id=viewer.chapter_id, payment_id=money.id, member_id=member_id, by=guards.actor()
            )
            flash(f"Assigned. {received(done)}", "success")
            return redirect(url_for(".payment", reference=reference), 303)
    return form_page("treasurer/payments/assign.html", form, payment=money, chosen=_chosen())


def _form() -> AssignForm:
    viewer = guards.viewer()
    form = AssignForm(data={"member": str(number_given("member") or "")})
    form.member.offer(members.choices(chapter_id=viewer.chapter_id), viewer.currency)
    return form


def _chosen() -> MemberProfile | None:
    """The member that the address names: the page then says what assigning to them will do."""
    wanted = number_given("member")
    if wanted is None:
        return None
    return members.get_member(chapter_id=guards.viewer().chapter_id, member_id=wanted, today=today())
