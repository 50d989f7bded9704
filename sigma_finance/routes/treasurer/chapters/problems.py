"""What went wrong and will not mend itself."""

from __future__ import annotations

from flask import render_template

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.figures import troubles
from sigma_finance.routes.treasurer.base import blueprint
from sigma_finance.services.figures.overview import RECENT
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/problems")
@requires(Permission.SEE_BOOKS)
def problems() -> str:
    """Open disputes, and of the last 30 days events that could not be applied and mail that did not arrive."""
    chapter_id, since = guards.viewer().chapter_id, now() - RECENT
    return render_template(
        "treasurer/chapters/problems.html",
        disputes=troubles.disputes(chapter_id=chapter_id),
        events=troubles.events(chapter_id=chapter_id, since=since),
        messages=troubles.messages(chapter_id=chapter_id, since=since),
    )
