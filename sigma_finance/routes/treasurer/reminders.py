"""Reminders: who would be written to, writing to them now, and the schedule."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dues.reminders import USUAL, in_words, look_ahead
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.policy import Policy
from sigma_finance.forms.reminders import ReminderScheduleForm, RemindForm
from sigma_finance.queries import reminders as queries
from sigma_finance.queries.dues import late_fees as policies
from sigma_finance.queries.reminders import Debtor
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, number_given, taken, today
from sigma_finance.services import export_tables
from sigma_finance.services import reminders as services
from sigma_finance.services.reminders import ReminderText
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/reminders", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def reminders() -> ResponseReturnValue:
    """Who would be told what; sending the form tells them."""
    rules = _policy()
    found = _found(rules)
    open_to = [one.member_id for one in found if not one.hindrance]
    form = RemindForm()
    form.ask(open_to)
    if taken(form):
        sent = services.send_now(
            chapter_id=guards.viewer().chapter_id, member_ids=form.members.data or [], by=guards.actor()
        )
        flash(f"{'1 reminder is' if sent == 1 else f'{sent} reminders are'} on the way.", "success")
        return redirect(url_for(".reminders"), 303)
    return form_page(
        "treasurer/reminders.html",
        form,
        found=found,
        open_to=set(open_to),
        scheduled=sum(1 for one in found if one.is_scheduled and not one.hindrance),
        schedule=in_words(rules.reminders),
        today=today(),
        preview=_preview(found),
    )


def _preview(found: list[Debtor]) -> ReminderText | None:
    """What the member whom the address names would read, or the first who can be written to."""
    wanted = number_given("show")
    can = [one for one in found if not one.hindrance]
    shown = next((one for one in can if one.member_id == wanted), can[0] if can else None)
    return services.preview(chapter_id=guards.viewer().chapter_id, one=shown) if shown else None


@files.file_route("/reminders")
@requires(Permission.ASSESS_DUES)
@guards.confirmed_for_file
def reminders_file(kind: str) -> Response:
    """Who would be told what."""
    return files.send(export_tables.reminders(_found(_policy()), currency=guards.viewer().currency), kind)


@files.file_route("/reminders/sent")
@requires(Permission.ASSESS_DUES)
@guards.confirmed_for_file
def reminders_sent_file(kind: str) -> Response:
    """The reminders that were sent, of all members or of the one that the address names."""
    viewer = guards.viewer()
    found = queries.sent(chapter_id=viewer.chapter_id, member_id=number_given("member"))
    return files.send(export_tables.reminders_sent(found, currency=viewer.currency), kind)


@blueprint.route("/reminders/schedule", methods=["GET", "POST"])
@requires(Permission.ASSESS_DUES)
def reminder_schedule() -> ResponseReturnValue:
    """When members are reminded by themselves."""
    kept = _policy().reminders
    form = ReminderScheduleForm.of(kept or USUAL, opened=services.mark(kept))
    if taken(form):
        with FormRefusals(form):
            services.save_schedule(
                chapter_id=guards.viewer().chapter_id,
                steps=form.steps,
                opened=form.opened.data,
                by=guards.actor(),
            )
            flash("Saved." if form.steps else "Saved. Nobody is reminded by itself.", "success")
            return redirect(url_for(".reminders"), 303)
    form.opened.data = services.mark(kept)
    return form_page("treasurer/reminder_schedule.html", form, is_kept=bool(kept))


def _policy() -> Policy:
    return policies.get_policy(chapter_id=guards.viewer().chapter_id)


def _found(rules: Policy) -> list[Debtor]:
    return queries.debtors(
        chapter_id=guards.viewer().chapter_id,
        today=today(),
        ahead=look_ahead(rules.reminders),
        steps=rules.reminders,
    )
