"""Jobs that are due, and how each stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.jobs import MOST_FAILURES, Job, JobState
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord
from sigma_finance.queries import jobs
from sigma_finance.queries.jobs import LATE, JobStanding

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VERIFY, REMIND = (Job(name, name.title(), HOUR, str) for name in ("verify", "remind"))


@pytest.fixture(autouse=True)
def _app(any_app: Flask) -> None:
    """On both databases."""


def kept(job: Job = VERIFY, **facts: Any) -> None:
    row = JobRecord(name=job.name, **({"state": JobState.READY, "next_due_at": AT} | facts))
    db.session.add(row)
    db.session.commit()


def claimed(at: datetime = AT) -> str | None:
    found = jobs.claimable(names=[VERIFY.name, REMIND.name], at=at)
    db.session.rollback()
    return None if found is None else found.name


def standing(at: datetime = AT) -> JobStanding:
    (one,) = jobs.standings(jobs=[VERIFY], at=at)
    return one


class TestPlanning:
    def test_gives_each_job_its_first_time_once(self) -> None:
        jobs.plan(jobs=[VERIFY, REMIND], at=AT)
        db.session.commit()
        jobs.plan(jobs=[VERIFY, REMIND], at=AT + 5 * HOUR)
        db.session.commit()
        assert jobs.planned() == {"verify", "remind"}
        assert jobs.lock_job(name="verify").next_due_at == AT + HOUR


class TestAClaim:
    def test_takes_what_has_been_due_longest(self) -> None:
        kept(VERIFY)
        kept(REMIND, next_due_at=AT - HOUR)
        assert claimed() == "remind"

    @pytest.mark.parametrize(
        "facts",
        [
            {"next_due_at": AT + timedelta(seconds=1)},
            {"state": JobState.PARKED},
            {"leased_until": AT},
            {"leased_until": AT + HOUR},
        ],
    )
    def test_takes_nothing_that_is_not_due_is_parked_or_runs(self, facts: dict[str, Any]) -> None:
        kept(**facts)
        assert claimed() is None

    def test_takes_what_a_runner_has_left(self) -> None:
        kept(leased_until=AT - timedelta(seconds=1))
        assert claimed() == "verify"

    def test_takes_only_jobs_that_are_asked_for(self) -> None:
        kept(Job("gone", "Gone", HOUR, str))
        assert claimed() is None


class TestAJobWhoseRunnerVanished:
    @pytest.mark.parametrize(
        ("attempts", "until", "parked"),
        [
            (MOST_FAILURES, AT - HOUR, True),
            (MOST_FAILURES - 1, AT - HOUR, False),
            (MOST_FAILURES, AT + HOUR, False),
        ],
    )
    def test_is_parked_when_that_happened_too_often(
        self, attempts: int, until: datetime, parked: bool
    ) -> None:
        kept(attempts=attempts, leased_until=until)
        assert jobs.park_lost(at=AT, problem="It vanished.") == ["verify"] * parked
        db.session.commit()
        assert standing().parked is parked
        assert standing().last_error == ("It vanished." if parked else "")


class TestAStanding:
    def test_of_a_job_that_nobody_planned_is_its_first_time(self) -> None:
        found = standing()
        assert (found.status, found.next_due_at, found.late) == ("ready", AT + HOUR, False)

    @pytest.mark.parametrize(
        ("facts", "status", "failures"),
        [
            ({}, "ready", 0),
            ({"attempts": 2, "last_error": "Stripe was away."}, "failed", 2),
            ({"last_error": "Of 2 chapters 1 failed."}, "failed", 0),
            ({"attempts": 1, "leased_until": AT}, "running", 0),
            ({"attempts": 5, "state": JobState.PARKED}, "parked", 5),
        ],
    )
    def test_is_said_in_a_word(self, facts: dict[str, Any], status: str, failures: int) -> None:
        kept(**facts)
        assert (standing().status, standing().failures) == (status, failures)

    def test_is_late_where_it_was_due_and_nobody_began(self) -> None:
        kept()
        assert not standing(AT + LATE).late
        assert standing(AT + LATE + timedelta(seconds=1)).late
