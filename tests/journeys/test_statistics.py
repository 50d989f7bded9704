"""The charts of the statistics: drawn beside their tables, which are all there is without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import Visitor, sign_in
from tests.routes.house import House, owe, pay_cash
from tests.routes.treasurer.desk import build_desk

PATH = "/treasurer/statistics"
#: Whether anything is drawn on a canvas.
DRAWN = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"


@pytest.fixture
def house(app: Flask) -> House:
    made = build_desk()
    owe(made.ada)
    pay_cash(made.ada, 5000)
    return made


class TestTheCharts:
    def test_are_drawn_beside_their_tables(self, house: House, page: Page, live_server: str) -> None:
        sign_in(Visitor(page, live_server), house.tess.email)
        page.goto(live_server + PATH)
        charts = page.get_by_role("img", name="as in the table")
        expect(charts).to_have_count(3)
        assert [chart.evaluate(DRAWN) for chart in charts.all()] == [True] * 3
        expect(page.get_by_role("table", name="By month")).to_be_visible()

    def test_leave_the_tables_alone_without_script(
        self, house: House, new_context: Callable[..., BrowserContext], live_server: str
    ) -> None:
        page = new_context(java_script_enabled=False).new_page()
        sign_in(Visitor(page, live_server), house.tess.email)
        page.goto(live_server + PATH)
        expect(page.get_by_role("img")).to_have_count(0)
        expect(page.get_by_role("table")).to_have_count(4)
