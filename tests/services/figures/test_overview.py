"""The overview's figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import now
from sigma_finance.services.figures import overview as overviews
from sigma_finance.services.figures.overview import Overview
from tests.routes.house import ZONE, House, change, owe, pay_cash, selects
from tests.routes.treasurer.desk import build_desk


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_desk()


def overview(house: House) -> Overview:
    return overviews.get_overview(chapter_id=house.tess.chapter_id, timezone=ZONE)


class TestTheOverview:
    def test_is_the_same_from_the_cache(self, house: House) -> None:
        owe(house.ada, due_in=-5)
        pay_cash(house.ben, 5000)
        assert overview(house) == overview(house)

    def test_is_right_at_once_after_every_change(self, house: House) -> None:
        owe(house.ada)
        assert overview(house).people.owed_minor == 20000
        pay_cash(house.ada, 5000)
        assert overview(house).people.owed_minor == 15000
        assert overview(house).collected.in_all_minor == 5000

    def test_is_right_on_the_day_after_the_due_date(self, house: House) -> None:
        owe(house.ada, due_in=1)
        assert overview(house).people.late == 0
        with time_machine.travel(now() + timedelta(days=2), tick=False):
            late = overview(house).people
            assert (late.late, late.past_due_minor) == (1, 20000)
            assert late.standing == {StandingKind.FINANCIAL: 2, StandingKind.NOT_FINANCIAL: 1}

    def test_shows_a_new_name_at_once(self, house: House) -> None:
        owe(house.ada)
        assert overview(house).unpaid[0].name == "Ada Byron"
        change(house.ada, name="Ada Lovelace")
        assert overview(house).unpaid[0].name == "Ada Lovelace"

    def test_takes_six_questions_then_two(self, house: House) -> None:
        owe(house.ada)
        pay_cash(house.ben, 5000)
        with selects() as first:
            overview(house)
        with selects() as again:
            overview(house)
        assert (len(first), len(again)) == (6, 2)
