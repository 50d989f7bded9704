"""Workers that are killed or many, and a broker that is away."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.config import ConfigError, TestConfig
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services import jobs
from sigma_finance.services.messages import outbox
from sigma_finance.tasks import background, celery_app, runner
from sigma_finance.tasks.registry import JOBS
from tests.books import open_books
from tests.harness.client import Client
from tests.harness.processes import wait_until, worker
from tests.harness.standing import ServedApp
from tests.people import open_chapter
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


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a broker that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def states() -> set[MessageState]:
    db.session.rollback()
    return set(db.session.scalars(select(OutboxMessage.state)))


class TestAWorkerThatIsKilled:
    def test_leaves_what_it_was_sending_unknown_and_the_rest_to_the_next(
        self, queue: Queue, standing: ServedApp, redis_url: str, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        queue(redis_url)
        books = open_books()
        sandbox.fault(Fault("/sendgrid/", kind="hang", moment="after", seconds=5))
        with worker(standing, tmp_path, redis_url):
            write(books=books, number=1)
            wait_until(lambda: arrived(sandbox) == ["ada1@example.org"], tmp_path / "worker.log")
        write(books=books, number=2)
        with worker(standing, tmp_path, redis_url):
            both = {MessageState.SENDING, MessageState.SENT}
            wait_until(lambda: states() == both, tmp_path / "worker.log")
        with time_machine.travel(now() + outbox.LEASE + timedelta(seconds=1)):
            outbox.deliver()
        assert states() == {MessageState.UNKNOWN, MessageState.SENT}
        assert arrived(sandbox) == ["ada1@example.org", "ada2@example.org"]


class TestTwoWorkersAndTwoSchedulers:
    def test_send_each_message_once_and_run_each_job(
        self, queue: Queue, standing: ServedApp, redis_url: str, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        queue(redis_url)
        books, celery = open_books(), standing.app.extensions["celery"]
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder in folders:
            folder.mkdir()
        with worker(standing, folders[0], redis_url), worker(standing, folders[1], redis_url):
            for job in JOBS:
                jobs.ask_for(job=job)
            for number in range(40):
                write(books=books, number=number)
                celery_app.publish(celery, celery_app.TICK if number % 4 == 0 else celery_app.DRAIN)
            expected = sorted(f"ada{number}@example.org" for number in range(40))
            wait_until(lambda: len(arrived(sandbox)) >= len(expected))
            wait_until(lambda: all(finished(job.name) for job in JOBS))
            wait_until(lambda: states() == {MessageState.SENT})
        assert arrived(sandbox) == expected


class TestABrokerThatIsAway:
    @pytest.mark.parametrize("scheme", ["redis", "amqp"])
    @pytest.mark.parametrize("is_silent", [True, False])
    def test_holds_no_page_up_and_the_message_leaves_from_here(
        self, queue: Queue, client: Client, silent: int, scheme: str, is_silent: bool
    ) -> None:
        here = queue(f"{scheme}://127.0.0.1:{silent if is_silent else 1}/")
        person = open_chapter().member
        page = client.get("/auth/forgot")
        begun = time.monotonic()
        client.submit(page, {"email": person.email}, status=200)
        assert time.monotonic() - begun < 5
        assert here == [] or not is_silent, "the page waited until the broker was given up"
        assert states() == {MessageState.QUEUED}
        wait_until(lambda: here == ["deliver"], seconds=10)

    def test_loses_nothing_where_this_process_dies_as_well(
        self, queue: Queue, silent: int, sandbox: Sandbox
    ) -> None:
        queue(f"redis://127.0.0.1:{silent}/0")
        jobs.tick(JOBS)
        write(books=open_books(), number=1)
        with time_machine.travel(now() + timedelta(minutes=2)):
            jobs.tick(JOBS)
        assert arrived(sandbox) == ["ada1@example.org"]

    def test_is_no_broker_of_another_kind(self) -> None:
        with pytest.raises(ConfigError, match="CELERY_BROKER_URL"):
            TestConfig({"CELERY_BROKER_URL": "memory://"})
