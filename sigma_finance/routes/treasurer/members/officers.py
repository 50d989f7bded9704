"""The chapter's officers: who holds which office until when, who held it before, and what each may do."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.permissions import Permission, Role, may_appoint, permissions
from sigma_finance.forms.members.members import AppointForm, EndTermForm
from sigma_finance.queries.members import members, terms
from sigma_finance.queries.members.terms import TermLine
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, number_given, taken, today
from sigma_finance.services.members import officers as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/officers")
@requires(Permission.SEE_BOOKS)
def officers() -> str:
    """Who is in office, who was, and what roles and offices may do."""
    viewer, day = guards.viewer(), today()
    return render_template(
        "treasurer/members/officers.html",
        today=day,
        current=terms.terms_not_over(chapter_id=viewer.chapter_id, today=day),
        past=terms.terms_over(chapter_id=viewer.chapter_id, today=day),
        may_end={post for post in Post if may_appoint(viewer.acting_role, post)},
        rights=[
            *((post.label, permissions(Role.MEMBER, [post])) for post in Post),
            (Role.ADMIN.label, permissions(Role.ADMIN)),
        ],
        permissions=list(Permission),
    )


@blueprint.route("/officers/appoint", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
@guards.confirmed_lately
def appoint() -> ResponseReturnValue:
    """Give a member an office for a term; they are told."""
    viewer = guards.viewer()
    form = AppointForm(data={"member": str(number_given("member") or ""), "starts_on": today()})
    form.offer(
        members.choices(chapter_id=viewer.chapter_id, active=True),
        [post for post in Post if may_appoint(viewer.acting_role, post)],
    )
    if taken(form):
        with FormRefusals(form):
            services.appoint(
                chapter_id=viewer.chapter_id,
                appointment=form.appointment,
                role=viewer.acting_role,
                by_name=viewer.member_name,
                by=guards.actor(),
            )
            flash(f"Appointed {form.appointment.post.label.lower()}.", "success")
            return redirect(url_for(".officers"), 303)
    return form_page("treasurer/members/appoint.html", form)


@blueprint.route("/officers/<int:term_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
@guards.confirmed_lately
def end_term(term_id: int) -> ResponseReturnValue:
    """Let a term end sooner than it would, after a page that says what ends with it."""
    viewer = guards.viewer()
    term: TermLine = terms.get_term(chapter_id=viewer.chapter_id, term_id=term_id)
    form = EndTermForm(data={"last_day": max(term.starts_on, today())})
    if taken(form):
        with FormRefusals(form):
            services.end(
                chapter_id=viewer.chapter_id,
                term_id=term_id,
                last_day=form.day,
                member_id=viewer.member_id,
                role=viewer.acting_role,
                by=guards.actor(),
            )
            flash(f"The term ends on {long_date(form.day)}.", "success")
            return redirect(url_for(".officers"), 303)
    return form_page("treasurer/members/end_term.html", form, term=term)
