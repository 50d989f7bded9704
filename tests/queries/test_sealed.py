"""Rows that an older key has sealed."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.extensions import db
from sigma_finance.models import StoredFile
from sigma_finance.queries import sealed
from tests.books import open_books
from tests.stored import put


class TestSealedRows:
    def test_are_stale_until_the_newest_key_seals_them(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        books = open_books()
        ids = [put(books, f"1/{name}") for name in "abc"]
        assert StoredFile in sealed.sealed_models()
        assert sealed.count_stale(model=StoredFile) == 0
        keys = any_app.config["ENCRYPTION_KEYS"]
        monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", ["a newer key of tests", *keys])
        assert sealed.count_stale(model=StoredFile) == 3
        [row] = sealed.stale(model=StoredFile, after=ids[0], limit=1)
        assert row.id == ids[1]
        sealed.seal_again(row)
        db.session.commit()
        assert [one.id for one in sealed.stale(model=StoredFile, after=0, limit=9)] == [ids[0], ids[2]]
        monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", ["a newer key of tests"])
        db.session.expunge_all()
        assert db.session.get_one(StoredFile, ids[1]).name == "scan.pdf"
