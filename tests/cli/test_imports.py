"""``flask import``: rehearsing, importing, reporting, undoing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from sigma_finance.config import ROOT
from tests.cli.terminal import flask, open_chapter, refused, run
from tests.harness.holding import assert_verified
from tests.people import add_to_member_list
from tests.services.imports.importing import everything, rows
from tests.workbooks import cells, workbook

SAMPLE = ROOT / "docs" / "samples" / "historical-payments.xlsx"
GOOD = ("Ada Byron", "", 200, "2025-01-02", "Cash", "=1+1")
BAD = ("Ada Byron", "", "pending", "2025-01-02")


@pytest.fixture
def chapter(sqlite_app: Flask) -> int:
    from sigma_finance.queries.chapters import chapters

    open_chapter(sqlite_app)
    chapter_id = chapters.get_chapter(slug="sds").id
    add_to_member_list(chapter_id, "Ada Byron", "ada@example.org")
    return chapter_id


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD, ("Nobody", "", 5, "2025-01-02"))


def written(folder: Path, *table: tuple[object, ...], name: str = "old.xlsx") -> Path:
    path = folder / name
    path.write_bytes(rows(*table))
    return path


def historical(app: Flask, *words: str | Path) -> str:
    return run(app, "import", "historical", *map(str, words))


class TestARehearsal:
    def test_is_what_happens_unless_one_asks_for_more(
        self, sqlite_app: Flask, chapter: int, file: Path
    ) -> None:
        before = everything()
        for words in ((), ("--dry-run",)):
            printed = historical(sqlite_app, file, "--chapter", "sds", *words)
            assert "To import: 1 payment, $200.00. There already: 0. Skipped: 1. To be mended: 0." in printed
            assert "nothing was written" in printed
        assert everything() == before

    def test_says_of_each_row_what_would_be_done_and_why(
        self, sqlite_app: Flask, chapter: int, file: Path
    ) -> None:
        lines = historical(sqlite_app, file, "--chapter", "sds").splitlines()
        assert lines[0].split() == ["Row", "Name", "Member", "Date", "Amount", "Result", "Why"]
        assert "Ada Byron  Ada Byron  2025-01-02  $200.00  Will be imported  Found by name." in lines[1]
        assert "Nobody on the roster" in lines[2]

    def test_shows_a_hundred_rows_and_how_many_more_there_are(
        self, sqlite_app: Flask, chapter: int, tmp_path: Path
    ) -> None:
        file = written(tmp_path, *[GOOD] * 120, BAD)
        printed = historical(sqlite_app, file, "--chapter", "sds")
        assert "… and 21 more" in printed
        assert "122  Ada Byron" in printed


class TestImporting:
    def test_writes_what_was_rehearsed_once(self, sqlite_app: Flask, chapter: int, file: Path) -> None:
        printed = historical(sqlite_app, file, "--chapter", "sds", "--commit")
        assert "Imported: 1 payment, $200.00." in printed
        assert "flask import undo 1 --chapter sds" in printed
        again = historical(sqlite_app, file, "--chapter", "sds", "--commit")
        assert "Nothing was written" in again
        assert "There already: 1" in again
        assert everything()["payments"] == 1
        assert_verified()

    def test_needs_no_chapter_where_there_is_one(self, sqlite_app: Flask, chapter: int, file: Path) -> None:
        assert "Imported: 1 payment" in historical(sqlite_app, file, "--commit")

    def test_asks_for_the_chapter_where_there_are_several(
        self, sqlite_app: Flask, chapter: int, file: Path
    ) -> None:
        open_chapter(sqlite_app, "kr")
        assert "kr, sds" in refused(sqlite_app, "import", "historical", str(file))

    def test_is_refused_as_a_whole_with_the_rows_to_mend(
        self, sqlite_app: Flask, chapter: int, tmp_path: Path
    ) -> None:
        file = written(tmp_path, GOOD, BAD)
        before = everything()
        words = ("import", "historical", str(file), "--chapter", "sds", "--commit")
        result = flask(sqlite_app, *words)
        assert result.exit_code == 1
        assert "“pending”, which is no amount" in result.stdout
        assert "One row has to be mended, so nothing was imported." in result.stderr
        assert everything() == before
        assert "Imported: 1 payment" in run(sqlite_app, *words, "--good-rows")

    def test_takes_a_day_and_a_sheet_where_the_file_does_not_say(
        self, sqlite_app: Flask, chapter: int, tmp_path: Path
    ) -> None:
        file = tmp_path / "undated.xlsx"
        file.write_bytes(workbook([("Name", "Amount"), ("Ada Byron", 5)], title="Fall"))
        words = ("import", "historical", str(file), "--chapter", "sds")
        assert "no column for the date" in refused(sqlite_app, *words)
        assert "2024-05-06" in run(sqlite_app, *words, "--date", "2024-05-06", "--sheet", "fall")
        assert "no sheet named" in refused(sqlite_app, *words, "--date", "2024-05-06", "--sheet", "Spring")


class TestTheReport:
    def test_says_for_each_row_what_was_done_and_why(
        self, sqlite_app: Flask, chapter: int, file: Path, tmp_path: Path
    ) -> None:
        report = tmp_path / "report.xlsx"
        historical(sqlite_app, file, "--chapter", "sds", "--commit", "--report", report)
        heads, good, skipped = cells(report.read_bytes())
        assert heads[:4] == ["Row", "Name in the file", "E-mail in the file", "Member"]
        assert good[3:9] == ["Ada Byron", "2025-01-02", "200.00", "Cash", "Imported", "Found by name."]
        assert skipped[7:9] == ["Skipped", "Nobody on the roster has this name or this address."]
        assert cells(report.read_bytes(), "Summary")[0] == ["Payments imported", "1"]

    def test_is_refused_where_it_would_harm_or_cannot_be_written(
        self, sqlite_app: Flask, chapter: int, file: Path, tmp_path: Path
    ) -> None:
        words = ("import", "historical", str(file), "--chapter", "sds", "--report")
        assert "replace the file itself" in refused(sqlite_app, *words, str(file), code=2)
        assert ".xlsx" in refused(sqlite_app, *words, str(tmp_path / "report.txt"), code=2)
        assert "cannot be written" in refused(sqlite_app, *words, str(tmp_path / "no" / "report.xlsx"))


class TestUndoing:
    def test_takes_the_import_back_once(self, sqlite_app: Flask, chapter: int, file: Path) -> None:
        historical(sqlite_app, file, "--chapter", "sds", "--commit")
        words = ("import", "undo", "1", "--chapter", "sds")
        assert "Undone: 1 payment reversed." in run(sqlite_app, *words)
        assert "undone already" in refused(sqlite_app, *words)
        assert "no such import" in refused(sqlite_app, "import", "undo", "7", "--chapter", "sds")


class TestWhatIsWrong:
    def test_is_said_in_a_sentence(self, sqlite_app: Flask, chapter: int, tmp_path: Path) -> None:
        page = tmp_path / "page.xlsx"
        page.write_text("<html></html>")
        assert "web page" in refused(sqlite_app, "import", "historical", str(page), "--chapter", "sds")
        missing = str(tmp_path / "none.xlsx")
        assert "cannot be read" in refused(sqlite_app, "import", "historical", missing, "--chapter", "sds")
        large = tmp_path / "large.csv"
        large.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
        assert "5 MB" in refused(sqlite_app, "import", "historical", str(large), "--chapter", "sds")

    def test_is_to_name_no_file_or_both_ways(self, sqlite_app: Flask, chapter: int, file: Path) -> None:
        assert "Name the workbook" in refused(sqlite_app, "import", "historical", code=2)
        both = ("import", "historical", str(file), "--dry-run", "--commit")
        assert "either" in refused(sqlite_app, *both, code=2)


class TestTheSample:
    def test_is_imported_whole_into_the_demos_chapter(self, sqlite_app: Flask) -> None:
        run(sqlite_app, "demo", "load")
        printed = historical(sqlite_app, SAMPLE, "--chapter", "sds", "--commit")
        assert "Imported: 9 payments, $1,080.00. There already: 0. Skipped: 3. To be mended: 0." in printed
        assert_verified()


class TestTheScript:
    @pytest.mark.parametrize(
        "script", ["import_historical_payments.py", "scripts/import_historical_payments.py"]
    )
    def test_says_in_one_sentence_how_to_use_it(self, script: str) -> None:
        ended = subprocess.run([sys.executable, ROOT / script], capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith("Name the workbook or CSV file: ")
        assert len(ended.stderr.splitlines()) == 1

    def test_goes_on_as_the_command_in_the_folder_it_was_called_from(self, tmp_path: Path) -> None:
        script = [sys.executable, str(ROOT / "import_historical_payments.py"), "old.xlsx", "--help"]
        ended = subprocess.run(script, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "--good-rows" in ended.stdout


class TestARoster:
    @pytest.fixture
    def roster(self, tmp_path: Path) -> Path:
        path = tmp_path / "roster.csv"
        path.write_text("Name,Email,Owes\nMarcus Bell,marcus@example.org,60\nAda Byron,,\n", encoding="utf-8")
        return path

    def test_is_rehearsed_imported_once_and_undone(
        self, sqlite_app: Flask, chapter: int, roster: Path, tmp_path: Path
    ) -> None:
        words = ("import", "roster", str(roster), "--chapter", "sds")
        before = everything()
        printed = run(sqlite_app, *words)
        assert "To import: 1 new member, who owe $60.00 and have $0.00 in credit." in printed
        assert "There already: 1." in printed
        assert everything() == before
        report = tmp_path / "report.xlsx"
        printed = run(sqlite_app, *words, "--commit", "--due-on", "2026-01-31", "--report", str(report))
        assert "Imported: 1 new member" in printed
        assert cells(report.read_bytes())[1][9] == "Imported"
        assert "Nothing was written" in run(sqlite_app, *words, "--commit")
        undo = ("import", "undo", "1", "--chapter", "sds")
        assert "Undone: 1 member taken off the roster." in run(sqlite_app, *undo)
        assert_verified()

    def test_is_refused_as_a_whole_with_the_rows_to_mend(
        self, sqlite_app: Flask, chapter: int, tmp_path: Path
    ) -> None:
        path = tmp_path / "roster.csv"
        path.write_text("Name,Email\nZed,nowhere\n", encoding="utf-8")
        result = flask(sqlite_app, "import", "roster", str(path), "--commit")
        assert result.exit_code == 1
        assert "“nowhere” is no e-mail address." in result.stdout
        assert "One row has to be mended" in result.stderr
