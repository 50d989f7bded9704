"""What the import's commands let somebody say of a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.cli.terminal import flask, open_chapter, refused, run
from tests.people import add_to_member_list
from tests.workbooks import cells


@pytest.fixture
def chapter(sqlite_app: Flask) -> None:
    from sigma_finance.queries.chapters import chapters

    open_chapter(sqlite_app)
    add_to_member_list(chapters.get_chapter(slug="sds").id, "Ada Byron", "ada@example.org")


def written(folder: Path, text: str, name: str = "dues.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("chapter")
class TestAColumnThatCouldDecide:
    TEXT = "Name,Amount,Date,Stage\nAda Byron,200,2025-09-01,Pending\n"

    def test_stops_both_commands_and_says_how_to_go_on(self, sqlite_app: Flask, tmp_path: Path) -> None:
        for words in ((), ("--commit",)):
            result = flask(sqlite_app, "import", "historical", written(tmp_path, self.TEXT), *words)
            assert result.exit_code == 1
            assert "D       Stage    To be said" in result.stdout
            assert "Use --column D=WHAT, or D=not-read." in result.stdout
            assert "Say what column D, “Stage”, is" in result.stderr

    def test_is_what_somebody_says(self, sqlite_app: Flask, tmp_path: Path) -> None:
        words = ("import", "historical", written(tmp_path, self.TEXT), "--column")
        assert "Skipped: 1" in run(sqlite_app, *words, "Stage=status")
        assert "To import: 1 payment, $200.00" in run(sqlite_app, *words, "d=not-read")

    def test_is_remembered_in_the_report_of_the_rehearsal(self, sqlite_app: Flask, tmp_path: Path) -> None:
        report = tmp_path / "report.xlsx"
        flask(sqlite_app, "import", "historical", written(tmp_path, self.TEXT), "--report", str(report))
        assert cells(report.read_bytes(), "Columns")[4][:3] == ["D", "Stage", "To be said"]

    @pytest.mark.parametrize(
        ("said", "words"), [("Stage", "Write COLUMN=WHAT"), ("Z=date", "no column “Z”"), ("D=x", "not “x”")]
    )
    def test_is_no_nonsense(self, sqlite_app: Flask, tmp_path: Path, said: str, words: str) -> None:
        file = written(tmp_path, self.TEXT)
        assert words in refused(sqlite_app, "import", "historical", file, "--column", said)


@pytest.mark.usefixtures("chapter")
class TestTheRest:
    def test_says_how_dates_and_amounts_are_written(self, sqlite_app: Flask, tmp_path: Path) -> None:
        file = written(tmp_path, "Name;Amount;Date\nAda Byron;1.200;25/04/2025\nAda Byron;5;04/25/2025\n")
        asked = flask(sqlite_app, "import", "historical", file)
        assert "Use --dates day-first or --dates month-first." in asked.stdout
        printed = run(sqlite_app, "import", "historical", file, "--dates", "day-first", "--amounts", "comma")
        assert "2025-04-25  $1,200.00" in printed

    def test_names_every_column(self, sqlite_app: Flask, tmp_path: Path) -> None:
        file = written(tmp_path, "Name,Nickname,Amount,Date\nAda Byron,A,5,2025-09-01\n")
        for words in ((), ("--commit",)):
            printed = run(sqlite_app, "import", "historical", file, *words)
            assert "B       Nickname  Not read" in printed
            assert "Headings: row 1. Text: UTF-8." in printed

    def test_says_what_was_seen_before(self, sqlite_app: Flask, tmp_path: Path) -> None:
        words = (
            "import",
            "historical",
            written(tmp_path, "Name,Amount\nAda Byron,5\n"),
            "--date",
            "2025-06-30",
        )
        run(sqlite_app, *words, "--commit")
        other = written(tmp_path, "Name,Amount,Method\nAda Byron,5,Cash\n", "other.csv")
        again = ("import", "historical", other, "--date", "2025-06-30")
        assert "To be mended: 1" in run(sqlite_app, *again)
        assert "There already: 1" in run(sqlite_app, *again, "--seen-before", "same")
        assert "To import: 1 payment" in run(sqlite_app, *again, "--seen-before", "new")

    def test_says_that_look_alikes_are_new(self, sqlite_app: Flask, tmp_path: Path) -> None:
        words = ("import", "roster", written(tmp_path, "Name,Email\nAda B. Byron,other@example.org\n"))
        assert "Looks like Ada Byron" in run(sqlite_app, *words)
        assert "To import: 1 new member" in run(sqlite_app, *words, "--look-alikes", "new")

    def test_says_how_text_was_saved(self, sqlite_app: Flask, tmp_path: Path) -> None:
        path = tmp_path / "roster.csv"
        path.write_bytes("Name,Email\nKučera,k@example.org\n".encode("cp1250"))
        assert "Kučera" in run(sqlite_app, "import", "roster", str(path), "--text", "cp1250")
