"""What went wrong and will not mend itself."""

from __future__ import annotations

from flask import render_template

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries import troubles
from sigma_finance.routes import guards
from sigma_finance.routes.guards import requires
from sigma_finance.routes.treasurer.base import blueprint
from sigma_finance.services.overview import RECENT


@blueprint.get("/problems")
@requires(Permission.SEE_BOOKS)
def problems() -> str:
    """Open disputes, and of the last 30 days events that could not be applied and mail that did not arrive."""
    chapter_id, since = guards.viewer().chapter_id, now() - RECENT
    return render_template(
        "treasurer/problems.html",
        disputes=troubles.disputes(chapter_id=chapter_id),
        events=troubles.events(chapter_id=chapter_id, since=since),
        messages=troubles.messages(chapter_id=chapter_id, since=since),
    )
