"""Keeping files that people send along, and handing them out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.files import FileContent
from sigma_finance.extensions import db
from sigma_finance.gateways.storage.disk import DiskStore
from sigma_finance.gateways.storage.port import StorageFails
from sigma_finance.models import StoredFile
from sigma_finance.queries import files as queries
from sigma_finance.services import files
from sigma_finance.services.files import NewFile
from tests.books import Books, open_books
from tests.pictures import PDF, picture, size


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def keep(books: Books, content: bytes = PDF, name: str = "scan.pdf") -> int:
    """A file of the first member's that counts."""
    member_id = books.members[0]
    file = NewFile(content, name)
    with files.kept(chapter_id=books.chapter_id, member_id=member_id, file=file, field="receipt") as [
        file_id
    ]:
        files.use(chapter_id=books.chapter_id, file_id=file_id, member_id=member_id)
        db.session.commit()
    return file_id


def attempt(books: Books, act: Callable[[list[int]], None]) -> None:
    """Send a file of the first member's along with something."""
    file = NewFile(PDF, "scan.pdf")
    with files.kept(
        chapter_id=books.chapter_id, member_id=books.members[0], file=file, field="receipt"
    ) as file_ids:
        act(file_ids)


def download(books: Books, file_id: int) -> files.FileDownload:
    token = files.sign(chapter_id=books.chapter_id, member_id=books.members[0], file_id=file_id)
    return files.open_signed(token, chapter_id=books.chapter_id, member_id=books.members[0])


def on_disk(app: Flask) -> list[Path]:
    return [path for path in Path(app.config["FILES_PATH"]).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def folder(any_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(any_app.config, "FILES_PATH", str(tmp_path / "files"))


class TestAFile:
    def test_of_paper_is_handed_out_as_it_came(self, books: Books) -> None:
        found = download(books, keep(books))
        assert (found.content, found.media_type) == (PDF, "application/pdf")
        assert found.name.endswith(".pdf")

    def test_of_a_camera_is_drawn_anew(self, books: Books) -> None:
        found = download(books, keep(books, picture("PNG"), "../../photo.exe"))
        assert size(found.content) == ("JPEG", 40, 30)
        assert found.name.startswith("file-")
        assert found.name.endswith(".jpg")

    def test_is_called_as_its_sender_did_and_nobody_reads_that_in_the_database(self, books: Books) -> None:
        file_id = keep(books, name="Dinner with Ann.pdf")
        assert db.session.get_one(StoredFile, file_id).name == "Dinner with Ann.pdf"
        assert "Ann" not in str(db.session.scalar(text("SELECT name FROM stored_files")))

    def test_of_anything_else_leaves_nothing(self, any_app: Flask, books: Books) -> None:
        with pytest.raises(Invalid):
            keep(books, b"<script>alert(1)</script>", "photo.jpg")
        assert on_disk(any_app) == []

    def test_that_is_none_is_no_file(self, books: Books) -> None:
        with files.kept(chapter_id=books.chapter_id, member_id=None, file=None, field="receipt") as found:
            assert found == []

    def test_is_taken_away_where_what_it_was_for_fails(self, any_app: Flask, books: Books) -> None:
        seen: list[int] = []

        def fail(_file_ids: list[int]) -> None:
            seen.append(len(on_disk(any_app)))
            raise Conflict("It was sent already.")

        with pytest.raises(Conflict):
            attempt(books, fail)
        assert seen == [1]
        assert on_disk(any_app) == []
        assert queries.total_bytes(chapter_id=books.chapter_id) == 0

    def test_counts_once_and_for_its_sender_alone(self, books: Books) -> None:
        file_id, chapter_id = keep(books), books.chapter_id
        with pytest.raises(NotFound, match="Send it again"):
            files.use(chapter_id=chapter_id, file_id=file_id, member_id=books.members[0])
        db.session.rollback()

        def use_anothers(file_ids: list[int]) -> None:
            files.use(chapter_id=chapter_id, file_id=file_ids[0], member_id=books.members[1])

        with pytest.raises(NotFound):
            attempt(books, use_anothers)


class TestRoomForFiles:
    def test_is_bounded_for_each_chapter(
        self, any_app: Flask, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(any_app.config, "FILES_MEGABYTES", 0)
        with pytest.raises(Conflict, match="as much as it may"):
            keep(books)
        assert on_disk(any_app) == []

    def test_that_is_gone_is_told_and_leaves_no_row(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise StorageFails

        monkeypatch.setattr(DiskStore, "put", full)
        with pytest.raises(StorageFails):
            keep(books)
        assert queries.total_bytes(chapter_id=books.chapter_id) == 0


class TestAnAddress:
    def test_is_good_for_whom_it_was_made_alone(self, books: Books) -> None:
        file_id, chapter_id = keep(books), books.chapter_id
        token = files.sign(chapter_id=chapter_id, member_id=books.members[0], file_id=file_id)
        for other in ({"member_id": books.members[1]}, {"chapter_id": chapter_id + 1}):
            whose = {"chapter_id": chapter_id, "member_id": books.members[0], **other}
            with pytest.raises(NotFound):
                files.open_signed(token, **whose)

    def test_is_good_for_an_hour(self, books: Books) -> None:
        file_id, chapter_id = keep(books), books.chapter_id
        token = files.sign(chapter_id=chapter_id, member_id=books.members[0], file_id=file_id)
        with (
            time_machine.travel(now() + files.GOOD_FOR + timedelta(seconds=2)),
            pytest.raises(NotFound, match="Open its page again"),
        ):
            files.open_signed(token, chapter_id=chapter_id, member_id=books.members[0])

    def test_that_was_altered_is_none(self, books: Books) -> None:
        with pytest.raises(NotFound):
            files.open_signed("WzEsMSwxXQ.x.y", chapter_id=books.chapter_id, member_id=books.members[0])

    def test_of_a_file_of_another_chapter_leads_nowhere(self, books: Books) -> None:
        file_id, other = keep(books), open_books()
        token = files.sign(chapter_id=other.chapter_id, member_id=other.members[0], file_id=file_id)
        with for_chapter(other.chapter_id), pytest.raises(NotFound):
            files.open_signed(token, chapter_id=other.chapter_id, member_id=other.members[0])


class TestSweeping:
    def test_takes_away_what_came_to_nothing_a_day_ago(
        self, any_app: Flask, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(books)
        with monkeypatch.context() as broken:
            broken.setattr(DiskStore, "remove", _fail)
            with pytest.raises(Conflict):
                attempt(books, _refuse)
        assert (files.sweep(), len(on_disk(any_app))) == (0, 2)
        with time_machine.travel(now() + files.UNUSED_FOR + timedelta(minutes=1)):
            assert files.sweep() == 1
            assert (files.sweep(), len(on_disk(any_app))) == (0, 1)
        kept = db.session.scalars(select(StoredFile.content).where(StoredFile.removed_at.is_(None))).all()
        assert kept == [FileContent.PDF]


def _refuse(_file_ids: list[int]) -> None:
    raise Conflict("It was sent already.")


def _fail(*_: object) -> None:
    raise StorageFails
