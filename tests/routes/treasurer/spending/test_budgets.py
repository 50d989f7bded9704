"""The page on which a budget is set."""

from __future__ import annotations

from tests.harness.client import Client
from tests.routes.house import House, owe

PATH = "/treasurer/spending/budget"


class TestThePage:
    def test_keeps_what_is_meant_and_shows_it_beside_what_came(self, house: House, tess: Client) -> None:
        owe(house.ada, 20_000)
        page = tess.follow(tess.submit(tess.get(PATH), {"income_dues": "1,000", "waivers": "50"}))
        assert page.h1 == "Budget"
        assert "1,000.00" in page.main
        assert "Set the budget" in page.main
        assert any(one.get("value") == "1000.00" for one in tess.get(PATH).form().every("input"))

    def test_can_begin_with_what_came_of_the_year_before(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}?copy=yes&year=next")
        assert "Nothing is saved until you save it" in page.main
        owe(house.ada, 20_000)
        page = tess.get(f"{PATH}?copy=yes&year=next")
        assert any(one.get("value") == "200.00" for one in page.form().every("input"))

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, tess: Client) -> None:
        page = tess.submit(tess.get(PATH), {"income_dues": "lots"}, status=422)
        assert "digits only" in page.main
        assert any(one.get("value") == "lots" for one in page.form().every("input"))
