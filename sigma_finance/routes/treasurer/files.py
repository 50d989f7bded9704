"""A table that is handed over as a file: of exactly the view that the address describes, noted in the audit trail."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from flask import Response, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from sigma_finance.database.scopes import for_lines
from sigma_finance.domain.exports import ExportTable, FileKind, csv_cells
from sigma_finance.routes.treasurer.base import blueprint, today
from sigma_finance.routes.treasurer.imports.rows import WORKBOOK
from sigma_finance.services import exports
from sigma_finance.web import guards

V = TypeVar("V", bound=Callable[..., ResponseReturnValue])
#: By this a spreadsheet knows that the text is UTF-8.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_MEMORY = 1024 * 1024


def file_route(path: str, **values: str) -> Callable[[V], V]:
    """The route of a page's file, one address for each kind, which the view gets as ``kind``, with these ``values``."""

    def register(view: V) -> V:
        for kind in FileKind:
            blueprint.get(f"{path}.{kind.value}", defaults={**values, "kind": kind.value})(view)
        return view

    return register


def send(table: ExportTable, kind: str) -> Response:
    """Note in the audit trail that the table leaves, and hand it over."""
    exports.begin(chapter_id=guards.viewer().chapter_id, table=table, file=kind, by=guards.actor())
    name = table.what.replace(" ", "-")
    if kind == FileKind.CSV:
        rows = (csv_cells(row) for row in table.rows)
        return stream(csv_lines(table.heads, rows), "text/csv; charset=utf-8", f"{name}.csv")
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115  (closed when it has been sent)
    exports.write_workbook(file, table=table)
    file.seek(0)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=file_name(f"{name}.xlsx"))


def stream(lines: Iterator[str], content_type: str, name: str) -> Response:
    """Lines as a file, written as they are read."""
    return Response(
        stream_with_context(for_lines(guards.viewer().chapter_id, lines)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name(name)}"'},
    )


def file_name(name: str) -> str:
    """``members.csv`` with the chapter's short name and the day."""
    what, _, kind = name.rpartition(".")
    return f"{guards.viewer().chapter_slug}-{what}-{today().isoformat()}.{kind}"


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
