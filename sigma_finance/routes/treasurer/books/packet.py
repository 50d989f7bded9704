"""The packet of a fiscal year as a file."""

from __future__ import annotations

import tempfile
from datetime import date

from flask import Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from sigma_finance.domain.exports import ExportTable
from sigma_finance.domain.permissions import Permission
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.routes.treasurer.imports.rows import WORKBOOK
from sigma_finance.services import exports
from sigma_finance.services.books import packet as services
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.books.packet import Packet
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.get("/books/packet.pdf")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def packet_pdf() -> ResponseReturnValue:
    """Every report of the fiscal year as a PDF."""
    sender, found = _begin("pdf")
    document = services.pdf(sender=sender, packet=found)
    disposition = f'attachment; filename="{files.file_name(document.name)}"'
    return Response(
        document.content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


@blueprint.get("/books/packet.xlsx")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def packet_workbook() -> ResponseReturnValue:
    """Every report of the fiscal year as a workbook."""
    sender, found = _begin("xlsx")
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it has been sent)
    name = services.workbook(file, sender=sender, packet=found)
    file.seek(0)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=files.file_name(name))


def _begin(file: str) -> tuple[Sender, Packet]:
    """Note that the packet leaves; then its reports."""
    viewer, last = guards.viewer(), _last()
    sender = Sender(
        viewer.chapter_id,
        viewer.chapter_name,
        viewer.currency,
        viewer.timezone,
        viewer.accent,
        has_logo=viewer.logo is not None,
    )
    found = services.get_packet(sender=sender, last=last)
    table = ExportTable("reports of a packet", (), (), len(found.pages))
    exports.begin(chapter_id=viewer.chapter_id, table=table, file=file, by=guards.actor())
    return sender, found


def _last() -> date:
    """The last day that the address names; today where it names none."""
    try:
        return min(date.fromisoformat(request.args.get("to") or today().isoformat()), today())
    except ValueError:
        abort(404)
