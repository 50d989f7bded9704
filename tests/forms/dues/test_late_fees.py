"""Agreeing to late fees, and sparing a member."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.forms.dues.late_fees import HoldForm, LateFeesForm
from tests.forms.filling import Filler


class TestTheYes:
    def test_says_how_much_the_page_spoke_of(self, fill: Filler) -> None:
        form = fill(LateFeesForm, {"total": "1500"})
        assert form.validate()
        assert form.total.data == "1500"


class TestAHold:
    @pytest.mark.parametrize(("until", "day"), [("2026-05-04", date(2026, 5, 4)), ("", None), ("May", None)])
    def test_needs_a_day(self, fill: Filler, until: str, day: date | None) -> None:
        form = fill(HoldForm, {"until": until})
        assert form.validate() is (day is not None)
        assert form.until.data == day or day is None
