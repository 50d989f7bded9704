"""After every test of a service the books are recomputed from their postings: each invariant that the rows can show."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sigma_finance.extensions import db
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify


@pytest.fixture(autouse=True)
def _the_books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that leaves a difference, unless its module says that it breaks the books on purpose."""
    if "app" not in request.fixturenames or getattr(request.module, "BREAKS_THE_BOOKS", False):
        yield
        return
    request.getfixturevalue("app")
    yield
    db.session.rollback()
    report = verify.verify(chapters=chapters.chapters())
    assert report.differences == []
