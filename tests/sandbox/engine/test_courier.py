"""The threads that deliver and do what is due: they begin once, end when told, and outlive trouble with the file."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from sandbox import create_sandbox, sandbox_of
from sandbox.engine.courier import Courier
from sandbox.engine.work import Bench
from tests.sandbox.engine.paying import OF_A_PAYMENT, pay
from tests.sandbox.standing import Stand, WebhookReceiver, options, standing


class TestTheCourier:
    def test_begins_once_ends_when_told_and_can_begin_again(self, bench: Bench) -> None:
        before = threading.active_count()
        courier = Courier(bench)
        for _ in range(2):
            courier.start()
            courier.start()
            assert courier.is_running()
            assert threading.active_count() == before + bench.settings.delivery_threads + 1
            courier.stop()
            assert not courier.is_running()
            assert threading.active_count() == before

    def test_does_what_is_due_though_nobody_asks(self, tmp_path: Path) -> None:
        with standing(tmp_path / "sandbox.sqlite", fee_delay=0.0) as stand:
            pay(stand)
            told = [event["type"] for event in _waited_for(stand, "charge.updated")]
            assert "charge.updated" in told

    def test_outlives_a_file_that_is_broken_for_a_moment(
        self, posting: Stand, endpoint: WebhookReceiver
    ) -> None:
        posting.sandbox.pause()
        pay(posting)
        with sqlite3.connect(posting.sandbox.settings.state_path) as file:
            file.execute("ALTER TABLE switches RENAME TO elsewhere")
        threading.Event().wait(0.4)
        assert posting.sandbox.courier.is_running()
        with sqlite3.connect(posting.sandbox.settings.state_path) as file:
            file.execute("ALTER TABLE elsewhere RENAME TO switches")
        posting.sandbox.resume()
        assert posting.sandbox.wait_until_delivered()
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)

    def test_goes_on_after_a_restart(self, tmp_path: Path, endpoint: WebhookReceiver) -> None:
        path = tmp_path / "sandbox.sqlite"
        with standing(path, webhook_url=endpoint.url) as stand:
            stand.sandbox.pause()
            pay(stand)
        with standing(path, webhook_url=endpoint.url) as stand:
            stand.sandbox.resume()
            stand.sandbox.start()
            assert stand.sandbox.wait_until_delivered()
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)

    def test_is_shared_by_two_processes_without_doubling(
        self, tmp_path: Path, endpoint: WebhookReceiver
    ) -> None:
        path = tmp_path / "sandbox.sqlite"
        with standing(path, webhook_url=endpoint.url) as stand:
            other = sandbox_of(create_sandbox(state_path=path, **options(webhook_url=endpoint.url)))
            other.start()
            for _ in range(5):
                pay(stand)
            assert stand.sandbox.wait_until_delivered()
            other.stop()
        assert len(endpoint.taken) == len({event.id for event in endpoint.taken}) == 20


def _waited_for(stand: Stand, kind: str) -> list[dict[str, object]]:
    """The events of a type, once there is one; none after three seconds."""
    for _ in range(150):
        found = stand.sandbox.events(kind)
        if found:
            return found
        threading.Event().wait(0.02)
    return []
