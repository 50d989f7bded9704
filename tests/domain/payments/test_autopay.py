"""What a member consents to, when their method is charged, and when it is tried again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sigma_finance.domain.payments.autopay import (
    RETRIES,
    RETRIES_IN_WORDS,
    AttemptState,
    AutopayEndReason,
    charge_days,
    charged_on,
    consent,
    expires_before,
    tried_again_on,
)

TODAY = date(2026, 5, 4)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


class TestAConsent:
    def test_names_the_chapter_the_limit_and_the_retries(self) -> None:
        text = consent("Sigma Delta")
        assert text.startswith("I allow Sigma Delta to charge the card or bank account")
        assert "never more than I still owe" in text
        assert f"tried again {RETRIES_IN_WORDS}." in text

    def test_says_the_retries_that_there_are(self) -> None:
        listed = [str(retry.days) for retry in RETRIES]
        assert f"{', '.join(listed[:-1])} and {listed[-1]} days later" == RETRIES_IN_WORDS


class TestACharge:
    @pytest.mark.parametrize(("due", "charged"), [(-5, 3), (0, 3), (2, 3), (3, 3), (4, 4)])
    def test_comes_on_its_date_and_three_days_after_its_notice(self, due: int, charged: int) -> None:
        assert charged_on(days(due), today=TODAY) == days(charged)


class TestACardThatFailed:
    @pytest.mark.parametrize(("failed", "after"), [(1, 1), (2, 3), (3, 5)])
    def test_is_tried_again_so_many_days_after_the_first_try(self, failed: int, after: int) -> None:
        assert tried_again_on(TODAY, failed=failed, today=TODAY) == days(after)

    def test_is_not_tried_twice_in_a_day_where_the_job_was_late(self) -> None:
        assert tried_again_on(days(-9), failed=2, today=TODAY) == days(1)

    def test_is_given_up_after_the_last_retry(self) -> None:
        assert tried_again_on(TODAY, failed=4, today=TODAY) is None

    @pytest.mark.parametrize(
        ("month", "year", "over"),
        [(4, 2026, True), (5, 2026, False), (12, 2025, True), (1, 2027, False), (None, None, False)],
    )
    def test_is_over_when_its_last_month_is(self, month: int | None, year: int | None, over: bool) -> None:
        assert expires_before(month, year, TODAY) is over

    @pytest.mark.parametrize(("month", "year"), [(4, None), (None, 2020)])
    def test_is_not_over_while_half_of_its_date_is_unknown(self, month: int | None, year: int | None) -> None:
        assert not expires_before(month, year, TODAY)


class TestADayOfCharges:
    @pytest.mark.parametrize(
        ("due", "charged"),
        [
            ([], []),
            ([(0, 50)], [0]),
            ([(0, 49)], [None]),
            ([(0, 30), (0, 20)], [0, 0]),
            ([(0, 30), (6, 5000)], [6, 6]),
            ([(6, 5000), (0, 30)], [6, 6]),
            ([(0, 5000), (1, 30)], [0, None]),
            ([(0, 5000), (1, 30), (7, 5000), (8, 20)], [0, 7, 7, None]),
            ([(0, 30), (1, 10), (2, 10)], [2, 2, 2]),
        ],
    )
    def test_waits_for_the_next_that_brings_enough(
        self, due: list[tuple[int, int]], charged: list[int | None]
    ) -> None:
        found = charge_days([(days(at), minor) for at, minor in due], least_minor=50)
        assert found == [None if at is None else days(at) for at in charged]


class TestAWord:
    def test_stands_for_each_end_and_each_state(self) -> None:
        assert AutopayEndReason.LEFT.in_words == "You are no longer an active member."
        assert len({reason.in_words for reason in AutopayEndReason}) == len(AutopayEndReason)
        assert [state.label for state in AttemptState] == [
            "Planned",
            "Under way",
            "Paid",
            "Failed",
            "Skipped",
            "Not needed",
        ]
