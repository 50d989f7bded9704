"""What people may have no e-mail about."""

from __future__ import annotations

import pytest

from sigma_finance.domain.topics import IN_APP, KINDS, Topic, topic_of

ALWAYS = ("receipt", "password_reset", "role_changed", "appointed", "autopay_notice", "dispute_opened", "")


class TestAMessage:
    @pytest.mark.parametrize(
        ("kind", "topic"),
        [
            ("due_soon", Topic.REMINDERS),
            ("past_due", Topic.REMINDERS),
            ("payment_declined", Topic.PAYMENTS),
            ("plan_done", Topic.PLANS),
            ("weekly_note", Topic.WEEKLY),
        ],
    )
    def test_may_be_left_out_where_it_is_about_a_topic(self, kind: str, topic: Topic) -> None:
        assert topic_of(kind) is topic

    @pytest.mark.parametrize("kind", ALWAYS)
    def test_goes_out_whatever_was_chosen_where_it_is_about_none(self, kind: str) -> None:
        assert topic_of(kind) is None

    def test_that_may_be_left_out_stands_in_the_app(self) -> None:
        assert set(KINDS) <= IN_APP

    @pytest.mark.parametrize("kind", ["password_reset", "invite", "donation_receipt"])
    def test_with_a_link_into_an_account_or_for_a_stranger_stands_in_no_app(self, kind: str) -> None:
        assert kind not in IN_APP


class TestATopic:
    def test_says_what_one_would_miss(self) -> None:
        assert Topic.WEEKLY.label == "The weekly note on the chapter's money"
        assert len({topic.label for topic in Topic}) == len(Topic)
        assert set(KINDS.values()) == set(Topic)
