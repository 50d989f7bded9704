"""Charging members something other than a period's dues."""

from __future__ import annotations

from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.dues.charging import ChargeForm
from sigma_finance.queries.dues import charging as queries
from sigma_finance.queries.dues import periods
from sigma_finance.queries.members import members
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, number_given, taken
from sigma_finance.services.dues import batches
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/charges/new", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def new_charge() -> ResponseReturnValue:
    """Say what, for whom and how much; the next page asks once more, and sending that charges it."""
    form = _form()
    if not taken(form) or "back" in request.form:
        return form_page("treasurer/dues/new_charge.html", form)
    if not form.agrees():
        return form_page("treasurer/dues/agree_charge.html", form, people=_names(form))
    viewer = guards.viewer()
    with FormRefusals(form):
        wanted = NewCharge(0, form.charge_kind, form.description.text, form.amount.minor, form.day)
        batches.charge_many(
            chapter_id=viewer.chapter_id,
            member_ids=form.chosen,
            request=wanted,
            by=guards.actor(),
            form_key=str(form.form_key.data),
        )
        total = format_money(form.amount.minor * len(form.chosen), viewer.currency)
        flash(
            f"Charged {len(form.chosen)} {'member' if len(form.chosen) == 1 else 'members'}, {total} in all.",
            "success",
        )
        return redirect(url_for(".other_charges"), 303)
    return form_page("treasurer/dues/new_charge.html", form)


@blueprint.get("/charges")
@requires(Permission.ASSESS_DUES)
def other_charges() -> str:
    """What members were charged together apart from dues."""
    found = periods.batches(chapter_id=guards.viewer().chapter_id, apart_from_dues=True)
    return render_template("treasurer/dues/other_charges.html", batches=found)


def _form() -> ChargeForm:
    viewer = guards.viewer()
    active = members.choices(chapter_id=viewer.chapter_id, active=True)
    classes = defaultdict(list)
    for member_id, one in queries.classes(chapter_id=viewer.chapter_id):
        classes[one].append(member_id)
    wanted = number_given("member")
    form = ChargeForm(data={"members": [wanted] if wanted and request.method == "GET" else None})
    form.ask(active, dict(classes), viewer.currency)
    return form


def _names(form: ChargeForm) -> list[str]:
    chosen = set(form.chosen)
    return [str(name) for value, name, *_ in form.members.iter_choices() if value in chosen]
