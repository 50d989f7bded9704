"""The whole journal as a file for another program."""

from __future__ import annotations

from flask import Response

from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.domain.permissions import Permission
from sigma_finance.routes.treasurer import files
from sigma_finance.routes.treasurer.base import blueprint
from sigma_finance.services import journals
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def journal(kind: str) -> Response:
    """Every entry with its postings, in the format of ``kind``."""
    viewer, asked = guards.viewer(), JournalFormat(kind)
    journals.begin(chapter_id=viewer.chapter_id, kind=asked, by=guards.actor())
    pieces = journals.text(
        chapter_id=viewer.chapter_id, name=viewer.chapter_name, currency=viewer.currency, kind=asked
    )
    return files.stream(pieces, "text/plain; charset=utf-8", f"journal.{asked.value}")


for _kind in JournalFormat:
    blueprint.get(f"/books/journal.{_kind.value}", defaults={"kind": _kind.value})(journal)
