"""What the database lets be kept of imports."""

from __future__ import annotations

from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.models import ImportBatch, ImportedMember, ImportFile
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere


def batch(books: Books) -> Sample:
    counts = {"members": 1, "already_there": 0, "skipped": 0, "to_mend": 0}
    facts = of(books, kind=ImportKind.ROSTER, file_name="fall.xlsx", file_sha256="a" * 64)
    return Sample(ImportBatch, {**facts, **counts, "decisions": b""})


class TestAnImport:
    def test_brought_something(self, books: Books) -> None:
        stranger = somebody_elsewhere()
        assert_refused(
            batch(books),
            {
                "ck_import_batches_brought_something": {"members": 0},
                "ck_import_batches_kind_known": {"kind": UNHEARD_OF},
                "fk_import_batches_made_by_members": {"made_by_member_id": stranger},
                "fk_import_batches_undone_by_members": {"undone_by_member_id": stranger},
            },
        )
        assert_taken(batch(books), {}, {"members": 0, "changed": 1}, {"members": 0, "payments": 1})

    def test_brought_each_member_once(self, books: Books) -> None:
        brought = Sample(ImportedMember, of(books, batch_id=batch(books).keep(), member_id=books.members[0]))
        brought.keep()
        assert_refused(
            brought,
            {
                "uq_imported_members_chapter_id_batch_id_member_id": {},
                "fk_imported_members_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
                "fk_imported_members_chapter_id_batch_id_import_batches": {
                    "batch_id": batch(open_books()).keep(),
                },
            },
        )
        assert_taken(brought, {"member_id": books.members[1]}, {"batch_id": batch(books).keep()})


class TestAFile:
    def test_is_of_a_known_kind_and_a_member_of_the_chapter(self, books: Books) -> None:
        facts = of(books, member_id=books.members[0], kind=ImportKind.HISTORICAL, name="old.csv")
        file = Sample(ImportFile, facts)
        assert_refused(
            file,
            {
                "ck_import_files_kind_known": {"kind": UNHEARD_OF},
                "fk_import_files_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
                "fk_import_files_chapter_id_batch_id_import_batches": {
                    "batch_id": batch(open_books()).keep()
                },
            },
        )
        assert_taken(file, {"content": b"a;b"}, {"batch_id": batch(books).keep()})
