"""Imports as lists and pages read them, and the files that wait to be imported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.readings import summary_of
from sigma_finance.domain.imports.roster import NamedMember
from sigma_finance.domain.imports.tally import Packer, unpack
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import ImportBatch, ImportFile
from sigma_finance.queries.imports import batches
from tests.books import Books, open_books
from tests.dues import change
from tests.rows import import_batch, keep

HISTORICAL, ROSTER = ImportKind.HISTORICAL, ImportKind.ROSTER


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


def file_of(books: Books, **facts: Any) -> int:
    known = {"member_id": books.members[0], "kind": HISTORICAL, "name": "old.csv", "content": b"a;b"}
    return keep(ImportFile(chapter_id=books.chapter_id, **(known | facts)))


class TestTheRoster:
    def test_has_those_who_left_and_nobody_who_was_removed(self, books: Books) -> None:
        ada, ben, cy = books.members
        change(ben, status=MemberStatus.INACTIVE)
        change(cy, status=MemberStatus.REMOVED)
        open_books()
        found = batches.roster(chapter_id=books.chapter_id)
        assert found == [
            NamedMember(ada, "Member 0", f"member0.{books.slug}@example.org"),
            NamedMember(ben, "Member 1", f"member1.{books.slug}@example.org"),
        ]


class TestImports:
    def test_of_a_kind_are_the_chapters_the_latest_first(self, books: Books) -> None:
        ada, ben, _ = books.members
        first = import_batch(books.chapter_id, HISTORICAL, made_by_member_id=ada, payments=2)
        undone = {"undone_by_member_id": ben, "undone_at": now()}
        second = import_batch(books.chapter_id, HISTORICAL, **undone)
        import_batch(books.chapter_id, ROSTER)
        import_batch(open_books().chapter_id, HISTORICAL)
        found = batches.batches(chapter_id=books.chapter_id)
        assert [(one.id, one.made_by, one.undone_by, one.payments) for one in found] == [
            (second, None, "Member 1", 0),
            (first, "Member 0", None, 2),
        ]

    def test_are_found_by_id_and_kind_in_their_own_chapter(self, books: Books) -> None:
        roster = import_batch(books.chapter_id, ROSTER)
        elsewhere = import_batch(open_books().chapter_id, HISTORICAL)
        assert batches.get_batch(chapter_id=books.chapter_id, batch_id=roster, kind=ROSTER).id == roster
        for batch_id in (roster, elsewhere):
            with pytest.raises(NotFound):
                batches.get_batch(chapter_id=books.chapter_id, batch_id=batch_id)
        locked = batches.lock_batch(chapter_id=books.chapter_id, batch_id=roster)
        assert locked is not None
        assert locked.id == roster
        assert batches.lock_batch(chapter_id=books.chapter_id, batch_id=elsewhere) is None

    def test_keep_what_became_of_each_row_and_how_the_file_was_read(self, books: Books) -> None:
        packer = Packer()
        packer.add_head({"sheet": "2024", "columns": [["A", "Name", "name", ""]]})
        skipped = Decision(2, "Ada", "", RowOutcome.SKIPPED, "No amount.")
        packer.add(skipped)
        batch_id = import_batch(books.chapter_id, HISTORICAL, decisions=packer.packed())
        kept = batches.packed(chapter_id=books.chapter_id, batch_id=batch_id)
        assert list(unpack(kept)) == [skipped]
        assert [column.heading for column in summary_of(head_of(kept)).columns] == ["Name"]
        with pytest.raises(NotFound):
            batches.packed(chapter_id=open_books().chapter_id, batch_id=batch_id)


class TestAFile:
    def test_is_got_by_its_own_chapter_for_its_own_kind(self, books: Books) -> None:
        file_id = file_of(books)
        found = batches.get_file(chapter_id=books.chapter_id, file_id=file_id)
        assert (found.name, found.content, found.batch_id) == ("old.csv", b"a;b", None)
        for asked in (
            {"chapter_id": books.chapter_id, "kind": ROSTER},
            {"chapter_id": open_books().chapter_id},
        ):
            with pytest.raises(NotFound):
                batches.get_file(file_id=file_id, **asked)
        assert batches.lock_file(chapter_id=open_books().chapter_id, file_id=file_id) is None

    def test_loses_what_is_in_it_when_it_was_chosen_too_long_ago(self, books: Books) -> None:
        other = open_books()
        old, new, others = (
            file_of(books, created_at=now() - timedelta(days=2)),
            file_of(books),
            file_of(other, created_at=now() - timedelta(days=2)),
        )
        batches.forget_files(chapter_id=books.chapter_id, before=now() - timedelta(days=1))
        db.session.commit()
        db.session.expunge_all()
        kept = {one: db.session.get_one(ImportFile, one).content for one in (old, new, others)}
        assert kept == {old: None, new: b"a;b", others: b"a;b"}


class TestABatchUnderLock:
    def test_is_read_anew(self, books: Books) -> None:
        batch_id = import_batch(books.chapter_id, ROSTER)
        known = db.session.get_one(ImportBatch, batch_id)
        db.session.execute(
            db.update(ImportBatch).values(skipped=9).execution_options(synchronize_session=False)
        )
        assert known.skipped == 0
        locked = batches.lock_batch(chapter_id=books.chapter_id, batch_id=batch_id)
        assert locked is known
        assert known.skipped == 9
        db.session.rollback()
