"""``flask jobs``."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Unavailable
from sigma_finance.services.payments import reconciliation
from sigma_finance.tasks.registry import JOBS
from tests.cli.terminal import flask, refused, run


class TestJobs:
    def test_run_when_they_are_due(self, any_app: Flask) -> None:
        assert run(any_app, "jobs", "run-due") == ""
        with time_machine.travel(now() + timedelta(days=1), tick=False):
            said = run(any_app, "jobs", "run-due").splitlines()
            assert sorted(line.partition(":")[0] for line in said) == sorted(job.name for job in JOBS)
            assert run(any_app, "jobs", "run-due") == ""

    @pytest.mark.parametrize("name", [job.name for job in JOBS])
    def test_run_one_by_one(self, any_app: Flask, name: str) -> None:
        assert run(any_app, "jobs", "run", name).startswith(f"{name}: ")

    def test_say_which_there_are(self, any_app: Flask) -> None:
        assert "there are messages, reconcile" in refused(any_app, "jobs", "run", "everything")

    def test_are_listed_with_their_last_run(self, any_app: Flask) -> None:
        assert run(any_app, "jobs", "list").count("never") == len(JOBS)
        run(any_app, "jobs", "run", "messages")
        found = {one["name"]: one for one in json.loads(run(any_app, "jobs", "list", "--json"))}
        assert found["messages"]["last_outcome"].startswith("Sent 0")
        assert found["verify"]["last_finished_at"] is None

    def test_that_are_retried_do_not_begin_in_a_process_that_ends(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun: list[str] = []
        monkeypatch.setitem(any_app.extensions, "job_runner", lambda: begun.append("tick"))
        run(any_app, "jobs", "retry", "verify")
        assert begun == []

    def test_that_fail_say_why_and_can_be_tried_again(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: object) -> None:
            raise Unavailable("Stripe does not answer.")

        with monkeypatch.context() as broken:
            broken.setattr(reconciliation, "reconcile", fail)
            result = flask(any_app, "jobs", "run", "reconcile")
        assert (result.exit_code, result.stderr) == (1, "reconcile: Stripe does not answer.\n")
        assert "Stripe does not answer." in run(any_app, "jobs", "list")
        assert run(any_app, "jobs", "retry", "reconcile") == "reconcile runs at the next tick.\n"
        assert "reconcile: Looked at 0" in run(any_app, "jobs", "run-due")
