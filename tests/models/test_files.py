"""What the database takes for a file."""

from __future__ import annotations

import itertools

from sigma_finance.domain.files import FileContent
from sigma_finance.models import StoredFile
from tests.books import Books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

_numbers = itertools.count(1)


class TestAFile:
    def test_has_a_key_of_its_own_and_holds_something(self, books: Books) -> None:
        facts = {"content": FileContent.PDF, "name": "scan.pdf", "size_bytes": 10, "sha256": "0" * 64}
        file = Sample(StoredFile, of(books, **facts, key=lambda: f"1/{next(_numbers)}"))
        assert_taken(file, {}, {"made_by_member_id": books.members[0]})
        file.keep(key="1/taken")
        assert_refused(
            file,
            {
                "uq_stored_files_key": {"key": "1/taken"},
                "ck_stored_files_content_known": {"content": UNHEARD_OF},
                "ck_stored_files_holds_something": {"size_bytes": 0},
                "fk_stored_files_made_by_members": {"made_by_member_id": somebody_elsewhere()},
            },
        )
