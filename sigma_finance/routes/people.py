"""Who is in the chapter, as its members see each other."""

from __future__ import annotations

from flask import Blueprint, render_template

from sigma_finance.domain.dates import today_in
from sigma_finance.queries.members import directory
from sigma_finance.routes.treasurer.base import cursor_given
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in_fully

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
@signed_in_fully
def show() -> str:
    """The active members by name, with their photos and offices, 50 a page."""
    viewer = guards.viewer()
    page = directory.fellow_members(
        chapter_id=viewer.chapter_id, cursor=cursor_given(), today=today_in(viewer.timezone)
    )
    return render_template("people/show.html", page=page)
