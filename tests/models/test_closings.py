"""What the database takes for a closing."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.dates import now
from sigma_finance.models import Closing
from tests.books import Books
from tests.models.samples import Sample, assert_refused, assert_taken, of, somebody_elsewhere


class TestAClosing:
    def test_stands_once_and_is_opened_for_a_reason(self, books: Books) -> None:
        stranger = somebody_elsewhere()
        closing = Sample(Closing, of(books, through=date(2026, 10, 31)))
        opened = {"reopened_at": now(), "reason": "A wrong day"}
        assert_taken(closing, {}, opened, {**opened, "reopened_by_member_id": books.members[0]})
        closing.keep()
        assert_refused(
            closing,
            {
                "uq_closings_standing": {},
                "ck_closings_reopened_for_a_reason": {"reason": "A wrong day", "through": date(2026, 9, 30)},
                "fk_closings_closed_by_members": {"closed_by_member_id": stranger, **opened},
                "fk_closings_reopened_by_members": {"reopened_by_member_id": stranger, **opened},
            },
        )
