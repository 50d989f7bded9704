"""What is asked of the people of a chapter."""

from __future__ import annotations

from sigma_finance.domain.members.invites import USUAL_DAYS
from sigma_finance.domain.members.requests import InviteRequest, Offer, ProfileDetails
from sigma_finance.domain.permissions import Role


class TestARequest:
    def test_to_invite_is_for_one_person_and_the_usual_days(self) -> None:
        asked = InviteRequest(chapter_id=1, role=Role.MEMBER)
        assert (asked.max_uses, asked.days) == (1, USUAL_DAYS)
        assert (asked.email, asked.member_id, asked.created_by_member_id) == (None, None, None)

    def test_to_hand_over_may_have_no_end(self) -> None:
        assert Offer(member_id=1).term_ends_on is None

    def test_to_change_a_profile_leaves_the_photo_where_none_was_sent(self) -> None:
        assert ProfileDetails("Ada", "", "").photo is None
