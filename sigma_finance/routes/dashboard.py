"""A member's first page: what they owe, by when, where they stand, and how to pay."""

from __future__ import annotations

from flask import Blueprint, render_template

from sigma_finance.domain.books.owing import by_when
from sigma_finance.domain.dates import today_in
from sigma_finance.queries.figures import dashboard as queries
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/dashboard")
@signed_in
def show() -> str:
    """The signed-in member's account."""
    viewer = guards.viewer()
    today = today_in(viewer.timezone)
    account = queries.get_dashboard(
        chapter_id=viewer.chapter_id, member_id=viewer.member_id, timezone=viewer.timezone
    )
    return render_template(
        "dashboard/show.html",
        account=account,
        standing=account.standing(today),
        by_when=by_when(account.dues, today=today, currency=viewer.currency),
        today=today,
    )
