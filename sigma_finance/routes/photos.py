"""Members' photos, for their own chapter alone."""

from __future__ import annotations

from flask import Blueprint, Response

from sigma_finance.queries.members import photos
from sigma_finance.routes.branding import keep_by_mark
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in_fully

blueprint = Blueprint("photos", __name__, url_prefix="/members")


@blueprint.get("/<int:member_id>/photo.png")
@signed_in_fully
def photo(member_id: int) -> Response:
    """A member's photo, as it was drawn anew here."""
    content = photos.get_photo(chapter_id=guards.viewer().chapter_id, member_id=member_id)
    return keep_by_mark(Response(content, content_type="image/png"))
