"""Work for many: whoever it fails for is named, and holds nobody up."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import exc

from sigma_finance.database.one_by_one import BatchRun, PartlyDone, one_by_one
from sigma_finance.domain.errors import Conflict


class LostConnection(Exception):
    """As the driver tells that the server went away: without a code."""

    pgcode = None


def halve(number: int) -> int:
    if number % 2:
        raise Conflict(f"{number} is odd.")
    return number // 2


class TestOneByOne:
    def test_adds_up_what_each_came_to(self, app: Flask) -> None:
        assert one_by_one([2, 4, 6], halve, called="number") == BatchRun(6, [])

    def test_goes_on_past_what_fails_and_names_it(self, app: Flask) -> None:
        assert one_by_one([2, 3, 4], halve, called="number") == BatchRun(3, ["number 3: 3 is odd."])

    def test_tells_no_values_of_an_unforeseen_failure(self, app: Flask) -> None:
        def breaks(_: int) -> int:
            raise ValueError("ada@example.org")

        assert one_by_one([7], breaks, called="member").problems == ["member 7: ValueError"]

    def test_names_things_by_what_it_is_told(self, app: Flask) -> None:
        ran = one_by_one([3], halve, called="number", named=lambda number: f"N-{number}")
        assert ran.problems == ["number N-3: 3 is odd."]

    @pytest.mark.parametrize(
        "away", [exc.TimeoutError(), exc.OperationalError("SELECT 1", {}, LostConnection())]
    )
    def test_stops_where_the_database_is_away(self, app: Flask, away: Exception) -> None:
        asked = []

        def ask(number: int) -> int:
            asked.append(number)
            raise away

        with pytest.raises(type(away)):
            one_by_one([1, 2, 3], ask, called="number")
        assert asked == [1]


class TestARunAsAWhole:
    def test_is_its_sum_where_all_went_well(self) -> None:
        assert BatchRun(5).whole() == 5

    def test_is_partly_done_where_something_failed(self) -> None:
        with pytest.raises(PartlyDone, match=r"^Done: 5\. Failed: 1: member 7: Odd\.$") as caught:
            BatchRun(5, ["member 7: Odd."]).whole()
        assert (caught.value.done, caught.value.problems) == (5, ["member 7: Odd."])
