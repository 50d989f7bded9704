"""Background jobs: each when it is due, by one runner at a time, parked when it keeps failing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.jobs import MOST_FAILURES, Job, JobFailed, JobIncomplete, JobState, next_due, pause
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord
from sigma_finance.queries import jobs as queries
from sigma_finance.services import jobs
from sigma_finance.services.jobs import LEASE, RunsNow
from tests.at_once import at_once

START = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as travelling:
        yield travelling


def job(run: Callable[[], str], name: str = "count", every: timedelta = HOUR) -> Job:
    return Job(name, "Count", every, run)


def failing() -> str:
    raise Unavailable("Stripe does not answer.")


def record(name: str = "count") -> JobRecord:
    db.session.rollback()
    return db.session.get_one(JobRecord, name)


class Counter:
    """A job's work that counts its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> str:
        self.runs += 1
        return f"Run {self.runs}."


class TestTheTimetable:
    @given(
        every=st.timedeltas(timedelta(minutes=1), timedelta(days=7)),
        share=st.floats(0, 0.99),
        at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    )
    def test_has_one_time_in_each_span(self, every: timedelta, share: float, at: datetime) -> None:
        one = Job("a", "A", every, str, after=every * share)
        due = next_due(one, at)
        assert at < due <= at + every
        assert next_due(one, due) == due + every

    def test_keeps_to_its_hour(self) -> None:
        nightly = Job("a", "A", timedelta(days=1), str, after=timedelta(hours=8, minutes=40))
        assert next_due(nightly, START) == datetime(2026, 11, 22, 8, 40, tzinfo=UTC)


class TestATick:
    def test_runs_a_job_at_its_time_and_once(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        count = Counter()
        assert jobs.tick([job(count)]) == []
        clock.move_to(START + HOUR)
        assert [ran.outcome for ran in jobs.tick([job(count)])] == ["Run 1."]
        assert jobs.tick([job(count)]) == []
        clock.move_to(START + 9 * HOUR)
        jobs.tick([job(count)])
        assert (count.runs, record().last_outcome) == (2, "Run 2.")
        assert record().next_due_at == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)

    def test_goes_on_with_the_others_where_one_fails(
        self, any_app: Flask, clock: time_machine.Traveller
    ) -> None:
        count = Counter()
        registry = [job(failing, "fails"), job(count)]
        jobs.tick(registry)
        clock.shift(HOUR)
        assert sorted(ran.ok for ran in jobs.tick(registry)) == [False, True]
        assert record("fails").last_error == "Stripe does not answer."

    def test_leaves_alone_what_the_registry_no_longer_names(
        self, any_app: Flask, clock: time_machine.Traveller
    ) -> None:
        jobs.tick([job(failing, "gone")])
        clock.shift(HOUR)
        assert jobs.tick([job(Counter())]) == []

    def test_tells_no_values_of_an_unforeseen_error(self, any_app: Flask) -> None:
        def breaks() -> str:
            raise ValueError("ada@example.org")

        ran = jobs.run_now(job(breaks))
        assert ran.error.startswith("ValueError in ")
        assert "ada" not in ran.error


class TestAJobThatKeepsFailing:
    def fail(self, clock: time_machine.Traveller, times: int) -> None:
        jobs.tick([job(failing)])
        clock.shift(HOUR)
        for failures in range(1, times + 1):
            assert [ran.ok for ran in jobs.tick([job(failing)])] == [False]
            clock.shift(pause(failures))

    def test_is_tried_again_later_and_later(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        self.fail(clock, 2)
        clock.shift(-timedelta(seconds=1))
        assert jobs.tick([job(failing)]) == []
        clock.shift(timedelta(seconds=1))
        assert len(jobs.tick([job(Counter())])) == 1
        assert (record().attempts, record().last_error) == (0, "")

    def test_is_parked(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        self.fail(clock, MOST_FAILURES)
        clock.shift(timedelta(days=30))
        assert jobs.tick([job(failing)]) == []
        [standing] = queries.standings(jobs=[job(failing)], at=now())
        assert (standing.parked, standing.failures, standing.running) == (True, MOST_FAILURES, False)
        assert standing.last_error == "Stripe does not answer."

    def test_goes_on_when_a_person_asks_for_it(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        self.fail(clock, MOST_FAILURES)
        jobs.ask_for(job=job(failing))
        assert len(jobs.tick([job(Counter())])) == 1
        assert record().state is JobState.READY

    def test_goes_on_when_a_person_runs_it_and_it_ends_well(
        self, any_app: Flask, clock: time_machine.Traveller
    ) -> None:
        self.fail(clock, MOST_FAILURES)
        assert jobs.run_now(job(Counter())).ok
        assert record().state is JobState.READY


class TestAJobThatDidNotDoAll:
    def test_is_told_and_never_parked(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        def in_part() -> str:
            raise JobIncomplete("Failed: 1. Done in all the rest: 3.")

        jobs.tick([job(in_part)])
        for _ in range(MOST_FAILURES + 1):
            clock.shift(HOUR)
            assert [ran.error for ran in jobs.tick([job(in_part)])] == ["Failed: 1. Done in all the rest: 3."]
        [standing] = queries.standings(jobs=[job(in_part)], at=now())
        assert (standing.parked, standing.status) == (False, "failed")


class TestARunnerThatVanished:
    def vanish(self) -> None:
        def die() -> str:
            raise SystemExit

        with pytest.raises(SystemExit):
            jobs.run_now(job(die))

    def test_leaves_the_job_to_the_next_after_its_lease(
        self, any_app: Flask, clock: time_machine.Traveller
    ) -> None:
        self.vanish()
        jobs.ask_for(job=job(failing))
        assert jobs.tick([job(Counter())]) == []
        clock.shift(LEASE + timedelta(seconds=1))
        assert [ran.ok for ran in jobs.tick([job(Counter())])] == [True]

    def test_too_often_parks_the_job(self, any_app: Flask, clock: time_machine.Traveller) -> None:
        for _ in range(MOST_FAILURES):
            self.vanish()
            clock.shift(LEASE + timedelta(seconds=1))
        clock.shift(HOUR)
        assert jobs.tick([job(Counter())]) == []
        assert (record().state, record().last_error) == (JobState.PARKED, jobs.VANISHED)

    def test_notes_nothing_when_another_has_begun_meanwhile(
        self, any_app: Flask, clock: time_machine.Traveller
    ) -> None:
        def slow() -> str:
            clock.shift(LEASE + timedelta(seconds=1))
            jobs.run_now(job(Counter()))
            raise JobFailed("Too late.")

        jobs.run_now(job(slow))
        assert (record().last_outcome, record().attempts) == ("Run 1.", 0)


class TestManyAtOnce:
    @pytest.mark.parametrize("schedulers", [2, 6])
    def test_schedulers_run_each_job_once(
        self, any_app: Flask, clock: time_machine.Traveller, schedulers: int
    ) -> None:
        counts = [Counter() for _ in range(4)]
        registry = [job(count, f"job-{number}") for number, count in enumerate(counts)]
        at_once(any_app, [partial(jobs.tick, registry)] * schedulers)
        clock.shift(HOUR)
        ran = at_once(any_app, [partial(jobs.tick, registry)] * schedulers)
        assert [count.runs for count in counts] == [1, 1, 1, 1]
        assert sum(len(one) for one in ran) == 4

    def test_hands_are_told_that_it_runs(self, any_app: Flask) -> None:
        begun, go_on = Event(), Event()

        def slow() -> str:
            begun.set()
            go_on.wait(10)
            return "Done."

        def work() -> None:
            with any_app.app_context():
                jobs.run_now(job(slow))

        thread = Thread(target=work)
        thread.start()
        begun.wait(10)
        try:
            [standing] = queries.standings(jobs=[job(slow)], at=now())
            assert (standing.running, standing.failures) == (True, 0)
            with pytest.raises(RunsNow):
                jobs.run_now(job(slow))
        finally:
            go_on.set()
            thread.join()
        assert record().last_outcome == "Done."
