"""The whole journal as a file for another program: noted in the audit trail, then written as it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.books import journals
from sigma_finance.domain.books.journals import HEADS, JournalFormat
from sigma_finance.domain.exports import ExportTable
from sigma_finance.queries.books import journal as queries
from sigma_finance.queries.spending import categories
from sigma_finance.services import exports


def begin(*, chapter_id: int, kind: JournalFormat, by: Actor) -> None:
    """Note that the journal leaves; the caller writes it afterwards."""
    table = ExportTable("entries of the journal", (), (), queries.count_entries(chapter_id=chapter_id))
    exports.begin(chapter_id=chapter_id, table=table, file=kind.value, by=by)


def text(*, chapter_id: int, name: str, currency: str, kind: JournalFormat) -> Iterator[str]:
    """The journal of a chapter (its name and currency), a piece at a time."""
    entries = queries.entries(chapter_id=chapter_id)
    names = categories.names(chapter_id=chapter_id)
    match kind:
        case JournalFormat.CSV:
            return _csv(HEADS, journals.rows(entries, currency=currency, names=names))
        case JournalFormat.HLEDGER:
            return journals.hledger(entries, name=name, currency=currency, names=names)
        case JournalFormat.BEANCOUNT:
            return journals.beancount(entries, name=name, currency=currency, names=names)
        case JournalFormat.IIF:
            return journals.iif(entries, currency=currency, names=names)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in chain([heads], rows):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
