"""Many invites at once: a list or a file, what becomes of each address, and how far the sending is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.invite_lists import InviteeFate
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.members.bulk_invites import ListForm
from sigma_finance.queries.members import bulk_invites as queries
from sigma_finance.queries.members import invite_list
from sigma_finance.queries.members.bulk_invites import Progress
from sigma_finance.queries.members.invite_list import InviteFilter
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, cursor_given, form_page, taken, today
from sigma_finance.routes.treasurer.members.invites import lines_of, states, which_given
from sigma_finance.services.members import bulk_invites as services
from sigma_finance.services.members import invite_files
from sigma_finance.services.members.bulk_invites import InviteSending, ListRequest, PlannedInvite
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/invites/many", methods=["GET", "POST"])
@requires(Permission.INVITE)
def invite_many() -> ResponseReturnValue:
    """Paste a list or choose a file; then what becomes of each address; then send."""
    form = ListForm()
    form.ask(guards.viewer().acting_role)
    if taken(form) and not request.form.get("edit"):
        with FormRefusals(form):
            if form.file.content:
                form.add(invite_files.people_in(form.file.content, form.file.file_name, today=today()))
            wanted, role = _request(form), guards.viewer().acting_role
            if not guards.is_confirmed() and services.makes_officers(request=wanted, issuer_role=role):
                return guards.ask_to_confirm()
            if request.form.get("confirm"):
                return _sent(services.send(request=wanted, issuer_role=role, by=guards.actor()))
            return _preview(form, services.plan(request=wanted, issuer_role=role))
    return form_page("treasurer/members/invite_many.html", form)


@blueprint.get("/invites/sendings/<sending>")
@requires(Permission.INVITE)
def sending(sending: str) -> str:
    """How far a sending is, and what became of its invites."""
    chapter_id, which = guards.viewer().chapter_id, which_given()
    found = _progress(sending)
    page = invite_list.invites(
        chapter_id=chapter_id,
        issuer=guards.viewer().acting_role,
        at=now(),
        cursor=cursor_given(),
        wanted=InviteFilter(which, sending),
    )
    return render_template(
        "treasurer/members/sending.html",
        sending=sending,
        progress=found,
        words=words(found),
        page=page,
        lines=lines_of(page.rows),
        states=states(".sending", which, sending=sending),
        which=which,
    )


@blueprint.get("/invites/sendings/<sending>/progress")
@requires(Permission.INVITE)
def sending_progress(sending: str) -> Response:
    """How far a sending is, for the page's script."""
    found = _progress(sending)
    facts = {"invites": found.invites, "sent": found.sent, "failed": found.failed, "waiting": found.waiting}
    answer = jsonify(facts | {"words": words(found)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/invites/undelivered/resend")
@requires(Permission.INVITE)
def resend_undelivered() -> ResponseReturnValue:
    """Mail again what did not arrive, of one sending or of all."""
    reference = request.form.get("sending", "")[:32] or None
    viewer = guards.viewer()
    number = services.resend_undelivered(
        chapter_id=viewer.chapter_id, sending=reference, issuer_role=viewer.acting_role, by=guards.actor()
    )
    flash(f"Sent {'one' if number == 1 else f'{number:,}'} again.", "success")
    if reference is None:
        return redirect(url_for(".invites"), 303)
    return redirect(url_for(".sending", sending=reference), 303)


@blueprint.post("/imports/rosters/<int:roster_id>/invite")
@requires(Permission.INVITE)
def invite_imported(roster_id: int) -> ResponseReturnValue:
    """Send an invite to everybody whom the import of a roster brought and who cannot sign in yet."""
    viewer = guards.viewer()
    found = services.send_to_import(
        chapter_id=viewer.chapter_id,
        batch_id=roster_id,
        created_by_member_id=viewer.member_id,
        by=guards.actor(),
    )
    return _sent(found)


def _request(form: ListForm) -> ListRequest:
    viewer = guards.viewer()
    return ListRequest(viewer.chapter_id, form.listed, form.chosen_role, form.days.number, viewer.member_id)


def _preview(form: ListForm, planned: Sequence[PlannedInvite]) -> str:
    counts = Counter(one.fate for one in planned)
    to_send = sum(number for fate, number in counts.items() if fate.is_invited)
    form.people.data = "\n".join(one.listed.line for one in planned)
    shown = sorted(planned, key=lambda one: not one.fate.is_invited)
    left_out = [(fate.label, counts[fate]) for fate in InviteeFate if not fate.is_invited and counts[fate]]
    return render_template(
        "treasurer/members/check_invites.html",
        form=form,
        planned=shown,
        to_send=to_send,
        on_list=counts[InviteeFate.ON_MEMBER_LIST],
        left_out=left_out,
    )


def _sent(found: InviteSending) -> ResponseReturnValue:
    if not found.invites:
        flash("Nobody was invited: everybody has a login or an invite already.", "info")
        return redirect(url_for(".invites"), 303)
    flash(f"Queued {'one invite' if found.invites == 1 else f'{found.invites:,} invites'}.", "success")
    return redirect(url_for(".sending", sending=found.reference), 303)


def _progress(sending: str) -> Progress:
    viewer = guards.viewer()
    found = queries.progress(chapter_id=viewer.chapter_id, sending=sending, issuer=viewer.acting_role)
    if not found.invites:
        abort(404)
    return found


def words(found: Progress) -> str:
    """How far a sending is, in words."""
    failed = f", {found.failed:,} not delivered" if found.failed else ""
    waiting = f", {found.waiting:,} queued" if found.waiting else ""
    return f"{found.sent:,} of {found.invites:,} sent{failed}{waiting}"
