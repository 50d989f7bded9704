"""Taking the treasurer's office over: what the successor sees, and how they accept or decline."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.members import handovers as queries
from sigma_finance.queries.members.handovers import HandoverLine
from sigma_finance.services.members import handover_books
from sigma_finance.services.members import handovers as services
from sigma_finance.web import guards

blueprint = Blueprint("handover", __name__, url_prefix="/handover")


@blueprint.route("", methods=["GET", "POST"])
@guards.signed_in_fully
@guards.confirmed_lately
def take_over() -> ResponseReturnValue:
    """Show what is handed over, and take it over, with the second step where the chapter asks it of officers."""
    viewer = guards.viewer()
    if viewer.lacks_officers_step:
        return guards.ask_for_second_step("Your chapter asks its officers for a second sign-in step.")
    if request.method == "POST":
        services.accept(chapter_id=viewer.chapter_id, by=guards.actor())
        flash("You are treasurer now. The books of this moment are kept below.", "success")
        return redirect(url_for("treasurer.handover"), 303)
    return render_template(
        "treasurer/members/take_over.html",
        offered=_offered(),
        books=handover_books.get_books(chapter_id=viewer.chapter_id, timezone=viewer.timezone),
    )


@blueprint.post("/decline")
@guards.signed_in
def decline() -> ResponseReturnValue:
    """Leave the office with the treasurer."""
    services.decline(chapter_id=guards.viewer().chapter_id, by=guards.actor())
    flash("Declined. The treasurer has been told, and nothing has changed.", "success")
    return redirect(url_for("dashboard.show"), 303)


def _offered() -> HandoverLine:
    viewer = guards.viewer()
    found = queries.find_open(chapter_id=viewer.chapter_id, at=now())
    if found is None or found.to_member_id != viewer.member_id:
        raise NotFound("Nothing is being handed over to you now. It may have been withdrawn, or has expired.")
    return found
