"""Files on their way to an import."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.refusals import LARGEST_FILE, TOO_LARGE
from sigma_finance.models import ImportFile
from sigma_finance.queries.imports.batches import KeptFile, get_file
from sigma_finance.services.imports import files
from tests.books import Books, open_books
from tests.services.imports.importing import rows
from tests.workbooks import HEADS, sheets

GOOD = b"Name,Amount,Date\nAda,5,2025-01-02\n"


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_books()


def officer(books: Books) -> Actor:
    return Actor(ActorKind.PERSON, None, books.members[0])


class TestAFileOfThisComputer:
    def test_is_opened_as_a_table_by_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "old.csv"
        path.write_bytes(GOOD)
        [sheet] = files.open_path(path).sheets
        assert [list(cells)[:2] for _, cells in sheet.rows()] == [["Name", "Amount"], ["Ada", "5"]]

    def test_that_is_not_there_or_too_large_is_refused_in_words(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match="cannot be read: No such file") as refusal:
            files.open_path(tmp_path / "none.csv")
        assert refusal.value.field == "file"
        large = tmp_path / "large.csv"
        with large.open("wb") as file:
            file.truncate(LARGEST_FILE + 1)
        with pytest.raises(Invalid, match="larger than 5 MB") as refusal:
            files.open_path(large)
        assert str(refusal.value) == TOO_LARGE

    def test_is_read_in_the_encoding_that_somebody_says(self, tmp_path: Path) -> None:
        path = tmp_path / "old.csv"
        path.write_bytes("Name,Amount\nJosé,5\n".encode("cp1252"))
        names = {name for name, _ in files.encodings()}
        assert "cp1252" in names
        [sheet] = files.open_path(path, encoding="cp1252").sheets
        assert [cells[0] for _, cells in sheet.rows()] == ["Name", "José"]


class TestKeeping:
    def test_keeps_the_file_under_the_end_of_its_name(self, books: Books) -> None:
        file_id = files.keep(
            chapter_id=books.chapter_id, name="x" * 200 + ".csv", content=GOOD, by=officer(books)
        )
        found = get_file(chapter_id=books.chapter_id, file_id=file_id)
        assert (len(found.name), found.name[-4:], found.content) == (120, ".csv", GOOD)
        [sheet] = files.open_kept(found).sheets
        assert len(list(sheet.rows())) == 2

    def test_lets_go_of_the_files_of_the_day_before(self, books: Books) -> None:
        kept = {"chapter_id": books.chapter_id, "name": "a.csv", "content": GOOD, "by": officer(books)}
        old = files.keep(**kept)  # type: ignore[arg-type]
        db.session.get_one(ImportFile, old).created_at = now() - timedelta(days=1, minutes=1)
        db.session.commit()
        files.keep(**kept)  # type: ignore[arg-type]
        db.session.expire_all()
        assert db.session.get_one(ImportFile, old).content is None

    def test_refuses_what_is_no_table_of_this_kind(self, books: Books) -> None:
        for content, kind in ((b"", ImportKind.HISTORICAL), (b"Pets,Toys\ncat,ball\n", ImportKind.ROSTER)):
            with pytest.raises(Invalid):
                files.keep(
                    chapter_id=books.chapter_id, name="a.csv", content=content, by=officer(books), kind=kind
                )
        assert db.session.query(ImportFile).count() == 0

    def test_leaves_the_choice_of_a_sheet_to_the_next_page(self, books: Books) -> None:
        table = [HEADS, ("Ada", "", 5, "2025-01-02")]
        content = sheets({"2023": table, "2024": table})
        file_id = files.keep(chapter_id=books.chapter_id, name="two.xlsx", content=content, by=officer(books))
        assert len(files.open_kept(get_file(chapter_id=books.chapter_id, file_id=file_id)).sheets) == 2

    def test_is_a_members_alone(self, books: Books) -> None:
        with pytest.raises(Forbidden):
            files.keep(chapter_id=books.chapter_id, name="a.xlsx", content=rows(), by=OPERATOR)


class TestAKeptFile:
    def test_whose_content_is_gone_has_to_be_chosen_once_more(self) -> None:
        with pytest.raises(Conflict, match="Choose it once more"):
            files.open_kept(KeptFile(1, "a.csv", None, None))
