"""Closing the books through a month, and asking another officer to open them again."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.closing import last_days
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms.books.closing import ClosedThroughForm
from sigma_finance.forms.payments.recording import ReasonForm
from sigma_finance.queries.books import closings as queries
from sigma_finance.queries.books.closings import ClosingLine
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken, today
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.books import closing as services
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/books/close", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def close_books() -> ResponseReturnValue:
    """Where the books are closed, what is not finished before a day, and closing them through it."""
    viewer, form = guards.viewer(), ClosedThroughForm()
    closed_through = queries.closed_through(chapter_id=viewer.chapter_id)
    form.ask(last_days(today=today(), closed_through=closed_through), request.args)
    if taken(form) and form.day:
        with FormRefusals(form):
            services.close(chapter_id=viewer.chapter_id, through=form.day, by=guards.actor())
            flash(f"Closed through {long_date(form.day)}.", "success")
            return redirect(url_for(".close_books"), 303)
    unfinished = (
        services.unfinished(chapter_id=viewer.chapter_id, through=form.day, timezone=viewer.timezone)
        if form.day
        else []
    )
    return form_page(
        "treasurer/books/close.html",
        form,
        closed_through=closed_through,
        unfinished=unfinished,
        closings=queries.closings(chapter_id=viewer.chapter_id),
    )


@blueprint.route("/books/closings/<int:closing_id>/reopen", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def reopen_books(closing_id: int) -> ResponseReturnValue:
    """Ask another officer to open closed books again."""
    chapter_id, form = guards.viewer().chapter_id, ReasonForm()
    found = queries.get_closing(chapter_id=chapter_id, closing_id=closing_id)
    if found.reopened_at is not None:
        raise Conflict("These books are open again.")
    if taken(form):
        with FormRefusals(form):
            approvals.ask(chapter_id=chapter_id, request=_request(found, form.reason.text), by=guards.actor())
            flash("The other officers have been asked to approve it.", "success")
            return redirect(url_for(".close_books"), 303)
    return form_page("treasurer/books/reopen.html", form, closing=found)


def _request(found: ClosingLine, reason: str) -> ApprovalRequest:
    facts = {"through": found.through.isoformat(), "says": f"Closed through {long_date(found.through)}"}
    return ApprovalRequest(Act.REOPENING, found.id, None, 0, reason, facts)
