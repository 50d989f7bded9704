"""Handing the treasurer's office over: what is open, who takes it, and the books that were kept."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.handovers import OpenItem
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.permissions import Permission, Role
from sigma_finance.forms.members.handovers import HandoverForm
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.queries.members import handovers as queries
from sigma_finance.queries.members import members
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.members import handover_books
from sigma_finance.services.members import handovers as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: Where each thing that waits is mended.
_PLACES = {
    OpenItem.REPORTED: "treasurer.reported",
    OpenItem.UNMATCHED: "treasurer.unmatched",
    OpenItem.ON_HAND: "treasurer.cash",
    OpenItem.DISPUTES: "treasurer.disputes",
    OpenItem.PROCESSING: "treasurer.payments",
    OpenItem.UNFINISHED: "treasurer.payments",
    OpenItem.PLANS: "treasurer.plans",
    OpenItem.EVENTS: "treasurer.problems",
    OpenItem.MESSAGES: "treasurer.problems",
    OpenItem.INVITES: "treasurer.invites",
}


@blueprint.get("/handover")
@requires(Permission.SEE_BOOKS)
def handover() -> str:
    """What would be handed over now, the offer that is open, and what was handed over before."""
    viewer = guards.viewer()
    return render_template(
        "treasurer/members/handover.html",
        books=handover_books.get_books(chapter_id=viewer.chapter_id, timezone=viewer.timezone),
        places=_PLACES,
        open=queries.find_open(chapter_id=viewer.chapter_id, at=now()),
        done=queries.done(chapter_id=viewer.chapter_id),
        is_treasurer=_is_treasurer(viewer),
        address=services.address(),
    )


@blueprint.route("/handover/offer", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
@guards.confirmed_lately
def offer_handover() -> ResponseReturnValue:
    """Choose the successor; they are told, and accept with their own password."""
    viewer, form = guards.viewer(), HandoverForm()
    form.ask(members.choices(chapter_id=viewer.chapter_id, active=True), besides=viewer.member_id)
    if taken(form):
        with FormRefusals(form):
            services.offer(chapter_id=viewer.chapter_id, offer=form.offer, by=guards.actor())
            flash("Offered. Your successor has been told by e-mail; you stay treasurer until they accept.")
            return redirect(url_for(".handover"), 303)
    return form_page("treasurer/members/offer_handover.html", form)


@blueprint.post("/handover/withdraw")
@requires(Permission.MANAGE_MEMBERS)
def withdraw_handover() -> ResponseReturnValue:
    """Take the offer back before it is accepted."""
    services.withdraw(chapter_id=guards.viewer().chapter_id, by=guards.actor())
    flash("Withdrawn. Nothing has changed.", "success")
    return redirect(url_for(".handover"), 303)


@blueprint.get("/handover/<int:handover_id>/books.pdf")
@requires(Permission.SEE_BOOKS)
def handed_over_books(handover_id: int) -> Response:
    """The books as they were handed over, byte by byte as they were kept."""
    books = queries.get_books(chapter_id=guards.viewer().chapter_id, handover_id=handover_id)
    return Response(
        books.content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="handover-{handover_id}.pdf"'},
    )


def _is_treasurer(viewer: Viewer) -> bool:
    return viewer.role is Role.TREASURER or Post.TREASURER in viewer.posts
