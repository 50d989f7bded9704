"""Figures kept in the cache: right at once after a change, and there without the cache too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import cache
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.services.figures import overview as overviews
from sigma_finance.services.figures import stats
from sigma_finance.services.figures.overview import Overview
from sigma_finance.services.imports import history
from sigma_finance.services.payments import recording
from tests.routes.house import ZONE, House, entry, exempt, owe, pay_cash
from tests.routes.treasurer.desk import build_desk, enrol, today

DEAD = {
    "CACHE_TYPE": "RedisCache",
    "CACHE_REDIS_URL": "redis://127.0.0.1:1/0",
    "CACHE_OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
}


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_desk()


@pytest.fixture
def dead_cache(app: Flask) -> Iterator[None]:
    """A Redis that is not there."""
    before = app.extensions["cache"][cache]
    cache.init_app(app, config={**DEAD, "CACHE_KEY_PREFIX": "sigma:"})
    yield
    app.extensions["cache"][cache] = before


def overview(house: House) -> Overview:
    return overviews.get_overview(chapter_id=house.tess.chapter_id, timezone=ZONE)


class TestWhatIsKept:
    def test_is_one_text_that_names_nobody(self, house: House) -> None:
        owe(house.ada)
        pay_cash(house.ben, 5000)
        shown = overview(house)
        version = shown.state.figures_version
        text = cache.get(f"figures:{house.tess.chapter_id}:{version}:overview:{today().isoformat()}")
        assert isinstance(text, str)
        assert json.loads(text)["collected"]["in_all_minor"] == 5000
        for person in (house.ada, house.ben, house.tess):
            assert person.name not in text
            assert person.email not in text

    def test_is_of_one_chapter(self, house: House) -> None:
        owe(house.ada)
        overview(house)
        theirs = overviews.get_overview(chapter_id=house.stranger.chapter_id, timezone=ZONE)
        assert theirs.unpaid == []
        assert theirs.people.members == 1


@pytest.mark.usefixtures("dead_cache")
class TestWithoutTheCache:
    def test_figures_are_worked_out(self, house: House) -> None:
        owe(house.ada)
        assert overview(house).people.owed_minor == 20000
        pay_cash(house.ada, 20000)
        assert overview(house).people.owed_minor == 0

    def test_who_owes_is_known(self, house: House) -> None:
        owe(house.ada)
        assert [member.name for member in stats.get_unpaid_members()] == ["Ada Byron"]


class TestMemberStandings:
    def test_are_each_active_members_by_name(self, house: House) -> None:
        due_on = owe(house.ben, 5000, due_in=-40)
        exempt(house.ada)
        enrol(house, 1, status=MemberStatus.INACTIVE)
        standings = stats.get_member_standings(chapter_id=house.tess.chapter_id)
        assert [(one.name, one.standing, one.past_due_minor, one.oldest_due_on) for one in standings] == [
            ("Ada Byron", StandingKind.EXEMPT, 0, None),
            ("Ben Banneker", StandingKind.NOT_FINANCIAL, 5000, due_on),
            ("Tess Treasurer", StandingKind.FINANCIAL, 0, None),
        ]

    def test_change_at_once_with_a_payment(self, house: House) -> None:
        owe(house.ben, 5000, due_in=-40)
        stats.get_member_standings(chapter_id=house.tess.chapter_id)
        pay_cash(house.ben, 5000)
        [ben] = [o for o in stats.get_member_standings(chapter_id=house.tess.chapter_id) if o.name[0] == "B"]
        assert (ben.standing, ben.balance_minor) == (StandingKind.FINANCIAL, 0)


class TestTheStatistics:
    def test_book_a_payment_in_the_month_in_which_it_came_in(self, house: House) -> None:
        owe(house.ada)
        last_month = today().replace(day=1) - timedelta(days=1)
        recording.record(request=replace(entry(house.ada, 5000), received_on=last_month), by=OPERATOR)
        months = list(stats.get_statistics(chapter_id=house.tess.chapter_id).months.values())
        assert [(month.charged_minor, month.collected_minor) for month in months[-2:]] == [
            (0, 5000),
            (20000, 0),
        ]

    def test_begin_a_new_month_at_the_chapters_midnight(self, house: House) -> None:
        with time_machine.travel(datetime(2027, 2, 1, 4, 30, tzinfo=UTC), tick=False):
            owe(house.ada)
            assert list(stats.get_statistics(chapter_id=house.tess.chapter_id).months)[-1] == date(2027, 1, 1)
        with time_machine.travel(datetime(2027, 2, 1, 5, 30, tzinfo=UTC), tick=False):
            months = stats.get_statistics(chapter_id=house.tess.chapter_id).months
            assert list(months)[-2:] == [date(2027, 1, 1), date(2027, 2, 1)]
            assert months[date(2027, 1, 1)].charged_minor == 20000

    def test_leave_earlier_years_payments_that_were_imported_out(self, house: House) -> None:
        rows = f"Name,Amount,Date\nAda Byron,180,{today().isoformat()}\n".encode()
        by = Actor(ActorKind.PERSON, member_id=house.tess.member_id)
        table = open_table(rows, name="old.csv")
        assert history.run(request=history.ImportRequest(house.tess.chapter_id, table), by=by).batch_id
        assert stats.get_statistics(chapter_id=house.tess.chapter_id).total.collected_minor == 0


class TestUnpaidMembers:
    def test_come_longest_first_then_most(self, house: House) -> None:
        owe(house.ada, 10000)
        owe(house.ben, 5000, due_in=-40)
        owe(house.tess, 30000)
        unpaid = stats.get_unpaid_members(chapter_id=house.tess.chapter_id)
        assert [(member.name, member.balance_minor, member.past_due_minor) for member in unpaid] == [
            ("Ben Banneker", 5000, 5000),
            ("Tess Treasurer", 30000, 0),
            ("Ada Byron", 10000, 0),
        ]

    def test_are_those_of_every_chapter_where_none_is_named(self, house: House) -> None:
        owe(house.ada)
        owe(house.stranger)
        assert {member.name for member in stats.get_unpaid_members()} == {"Ada Byron", "Sam Stranger"}

    def test_are_all_of_them(self, house: House) -> None:
        enrol(house, 12)
        for person in (house.ada, house.ben, house.tess):
            owe(person)
        assert len(stats.get_unpaid_members(chapter_id=house.tess.chapter_id)) == 3
