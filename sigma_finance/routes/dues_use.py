"""Where the dues go, for members whose chapter shows it."""

from __future__ import annotations

from flask import Blueprint, render_template

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.services.books import meeting
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

blueprint = Blueprint("dues_use", __name__)


@blueprint.get("/where-your-dues-go")
@signed_in
def show() -> str:
    """What of a year's dues went to other bodies and to each kind of expense."""
    viewer = guards.viewer()
    found = meeting.where_dues_go(chapter_id=viewer.chapter_id, today=today_in(viewer.timezone))
    if found is None:
        raise NotFound("Your chapter does not show where its dues go.")
    began, shares = found
    return render_template("dues_use/show.html", began=began, shares=shares)
