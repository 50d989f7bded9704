"""What two officers decide together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.approvals import GOOD_FOR, Act, ApprovalState, has_lapsed


class TestAnAct:
    @pytest.mark.parametrize(
        ("act", "label"), [(Act.WAIVER, "Waive a charge"), (Act.REVERSAL, "Reverse a payment")]
    )
    def test_is_named_by_what_an_officer_does(self, act: Act, label: str) -> None:
        assert act.label == label

    def test_has_a_label_each(self) -> None:
        assert len({act.label for act in Act}) == len(Act)


class TestARequest:
    @pytest.mark.parametrize(
        ("state", "label"),
        [
            (ApprovalState.WAITING, "Waiting"),
            (ApprovalState.APPROVED, "Approved"),
            (ApprovalState.DECLINED, "Declined"),
            (ApprovalState.WITHDRAWN, "Withdrawn"),
        ],
    )
    def test_says_where_it_stands(self, state: ApprovalState, label: str) -> None:
        assert state.label == label

    def test_can_be_approved_for_thirty_days(self) -> None:
        assert timedelta(days=30) == GOOD_FOR

    @pytest.mark.parametrize(
        ("waited", "lapsed"), [(timedelta(), False), (GOOD_FOR, False), (2 * GOOD_FOR, True)]
    )
    def test_lapses_after_thirty_days(self, waited: timedelta, lapsed: bool) -> None:
        asked_at = datetime(2026, 2, 1, tzinfo=UTC)
        assert has_lapsed(asked_at, asked_at + waited) is lapsed
