"""``flask bank``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.banking import add_account, as_csv, days_ago, zelle
from tests.books import Books, open_books
from tests.cli.terminal import flask, refused, run


@pytest.fixture
def books(app: Flask) -> Books:
    return open_books()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "june.csv"
    rows = [(days_ago(9).isoformat(), "ZELLE", "100.00"), (days_ago(8).isoformat(), "FEE", "-5.00")]
    path.write_bytes(as_csv(rows))
    return str(path)


class TestAccounts:
    def test_are_added_and_listed(self, app: Flask, books: Books) -> None:
        where = ("--chapter", books.slug)
        assert "No bank account yet" in run(app, "bank", "accounts", *where)
        begins = ("--begins-on", days_ago(60).isoformat())
        said = run(app, "bank", "add", "Checking", *where, *begins, "--opening", "-25.00")
        assert "with -$25.00" in said
        assert "-$25.00" in run(app, "bank", "accounts", *where)
        [one] = json.loads(run(app, "bank", "accounts", *where, "--json"))["accounts"]
        assert (one["book_minor"], one["bank_minor"], one["open_lines"]) == (-2500, -2500, 0)
        sentence = refused(app, "bank", "add", "Other", *where, *begins, "--opening", "abc")
        assert sentence.startswith("--opening: Enter the amount")


class TestImporting:
    def test_rehearses_unless_it_is_to_be_written(self, app: Flask, books: Books, file: str) -> None:
        add_account(books)
        zelle(books, 10000, 10)
        words = ("bank", "import", file, "--chapter", books.slug, "--account", "checking")
        said = run(app, *words)
        for part in ("ZELLE", "Read as", "New lines: 2, $100.00 in and $5.00 out.", "rehearsal"):
            assert part in said, part
        assert "Imported 2 lines; 1 of them" in run(app, *words, "--commit")
        assert "no line in the file is new" in run(app, *words, "--commit")
        found = json.loads(run(app, *words, "--json"))
        assert (found["new"], found["already_there"], found["written"]) == (0, 2, False)
        assert [row["result"] for row in found["rows_not_taken"]] == ["already_there"] * 2
        assert "Say either" in refused(app, *words, "--commit", "--dry-run")

    def test_lists_what_cannot_be_taken(self, app: Flask, books: Books, tmp_path: Path) -> None:
        add_account(books)
        path = tmp_path / "odd.csv"
        path.write_bytes(as_csv([(days_ago(9).isoformat(), "A", "1"), ("2026-02-31", "ODD", "1")]))
        words = ("bank", "import", str(path), "--chapter", books.slug, "--account", "Checking")
        result = flask(app, *words, "--commit")
        assert result.exit_code == 1
        assert "a day that no calendar has" in result.stdout
        assert "One row has to be mended" in result.stderr
        assert "Imported 1 lines" in run(app, *words, "--commit", "--good-rows")

    def test_asks_what_a_column_is(self, app: Flask, books: Books, tmp_path: Path) -> None:
        add_account(books)
        path = tmp_path / "two.csv"
        path.write_bytes(
            as_csv([(days_ago(9).isoformat(), "A", "1", "2")], ("Date", "Text", "Amount", "Amount"))
        )
        words = ("bank", "import", str(path), "--chapter", books.slug, "--account", "Checking")
        result = flask(app, *words)
        assert result.exit_code == 1
        assert "To be said" in result.stdout
        assert "New lines: 1" in run(app, *words, "--column", "C=amount", "--column", "D=balance")

    def test_knows_the_accounts_and_files_that_there_are(self, app: Flask, books: Books, file: str) -> None:
        words = ("--chapter", books.slug, "--account", "Checking")
        assert "none yet" in refused(app, "bank", "import", file, *words)
        add_account(books)
        assert "cannot be read" in refused(app, "bank", "import", file + "x", *words)


class TestReconciling:
    def test_shows_what_stands_between_and_locks(self, app: Flask, books: Books, file: str) -> None:
        add_account(books)
        known = ("--chapter", books.slug, "--account", "Checking")
        run(app, "bank", "import", file, *known, "--commit")
        through = ("--through", days_ago(5).isoformat(), "--closing", "95.00")
        assert "Lines that are no entry: 2" in run(app, "bank", "reconcile", *known, *through)
        assert "2 lines are no entry" in refused(app, "bank", "reconcile", *known, *through, "--commit")
        zelle(books, 10000, 9)
        assert "Matched 1 lines. Not matched: 1." in run(app, "bank", "match", *known)
        early = ("--through", days_ago(9).isoformat(), "--closing", "100.00")
        found = json.loads(run(app, "bank", "reconcile", *known, *early, "--commit", "--json"))
        assert (found["difference_minor"], found["reconciled"]) == (0, True)
