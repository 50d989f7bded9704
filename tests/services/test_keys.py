"""Changing the keys of encrypted columns."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.encryption import SealBroken
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, StoredFile
from sigma_finance.queries import sealed
from sigma_finance.services import keys
from sigma_finance.services.keys import StaleTable
from tests.books import Books, open_books
from tests.stored import put

NEWER = "a newer key of tests, long enough"


@pytest.fixture
def books(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A chapter with five files, whose names an older key has sealed."""
    made = open_books()
    for name in "abcde":
        put(made, f"1/{name}")
    older = any_app.config["ENCRYPTION_KEYS"]
    monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", [NEWER, *older])
    return made


def of_files(found: list[StaleTable]) -> int:
    """How many rows of files there are among the tables, which are all that have encrypted columns."""
    assert {"bank_accounts", "spendings", "stored_files"} <= {one.table for one in found}
    return sum(one.rows for one in found)


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(StoredFile.name)))


class TestRotating:
    def test_seals_everything_anew_so_that_the_older_key_can_go(
        self, any_app: Flask, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with across_chapters():
            assert of_files(keys.stale()) == 5
            assert of_files(keys.rotate(at_once=2)) == 5
            assert (of_files(keys.stale()), of_files(keys.rotate())) == (0, 0)
        monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", [NEWER])
        assert names() == ["scan.pdf"] * 5

    def test_goes_on_where_it_was_interrupted_and_everything_is_read_meanwhile(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        again = sealed.seal_again
        with across_chapters():
            with monkeypatch.context() as broken:
                sealed_rows: list[object] = []

                def killed(row: object) -> None:
                    sealed_rows.append(row)
                    if len(sealed_rows) == 4:
                        raise KeyboardInterrupt
                    again(row)

                broken.setattr(sealed, "seal_again", killed)
                with pytest.raises(KeyboardInterrupt):
                    keys.rotate(at_once=2)
            assert of_files(keys.stale()) == 3
            assert names() == ["scan.pdf"] * 5
            assert of_files(keys.rotate()) == 3

    def test_stands_in_the_trail_of_each_chapter(self, books: Books) -> None:
        open_books()
        with across_chapters():
            keys.rotate(at_once=2)
            db.session.rollback()
            noted = db.session.scalars(
                select(AuditEvent).where(AuditEvent.action == "keys.rotated").order_by(AuditEvent.id)
            ).all()
        assert {line.chapter_id for line in noted} == {books.chapter_id}
        assert sum(line.details["rows"] for line in noted) == 5

    def test_without_the_older_key_changes_nothing(
        self, any_app: Flask, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", [NEWER])
        with across_chapters(), pytest.raises(SealBroken):
            keys.rotate()
