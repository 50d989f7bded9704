"""When a background job is due, and how long one that failed waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.jobs import MOST_FAILURES, Job, next_due, pause

DAY = timedelta(days=1)


def job(every: timedelta = DAY, after: timedelta = timedelta(0)) -> Job:
    return Job("verify", "Verify the books", every, str, after)


def moment(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


class TestAJob:
    @pytest.mark.parametrize(
        ("at", "due"),
        [
            (moment(4, 2, 59), moment(4, 3)),
            (moment(4, 3), moment(5, 3)),
            (moment(4, 3, 1), moment(5, 3)),
            (datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 12, 1, 3, tzinfo=UTC)),
        ],
    )
    def test_is_due_at_its_own_hour_whenever_it_ran_last(self, at: datetime, due: datetime) -> None:
        assert next_due(job(after=timedelta(hours=3)), at) == due

    def test_is_due_again_within_one_round(self) -> None:
        every = timedelta(minutes=7)
        assert timedelta(0) < next_due(job(every), moment(4)) - moment(4) <= every


class TestAJobThatFailed:
    @pytest.mark.parametrize(("failures", "minutes"), [(1, 5), (2, 15), (3, 45), (4, 135)])
    def test_rests_three_times_as_long_each_time(self, failures: int, minutes: int) -> None:
        assert pause(failures) == timedelta(minutes=minutes)

    def test_has_rested_less_than_a_day_before_it_waits_for_a_person(self) -> None:
        assert sum((pause(failures) for failures in range(1, MOST_FAILURES)), timedelta(0)) < DAY
