"""What works in the background of a process where no broker is configured."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from sandbox import sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord
from sigma_finance.services import jobs
from sigma_finance.tasks import runner
from sigma_finance.tasks.registry import get_job
from sigma_finance.tasks.runner import BackgroundRunner
from tests.harness.processes import wait_until
from tests.harness.standing import ServedApp

SOON = 0.01


class ThreadedConfig(TestConfig):
    """As a small chapter runs it: threads of the web process do the work."""

    __test__ = False
    OUTBOX_RUNNER = "thread"


class TurnCounter:
    """Work that counts its turns, and stands still while the test says so."""

    def __init__(self) -> None:
        self.turns = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self) -> None:
        self.turns += 1
        self.go_on.wait()


@pytest.fixture
def work() -> Iterator[TurnCounter]:
    """Work that stands still for good when the test is over."""
    made = TurnCounter()
    yield made
    made.go_on.clear()


class TestABackgroundRunner:
    def test_works_when_it_is_woken_and_not_before(self, work: TurnCounter) -> None:
        one = BackgroundRunner("a test's", work)
        one.start()
        assert work.turns == 0
        one.wake()
        wait_until(lambda: work.turns == 1)

    def test_works_once_more_for_all_who_woke_it_meanwhile(self, work: TurnCounter) -> None:
        work.go_on.clear()
        one = BackgroundRunner("a test's", work)
        one.wake()
        wait_until(lambda: work.turns == 1)
        for _ in range(5):
            one.wake()
        work.go_on.set()
        wait_until(lambda: work.turns == 2)

    def test_works_by_itself_now_and_then(self, work: TurnCounter) -> None:
        BackgroundRunner("a test's", work, every=SOON).start()
        wait_until(lambda: work.turns >= 3)

    def test_is_one_thread_however_often_it_is_started(self, work: TurnCounter) -> None:
        one = BackgroundRunner("the only one", work)
        for _ in range(5):
            one.start()
        assert [thread.name for thread in threading.enumerate()].count("the only one") == 1


@pytest.fixture
def threaded(standing: ServedApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Another process on the database of the test's application, in which time passes quickly."""
    monkeypatch.setattr(runner, "SWEEP_EVERY", SOON)
    settings = standing.app.config
    environ = {
        "DATABASE_URL": settings["SQLALCHEMY_DATABASE_URI"],
        "BASE_URL": "http://localhost",
        "SANDBOX_STATE": settings["SANDBOX_STATE"] + ".other",
    }
    app = create_app(ThreadedConfig(environ))
    yield app
    context = app.app_context()
    app.app_context = threading.Event().wait  # type: ignore[method-assign, assignment]
    sandbox_of(app).stop()
    with context:
        db.engine.dispose()  # the next test's database takes the place of this file


class TestAProcessWithoutABroker:
    def test_runs_jobs_from_its_first_request_on(self, app: Flask, threaded: Flask) -> None:
        jobs.ask_for(job=get_job("verify"))
        time.sleep(10 * SOON)
        assert not finished("verify")
        threaded.test_client().get("/monitoring/health", base_url="http://localhost")
        wait_until(lambda: finished("verify"))


def finished(name: str) -> bool:
    db.session.rollback()
    record = db.session.get(JobRecord, name)
    return record is not None and record.last_finished_at is not None
