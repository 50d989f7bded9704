"""Files for tests, of which there is a row alone."""

from __future__ import annotations

from sigma_finance.domain.files import FileContent
from sigma_finance.extensions import db
from sigma_finance.models import StoredFile
from tests.books import Books


def put(books: Books, key: str, **facts: object) -> int:
    made = StoredFile(
        chapter_id=books.chapter_id,
        key=key,
        content=FileContent.PDF,
        name="scan.pdf",
        size_bytes=10,
        sha256="0" * 64,
        **facts,
    )
    db.session.add(made)
    db.session.commit()
    return made.id
