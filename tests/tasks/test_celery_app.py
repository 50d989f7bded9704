"""The queue: a worker of its own delivers what this process commits."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest
import redis
from flask import Flask

from sandbox import Sandbox
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.services import jobs
from sigma_finance.tasks import background, celery_app, runner
from sigma_finance.tasks.registry import get_job
from tests.books import open_books
from tests.harness.processes import wait_until, worker
from tests.harness.standing import ServedApp
from tests.tasks.queues import Queue, arrived, finished, write


@pytest.fixture
def queue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Leave the work to the queue at an address; returns what this process did by itself instead."""

    def leave_to(broker: str) -> list[str]:
        done: list[str] = []
        for name in ("celery", "outbox_runner", "job_runner"):
            monkeypatch.setitem(app.extensions, name, None)
        monkeypatch.setitem(app.config, "CELERY_BROKER_URL", broker)
        monkeypatch.setattr(background, "deliver", lambda _: done.append("deliver"))
        monkeypatch.setattr(background, "tick", lambda _: done.append("tick"))
        runner.register(app)
        return done

    return leave_to


class TestAWorker:
    def test_delivers_after_a_commit_and_runs_a_job_that_was_asked_for(
        self, queue: Queue, standing: ServedApp, redis_url: str, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        here = queue(redis_url)
        books = open_books()
        with worker(standing, tmp_path, redis_url):
            write(books=books, number=1)
            wait_until(lambda: arrived(sandbox) == ["ada1@example.org"], tmp_path / "worker.log")
            jobs.ask_for(job=get_job("verify"))
            wait_until(lambda: finished("verify"), tmp_path / "worker.log")
        assert here == []
        log = (tmp_path / "worker.log").read_text(encoding="utf-8")
        assert "@example.org" not in log

    def test_finds_what_was_left_in_the_queue(
        self, queue: Queue, standing: ServedApp, redis_url: str, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        queue(redis_url)
        write(books=open_books(), number=1)
        time.sleep(0.5)
        assert arrived(sandbox) == []
        with worker(standing, tmp_path, redis_url):
            wait_until(lambda: arrived(sandbox) == ["ada1@example.org"], tmp_path / "worker.log")


class TestAQueue:
    def test_is_shared_with_no_other_deployment(self, redis_url: str) -> None:
        names = {
            create_app(QueueConfig({"CELERY_BROKER_URL": redis_url, "BASE_URL": url}))
            .extensions["celery"]
            .conf.task_default_queue
            for url in ("https://dues.example.org", "https://test.example.org/", "https://TEST.example.org")
        }
        assert names == {"sigma-finance-dues.example.org", "sigma-finance-test.example.org"}

    def test_leaves_its_work_to_its_own_workers(
        self, queue: Queue, standing: ServedApp, redis_url: str, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        queue(redis_url)
        other = create_app(QueueConfig({"CELERY_BROKER_URL": redis_url, "BASE_URL": "https://other.example"}))
        celery_app.publish(other.extensions["celery"], celery_app.DRAIN)
        with worker(standing, tmp_path, redis_url), closing(redis.Redis.from_url(redis_url)) as broker:
            write(books=open_books(), number=1)
            wait_until(lambda: arrived(sandbox) == ["ada1@example.org"], tmp_path / "worker.log")
            assert broker.llen("sigma-finance-other.example") == 1


class QueueConfig(TestConfig):
    """The application for its queue alone."""

    SANDBOX = False
