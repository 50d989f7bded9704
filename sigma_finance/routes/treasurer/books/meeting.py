"""The meeting's page, to be printed or projected, and as a PDF."""

from __future__ import annotations

from flask import Response, render_template

from sigma_finance.domain.permissions import Permission
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.services.books import meeting as services
from sigma_finance.services.books.documents import Sender
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/meeting")
@requires(Permission.SEE_BOOKS)
def meeting() -> str:
    """Collected against expected, plans, what is open, cash, and what is held for others, on one page."""
    found = services.get_meeting(chapter_id=guards.viewer().chapter_id, today=today())
    return render_template("treasurer/books/meeting.html", meeting=found)


@blueprint.get("/meeting.pdf")
@requires(Permission.SEE_BOOKS)
def meeting_pdf() -> Response:
    """The same page as a PDF."""
    viewer = guards.viewer()
    sender = Sender(
        viewer.chapter_id,
        viewer.chapter_name,
        viewer.currency,
        viewer.timezone,
        viewer.accent,
        has_logo=viewer.logo is not None,
    )
    found = services.get_meeting(chapter_id=viewer.chapter_id, today=today())
    document = services.pdf(sender=sender, meeting=found)
    disposition = f'attachment; filename="{files.file_name(document.name)}"'
    return Response(
        document.content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
