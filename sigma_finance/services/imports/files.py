"""Files on their way to an import: opened from bytes or from disk, and kept between checking and confirming."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER
from sigma_finance.domain.imports.headings import find_sheet
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.imports.words import as_text
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets import reading
from sigma_finance.gateways.spreadsheets.encodings import labels
from sigma_finance.gateways.spreadsheets.refusals import LARGEST_FILE, TOO_LARGE
from sigma_finance.models import ImportFile
from sigma_finance.queries.imports import batches as queries
from sigma_finance.queries.imports.batches import KeptFile

KEPT_FOR = timedelta(days=1)
_VOCABULARIES = {ImportKind.HISTORICAL: PAYMENTS, ImportKind.ROSTER: ROSTER}


def open_path(path: Path, *, encoding: str = "") -> Table:
    """The table in a file on this computer; raises Invalid, with a sentence, where there is none.

    ``encoding`` is how its text was saved, where somebody said so.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise Invalid(f"The file {path} cannot be read: {error.strerror}.", field="file") from error
    if size > LARGEST_FILE:
        raise Invalid(TOO_LARGE, field="file")
    return reading.open_table(content, name=path.name, encoding=encoding)


def open_kept(file: KeptFile, *, encoding: str = "") -> Table:
    """The table in a file that was kept, its text saved as somebody said; raises Conflict once it is gone."""
    return reading.open_table(content_of(file), name=file.name, encoding=encoding)


def content_of(file: KeptFile) -> bytes:
    """The bytes of a file that was kept; raises Conflict once they are gone."""
    if file.content is None:
        raise Conflict("This file is no longer kept. Choose it once more.")
    return file.content


def encodings() -> list[tuple[str, str]]:
    """The ways to save text that somebody can choose from, by name and label."""
    return list(labels())


def keep(
    *, chapter_id: int, name: str, content: bytes, by: Actor, kind: ImportKind = ImportKind.HISTORICAL
) -> int:
    """Keep a file, for a day at most, that can be imported; returns its id.

    Raises Invalid, with one sentence, for a file that is no table of this kind.
    """
    name = as_text(name)[-120:] or "file"
    table = reading.open_table(content, name=name)
    try:
        find_sheet(table.sheets, vocabulary=_VOCABULARIES[kind])
    except Invalid as refusal:
        if refusal.field != "sheet":  # which one is asked on the next page
            raise
    return keep_content(chapter_id=chapter_id, kind=kind, name=name, content=content, by=by)


@transactional
def keep_content(*, chapter_id: int, kind: ImportKind, name: str, content: bytes, by: Actor) -> int:
    """Keep the bytes of a file whose contents were looked at; returns its id. Raises Forbidden for no member."""
    if by.member_id is None:
        raise Forbidden("Only a member of the chapter can keep a file for it.")
    queries.forget_files(chapter_id=chapter_id, before=now() - KEPT_FOR)
    file = ImportFile(chapter_id=chapter_id, kind=kind, member_id=by.member_id, name=name, content=content)
    db.session.add(file)
    db.session.flush()
    return file.id
