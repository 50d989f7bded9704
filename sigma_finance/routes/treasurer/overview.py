"""The officers' first page."""

from __future__ import annotations

from flask import render_template

from sigma_finance.domain.permissions import Permission
from sigma_finance.routes import guards
from sigma_finance.routes.guards import requires
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.services import stats


@blueprint.get("")
@requires(Permission.SEE_BOOKS)
def overview() -> str:
    """The chapter's figures, what needs attention, who owes, and what came in last."""
    viewer = guards.viewer()
    shown = stats.get_overview(chapter_id=viewer.chapter_id, timezone=viewer.timezone)
    return render_template("treasurer/overview.html", overview=shown, today=today())
