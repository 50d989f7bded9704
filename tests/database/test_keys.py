"""Joins by a key within a chapter."""

from __future__ import annotations

from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.models import ImportBatch, Installment, Member, Posting


class TestAKeyThatPoints:
    def test_is_joined_within_its_chapter(self) -> None:
        assert str(points_at(Posting.installment_id, Installment)) == (
            "installments.chapter_id = postings.chapter_id AND installments.id = postings.installment_id"
        )

    def test_may_point_at_another_name_of_its_target(self) -> None:
        maker = aliased(Member, name="maker")
        assert str(points_at(ImportBatch.made_by_member_id, maker)) == (
            "maker.chapter_id = import_batches.chapter_id AND maker.id = import_batches.made_by_member_id"
        )

    def test_may_stand_in_another_name_of_its_own_table(self) -> None:
        other = aliased(Posting, name="other")
        assert str(points_at(other.installment_id, Installment)) == (
            "installments.chapter_id = other.chapter_id AND installments.id = other.installment_id"
        )
