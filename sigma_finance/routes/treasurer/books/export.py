"""The books as a file."""

from __future__ import annotations

from flask import Response

from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.books import export as queries
from sigma_finance.routes.treasurer import files
from sigma_finance.services import export_tables
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@files.file_route("/ledger")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_for_file
def ledger(kind: str) -> Response:
    """Every posting of the chapter: debits are positive, credits negative."""
    viewer = guards.viewer()
    postings = queries.postings(chapter_id=viewer.chapter_id)
    count = queries.count_postings(chapter_id=viewer.chapter_id)
    return files.send(export_tables.ledger(postings, count=count, currency=viewer.currency), kind)
