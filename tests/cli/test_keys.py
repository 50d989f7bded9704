"""``flask keys``."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.books import open_books
from tests.cli.terminal import run
from tests.stored import put


class TestRotating:
    def test_counts_first_and_says_when_nothing_is_left(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(open_books(), "1/a")
        assert "Nothing needs an older key" in run(app, "keys", "rotate", "--dry-run")
        keys = app.config["ENCRYPTION_KEYS"]
        monkeypatch.setitem(app.config, "ENCRYPTION_KEYS", ["a newer key of tests", *keys])
        assert "Rows that still need an older key: 1." in run(app, "keys", "rotate", "--dry-run")
        said = run(app, "keys", "rotate")
        assert ["stored_files", "1"] in [line.split() for line in said.splitlines()]
        assert "Nothing needs an older key" in said
