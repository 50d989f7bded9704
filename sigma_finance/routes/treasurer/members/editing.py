"""Changing who belongs to the chapter: add a member, edit one, let one leave and come back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Permission, Role, grantable, may_admit, may_grant
from sigma_finance.domain.seen import ChangedMeanwhile
from sigma_finance.forms.members.members import MemberForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.members import members as queries
from sigma_finance.queries.members import terms
from sigma_finance.queries.members.members import MemberProfile
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services.members import members as services
from sigma_finance.services.members import profiles
from sigma_finance.services.members.members import Editor
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/members/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def add_member() -> ResponseReturnValue:
    """Put somebody on the member list; nothing is charged and nobody is written to by that."""
    viewer = guards.viewer()
    form = MemberForm(data={"member_class": MemberClass.REGULAR.value, "role": Role.MEMBER.value})
    form.offer(grantable(viewer.acting_role))
    if taken(form):
        if _gives(form, before=Role.MEMBER) and not guards.is_confirmed():
            return guards.ask_to_confirm()
        with FormRefusals(form):
            member_id = services.add(
                chapter_id=viewer.chapter_id, details=form.details, editor=_editor(), by=guards.actor()
            )
            flash(f"{form.name.text} is on the member list.", "success")
            return redirect(url_for(".member", member_id=member_id), 303)
    return form_page("treasurer/members/add_member.html", form)


@blueprint.route("/members/<int:member_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def edit_member(member_id: int) -> ResponseReturnValue:
    """Change what is known of a member, and their role where it is this officer's to change."""
    found = _get(member_id)
    form = _edit_form(found)
    if taken(form):
        if _gives(form, before=found.role) and not guards.is_confirmed():
            return guards.ask_to_confirm()
        with FormRefusals(form):
            changed = _edit(found, form)
            flash("Saved." if changed else "Nothing was changed.", "success")
            return redirect(url_for(".member", member_id=member_id), 303)
    return form_page(
        "treasurer/members/edit_member.html",
        form,
        member=found,
        own=_is_own(found),
        is_above=_is_above(found),
    )


@blueprint.route("/members/<int:member_id>/deactivate", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def deactivate(member_id: int) -> ResponseReturnValue:
    """Let a member leave, after a page that says what they still owe and what ends."""
    found, viewer, form = _get(member_id), guards.viewer(), ReasonForm()
    if taken(form):
        with FormRefusals(form):
            services.deactivate(
                chapter_id=viewer.chapter_id,
                member_id=member_id,
                reason=form.reason.text,
                editor=_editor(),
                by=guards.actor(),
            )
            flash(f"{found.name} is inactive now.", "success")
            return redirect(url_for(".member", member_id=member_id), 303)
    held = terms.terms_of(chapter_id=viewer.chapter_id, member_id=member_id)
    offices = [term.post.label for term in held if term.state(today()) == "in_office"]
    return form_page("treasurer/members/deactivate.html", form, member=found, offices=offices)


@blueprint.post("/members/<int:member_id>/reactivate")
@requires(Permission.MANAGE_MEMBERS)
def reactivate(member_id: int) -> ResponseReturnValue:
    """Take a member who left back."""
    services.reactivate(
        chapter_id=guards.viewer().chapter_id, member_id=member_id, editor=_editor(), by=guards.actor()
    )
    flash("Active again. Dues that were charged meanwhile are not: charge the period once more.", "success")
    return redirect(url_for(".member", member_id=member_id), 303)


@blueprint.post("/members/<int:member_id>/photo/remove")
@requires(Permission.MANAGE_MEMBERS)
def remove_photo(member_id: int) -> ResponseReturnValue:
    """Take a photo off that the chapter does not want to see."""
    profiles.remove_photo(chapter_id=guards.viewer().chapter_id, member_id=member_id, by=guards.actor())
    flash("The photo is gone.", "success")
    return redirect(url_for(".edit_member", member_id=member_id), 303)


def _gives(form: MemberForm, *, before: Role) -> bool:
    """Whether the form gives somebody another role than they had."""
    return "role" in form and form.role.data != before.value


def _get(member_id: int) -> MemberProfile:
    return queries.get_member(chapter_id=guards.viewer().chapter_id, member_id=member_id, today=today())


def _editor() -> Editor:
    viewer = guards.viewer()
    return Editor(viewer.member_id, viewer.member_name, viewer.acting_role)


def _is_own(found: MemberProfile) -> bool:
    return found.id == guards.viewer().member_id


def _is_above(found: MemberProfile) -> bool:
    """Whether the member may do more than this officer, so that their name and address are not theirs to change."""
    return not _is_own(found) and not may_admit(guards.viewer().acting_role, found.role, found.posts)


def _edit_form(found: MemberProfile) -> MemberForm:
    form = MemberForm(
        data={
            "name": found.name,
            "email": found.email,
            "phone": found.phone,
            "member_class": found.member_class.value,
            "exempt_because": found.exempt_because,
            "initiated_on": found.initiated_on,
            "role": found.role.value,
            "opened": services.mark(found),
        }
    )
    role = guards.viewer().acting_role
    form.offer(grantable(role) if may_grant(role, found.role) and not _is_own(found) else [])
    if _is_above(found):
        form.leave_contact()
    return form


def _edit(found: MemberProfile, form: MemberForm) -> list[str]:
    try:
        return services.edit(
            chapter_id=guards.viewer().chapter_id,
            member_id=found.id,
            details=form.details,
            opened=str(form.opened.data),
            editor=_editor(),
            by=guards.actor(),
        )
    except ChangedMeanwhile:
        form.opened.data = services.mark(found)
        raise
