"""``flask demo``."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance import demo
from sigma_finance.demo import clock
from sigma_finance.domain.dates import long_date
from tests.cli.terminal import open_chapter, refused, run
from tests.demo.moving import at_its_own_time


@pytest.fixture
def at_its_time(sqlite_app: Flask) -> Iterator[Flask]:
    with at_its_own_time(sqlite_app):
        yield sqlite_app


class TestTheClock:
    def test_goes_forward_and_tells_each_day(self, at_its_time: Flask) -> None:
        run(at_its_time, "demo", "load")
        before = long_date(clock.today())
        assert before in run(at_its_time, "demo", "clock")
        told = run(at_its_time, "demo", "clock", "+8d").splitlines()
        assert len(told) == 9
        # On the week's day of notes, each chapter in its own morning: at one step of the clock, or at two.
        written = re.findall(r"Chapters written to: (\d)", "".join(told))
        assert sum(map(int, written)) >= 2
        assert told[-1] == f"8 days forward. The demo's day is {long_date(clock.today())}."
        assert long_date(clock.today()) != before

    @pytest.mark.parametrize("typed", ["30d", "+30", "-3d", "+0d", "+3w"])
    def test_takes_days_forward_alone(self, at_its_time: Flask, typed: str) -> None:
        assert "such as +30d" in refused(at_its_time, "demo", "clock", "--", typed, code=2)

    def test_is_refused_in_a_deployment(self, at_its_time: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(at_its_time.config, "SANDBOX", False)
        for words in (("demo", "clock"), ("demo", "clock", "+1d")):
            assert "the sandbox's alone" in refused(at_its_time, *words)


class TestLoadingTheDemo:
    def test_prints_who_can_sign_in_each_time(self, any_app: Flask) -> None:
        printed = run(any_app, "demo", "load")
        for role in ("member", "treasurer", "admin"):
            for slug in ("sds", "tau-beta"):
                assert f"{role}@{slug}.example.org" in printed
        assert demo.PASSWORD in printed
        assert run(any_app, "demo", "load") == printed

    def test_sends_nothing_by_itself(self, app: Flask, sandbox: Sandbox) -> None:
        run(app, "demo", "load")
        assert sandbox.messages() == []
        run(app, "outbox", "deliver")
        assert {address for message in sandbox.messages() for address in message.to} == {
            "wesley.pike@example.org",
            "noelle.abara@example.org",
            "treasurer@sds.example.org",
            "admin@sds.example.org",
        }

    def test_says_so_when_its_short_names_are_taken(self, app: Flask) -> None:
        open_chapter(app, "sds")
        open_chapter(app, "tau-beta")
        assert "nothing was changed" in run(app, "demo", "load")

    def test_is_refused_in_a_deployment(self, app: Flask) -> None:
        app.config["SANDBOX"] = False
        assert "deployment" in refused(app, "demo", "load")
