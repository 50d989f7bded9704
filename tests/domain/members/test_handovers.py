"""Where a handover stands, and what should not be left open without a word."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.members.handovers import FINISHED_WITHIN, GOOD_FOR, HandoverState, OpenItem


class TestAHandover:
    def test_can_be_accepted_for_two_weeks(self) -> None:
        assert timedelta(days=14) == GOOD_FOR

    def test_stands_in_one_of_these_states(self) -> None:
        assert {state.value for state in HandoverState} == {
            "open",
            "done",
            "declined",
            "withdrawn",
            "expired",
        }


class TestWhatIsLeftOpen:
    def test_is_named_in_words_each(self) -> None:
        labels = [item.label for item in OpenItem]
        assert len(set(labels)) == len(OpenItem)
        assert OpenItem.ON_HAND.label == "Cash and checks that are not deposited"

    def test_counts_a_payment_at_stripe_after_a_day(self) -> None:
        assert timedelta(days=1) == FINISHED_WITHIN
