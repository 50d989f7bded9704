"""A member's payment plan: chosen, looked at, agreed to or proposed, and how far it is."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.forms.dues.plans import AgreeForm, PlanForm
from sigma_finance.forms.fields import refuse
from sigma_finance.queries.dues import plans as queries
from sigma_finance.queries.dues.plans import PlanLine
from sigma_finance.queries.figures import dashboard
from sigma_finance.queries.figures.dashboard import Dashboard
from sigma_finance.services.dues import plans
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.get("")
@signed_in
def show() -> ResponseReturnValue:
    """The plan under way, or what one would be; the answers stand in the address."""
    account, made = _account(), _plans()
    form = PlanForm(request.args, meta={"csrf": False})
    _ask(form, account)
    if not request.args:
        form.begin(due_on=account.dues[0].due_on if account.dues else None)
    chosen = bool(request.args) and not _live(made)
    if not chosen or not form.validate():
        return _page(form, account, made), 422 if chosen else 200
    return _agree_page(_agree_form(form, account), account), 200


@blueprint.post("")
@signed_in
def agree() -> ResponseReturnValue:
    """Begin the plan, or propose it to the treasurer where the chapter does not offer it."""
    viewer, account = guards.viewer(), _account()
    form = AgreeForm()
    _ask(form, account)
    if not form.validate():
        return _agree_page(form, account) if hasattr(form, "parts") else _page(form, account, _plans()), 422
    if not form.is_current:
        form.owed.data = str(account.balance_minor)
        form.form_errors.append("What you owe has changed meanwhile. Look at the schedule again.")
        return _agree_page(form, account), 422
    make = plans.agree if form.offered else plans.propose
    try:
        make(
            chapter_id=viewer.chapter_id,
            member_id=viewer.member_id,
            terms=form.terms,
            agreement=form.agreement(viewer.chapter_name, viewer.currency),
            by=guards.actor(),
        )
    except (Invalid, Conflict) as refusal:
        refuse(form, refusal)
        return _agree_page(form, account), 422
    flash(
        "Your plan has begun." if form.offered else "Proposed. Your treasurer decides and writes to you.",
        "success",
    )
    return redirect(url_for(".show"), 303)


def _account() -> Dashboard:
    viewer = guards.viewer()
    return dashboard.get_dashboard(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, timezone=viewer.timezone
    )


def _plans() -> list[PlanLine]:
    viewer = guards.viewer()
    return queries.of_member(chapter_id=viewer.chapter_id, member_id=viewer.member_id)


def _live(made: list[PlanLine]) -> PlanLine | None:
    return next((one for one in made if one.state in (PlanState.ACTIVE, PlanState.PROPOSED)), None)


def _today() -> date:
    return today_in(guards.viewer().timezone)


def _ask(form: PlanForm, account: Dashboard) -> None:
    form.ask(owed_minor=account.balance_minor, rules=account.policy, today=_today())


def _agree_form(chosen: PlanForm, account: Dashboard) -> AgreeForm:
    form = AgreeForm(
        formdata=None,
        data={
            "frequency": chosen.frequency.data,
            "installments": chosen.installments.data,
            "first_on": chosen.first_on.data,
            "owed": str(account.balance_minor),
        },
    )
    _ask(form, account)
    form.parts = chosen.parts
    return form


def _page(form: PlanForm, account: Dashboard, made: list[PlanLine]) -> str:
    live = _live(made)
    return render_template(
        "plans/show.html",
        form=form,
        account=account,
        live=live,
        ended=[one for one in made if one is not live],
        today=_today(),
    )


def _agree_page(form: AgreeForm, account: Dashboard) -> str:
    return render_template("plans/agree.html", form=form, account=account)
