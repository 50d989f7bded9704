"""What a member can be in a chapter."""

from __future__ import annotations

from sigma_finance.domain.members.members import SHOWN_STATUSES, MemberClass, MemberStatus, Post


class TestAMember:
    def test_whose_import_was_undone_is_shown_nowhere(self) -> None:
        assert set(MemberStatus) - set(SHOWN_STATUSES) == {MemberStatus.REMOVED}

    def test_has_a_status_and_a_class_in_a_word(self) -> None:
        assert [status.label for status in MemberStatus] == ["Active", "Inactive", "Removed"]
        assert [one.label for one in MemberClass] == ["Regular", "Associate", "Alumni", "Exempt"]


class TestAnOffice:
    def test_is_named_as_people_write_it(self) -> None:
        assert [post.label for post in Post] == ["President", "Vice president", "Secretary", "Treasurer"]
