"""Files that were sent along, for whom a page gave their address, and always to save, never to show."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, send_file, url_for

from sigma_finance.services import files
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in_fully

blueprint = Blueprint("files", __name__, url_prefix="/files")
#: A browser that opens the file all the same runs nothing of it.
_NOTHING = "default-src 'none'; sandbox"


@blueprint.get("/<token>")
@signed_in_fully
def download(token: str) -> Response:
    """A file, as an attachment of a name of ours."""
    viewer = guards.viewer()
    found = files.open_signed(token, chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    answer = send_file(
        BytesIO(found.content), mimetype=found.media_type, as_attachment=True, download_name=found.name
    )
    answer.headers["Content-Security-Policy"] = _NOTHING
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.app_template_global("file_href")
def file_href(file_id: int) -> str:
    """The address of a file for the person who looks at the page."""
    viewer = guards.viewer()
    token = files.sign(chapter_id=viewer.chapter_id, member_id=viewer.member_id, file_id=file_id)
    return url_for("files.download", token=token)
