"""The books as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flask import Response, stream_with_context

from sigma_finance.database.scopes import for_lines
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.books import export as queries
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: By this a spreadsheet knows that the text is UTF-8.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@blueprint.get("/ledger.csv")
@requires(Permission.SEE_BOOKS)
@guards.confirmed_lately
def ledger() -> Response:
    """Every posting of the chapter as CSV: debits are positive, credits negative."""
    viewer = guards.viewer()
    cells = (row.cells(viewer.currency) for row in queries.postings(chapter_id=viewer.chapter_id))
    name = f"{viewer.chapter_slug}-ledger-{today().isoformat()}.csv"
    return Response(
        stream_with_context(for_lines(viewer.chapter_id, csv_lines(queries.HEADS, cells))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """CSV as RFC 4180 has it, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in chain([heads], rows):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
