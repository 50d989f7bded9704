"""The demo's years."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from flask import Flask

from sigma_finance import demo
from sigma_finance.demo.cast import SDS
from sigma_finance.demo.term import years
from sigma_finance.domain.books.standing import StandingKind
from tests.demo.standings import standings


class TestItsYears:
    @pytest.mark.parametrize(
        ("today", "names", "due_on"),
        [
            (date(2026, 11, 20), ("2025-26", "2026-27"), date(2026, 12, 31)),
            (date(2027, 1, 31), ("2025-26", "2026-27"), date(2027, 3, 31)),
            (date(2027, 7, 1), ("2026-27", "2027-28"), date(2027, 7, 31)),
            (date(2099, 12, 31), ("2098-99", "2099-00"), date(2100, 1, 31)),
        ],
    )
    def test_follow_the_calendar(self, today: date, names: tuple[str, str], due_on: date) -> None:
        last, this = years(SDS, today)
        assert (last.name, this.name) == names
        assert last.due_on < today < this.due_on == due_on

    @pytest.mark.parametrize(
        "moment", ["2027-02-28T12:00:00Z", "2028-02-29T23:59:00Z", "2027-12-31T23:30:00Z"]
    )
    def test_never_look_stale(self, app: Flask, moment: str) -> None:
        with time_machine.travel(moment):
            demo.load()
            assert standings("sds")[StandingKind.NOT_FINANCIAL] == 2
