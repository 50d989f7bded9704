"""The check of an exported journal, as it runs on another machine."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from sigma_finance.domain.audit_heads import Chain
from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries import audit_heads
from sigma_finance.services import journals
from sigma_finance.services.books import nightly
from tests.books import Books, charge, open_books, pay

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify_books.py"
Rows = list[dict[str, str]]


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Books with four entries on eight lines, of a member with an odd name."""
    made = open_books()
    db.session.get_one(Member, made.members[0]).name = '=1+1, "Ada"\nByron'
    db.session.commit()
    charge(made, made.members[0], 20000)
    for amount in (500, 700, 900):
        pay(made, made.members[0], amount)
    return made


def exported(books: Books) -> str:
    return "".join(
        journals.text(chapter_id=books.chapter_id, name="", currency="USD", kind=JournalFormat.CSV)
    )


def checked(written: str, folder: Path, *heads: str) -> subprocess.CompletedProcess[str]:
    """What the script says, without any library of ours at hand."""
    file = folder / "journal.csv"
    file.write_text(written, encoding="utf-8", newline="")
    given = [part for head in heads for part in ("--head", head)]
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *given]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def rewritten(books: Books, change: Callable[[Rows], Rows | None]) -> str:
    rows: Rows = list(csv.DictReader(io.StringIO(exported(books))))
    heads = list(rows[0])
    rows = change(rows) or rows
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def setting(row: int, **cells: str) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update(cells)


class TestAJournal:
    def test_is_found_whole(self, books: Books, tmp_path: Path) -> None:
        said = checked(exported(books), tmp_path)
        assert (said.returncode, said.stderr) == (0, "")
        assert "as it was written: 4 entries" in said.stdout

    def test_is_held_against_the_head_of_a_mail(self, books: Books, tmp_path: Path) -> None:
        [end] = audit_heads.books_ends(chapter_ids=[books.chapter_id])
        head = f"Books {nightly.sign_head(end, Chain.BOOKS)}"
        assert checked(exported(books), tmp_path, head).returncode == 0
        pay(books, books.members[0], 100)
        assert checked(exported(books), tmp_path, head).returncode == 0
        shortened = rewritten(books, lambda rows: rows[:6])
        assert checked(shortened, tmp_path).returncode == 0
        said = checked(shortened, tmp_path, head)
        assert (said.returncode, "ends at place 3" in said.stderr) == (1, True)
        assert checked(exported(books), tmp_path, head.replace(end.hash, "0" * 64)).returncode == 1
        assert checked(exported(books), tmp_path, "nonsense").returncode == 1

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (setting(2, memo="Another"), "entry"),
            (setting(2, date="2026-01-01"), "entry"),
            (setting(3, member_id="7"), "entry"),
            (setting(3, account="cash_bank"), "entry"),
            (setting(2, hash="0" * 64), "hash"),
            (setting(2, amount="6.00"), "amount"),
            (setting(2, amount="6.00", amount_minor="600"), "balance"),
            (setting(2, amount="", amount_minor=""), "amount"),
            (lambda rows: [*rows[:2], *rows[4:]], "place 2 is missing"),
            (lambda rows: [*rows[:2], *rows[4:6], *rows[2:4], *rows[6:]], "place 2 is missing"),
            (lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]], "posting 1"),
            (lambda rows: [*rows[:4], *rows[2:4], *rows[4:]], "posting 3"),
        ],
    )
    def test_that_was_altered_is_named_by_its_first_line(
        self, books: Books, tmp_path: Path, change: Callable[[Rows], Rows | None], says: str
    ) -> None:
        said = checked(rewritten(books, change), tmp_path)
        assert (said.returncode, says in said.stderr) == (1, True), said.stderr
        assert said.stderr.startswith("Line ")
        assert "Traceback" not in said.stderr

    @pytest.mark.parametrize("written", ["", "a,b\n1,2\n", "\x00", "sequence\n"])
    def test_that_is_none_is_refused_in_a_sentence(self, tmp_path: Path, written: str) -> None:
        said = checked(written, tmp_path)
        assert (said.returncode, "Traceback" in said.stderr) == (1, False)

    def test_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        command = [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path / "nothing")]
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (said.returncode, "Traceback" in said.stderr) == (1, False)
