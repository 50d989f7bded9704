"""The cache between processes: what one writes the other sees, and how often a figure was found there is counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from sigma_finance.extensions import db
from sigma_finance.services.figures import cached, overview, stats
from sigma_finance.services.figures.cached import CacheReads
from tests.harness.client import Client
from tests.harness.processes import said_elsewhere
from tests.harness.standing import ServedApp
from tests.people import Person, signed_in
from tests.routes.house import ZONE, House, owe, pay_cash
from tests.routes.treasurer.desk import assess, build_desk, period
from tests.services.figures.looking import looks


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_desk()


@dataclass(frozen=True)
class OtherProcess:
    """A process beside the test's, on the same database and Redis."""

    standing: ServedApp
    folder: Path

    def sees(self, person: Person, *, charging: int = 0) -> list[int]:
        """What it sees owed and charged, and its hits and misses, after it charged the person so much."""
        said = said_elsewhere(self.standing, self.folder, looks, person, charging)
        found: list[int] = json.loads(said.splitlines()[-1])
        return found


@pytest.fixture
def elsewhere(standing: ServedApp, tmp_path: Path) -> OtherProcess:
    return OtherProcess(standing, tmp_path)


def here(house: House) -> list[int]:
    """What this process sees owed and charged."""
    db.session.rollback()
    seen = overview.get_overview(chapter_id=house.tess.chapter_id, timezone=ZONE)
    return [
        seen.people.owed_minor,
        stats.get_statistics(chapter_id=house.tess.chapter_id).total.charged_minor,
    ]


class TestAnotherProcess:
    def test_sees_at_once_what_this_one_writes(self, house: House, elsewhere: OtherProcess) -> None:
        owe(house.ada, 20000)
        assert elsewhere.sees(house.ada)[:2] == here(house) == [20000, 20000]
        pay_cash(house.ada, 5000)
        assert elsewhere.sees(house.ada)[:2] == [15000, 20000]

    def test_is_seen_at_once_when_it_writes(self, house: House, elsewhere: OtherProcess) -> None:
        assert here(house) == [0, 0]
        elsewhere.sees(house.ada, charging=700)
        assert here(house) == [700, 700]

    def test_finds_what_this_one_has_worked_out_where_they_share_a_redis(
        self, any_app: Flask, house: House, elsewhere: OtherProcess
    ) -> None:
        here(house)
        counted = elsewhere.sees(house.ada)[2:]
        assert counted == ([2, 0] if any_app.config["REDIS_URL"] else [0, 2])


class TestAnotherChapter:
    def test_is_never_shown_ours(self, house: House) -> None:
        assess(house, period(house))
        pay_cash(house.ada, 20000)
        assert here(house) == [40000, 60000]
        for _ in range(2):
            theirs = stats.get_statistics(chapter_id=house.stranger.chapter_id)
            assert (theirs.total.charged_minor, theirs.people.members) == (0, 1)
            assert stats.get_unpaid_members(chapter_id=house.stranger.chapter_id) == []
            assert [one.name for one in stats.get_member_standings(chapter_id=house.stranger.chapter_id)] == [
                "Sam Stranger"
            ]


def since(before: CacheReads) -> CacheReads:
    """What this process has read since then."""
    now = cached.reads_here()
    return CacheReads(now.hits - before.hits, now.misses - before.misses)


class TestCounting:
    def test_tells_a_hit_from_a_miss(self, house: House) -> None:
        before = cached.reads_here()
        for _ in range(3):
            stats.get_statistics(chapter_id=house.tess.chapter_id)
        assert since(before) == CacheReads(hits=2, misses=1)

    def test_adds_up_what_all_processes_read_where_they_share_a_redis(
        self, any_app: Flask, house: House, elsewhere: OtherProcess
    ) -> None:
        here(house)
        elsewhere.sees(house.ada)
        shared = CacheReads(hits=2, misses=2) if any_app.config["REDIS_URL"] else None
        assert cached.reads_everywhere() == shared

    def test_has_no_rate_before_the_first_read(self) -> None:
        assert CacheReads(0, 0).rate is None
        assert CacheReads(2, 1).rate == 66


class TestABusyDay:
    """Two officers at their desks while members pay: who has paid is looked up again and again."""

    def test_finds_more_than_seven_of_ten_figures_in_the_cache(self, any_app: Flask, house: House) -> None:
        any_app.config["RATELIMIT_ENABLED"] = False
        assess(house, period(house))
        tess, other = signed_in(any_app, house.tess), signed_in(any_app, house.tess)
        members = [signed_in(any_app, person) for person in (house.ada, house.ben)]
        before = cached.reads_here()
        for browser in (tess, other):
            look_around(browser, house)
        for person in (house.ada, house.ben) * 4:
            record(tess, person)
            look_around(tess, house)
            for browser in members:
                browser.get("/dashboard")
            look_around(other, house)
        rate = since(before).rate
        assert rate is not None
        assert rate > 70


def look_around(browser: Client, house: House) -> None:
    """An officer's round: who owes, what came in, one member, the term so far, and back."""
    browser.get("/treasurer")
    browser.get(f"/treasurer/members/{house.ada.member_id}")
    browser.get("/treasurer/payments")
    browser.get("/treasurer")
    browser.get("/treasurer/statistics")
    assert browser.get("/treasurer/statistics.json").json["currency"] == "USD"


def record(browser: Client, person: Person) -> None:
    """Ten dollars in cash, recorded on the page."""
    answers: dict[str, Any] = {"member": str(person.member_id), "amount": "10.00", "method": "cash"}
    browser.submit(browser.get("/treasurer/payments/record"), answers)
