"""The form that the style sheet page shows."""

from __future__ import annotations

from sigma_finance.forms.design import SampleForm
from tests.forms.filling import Filler

GOOD = {
    "what": "all",
    "amount": "12.50",
    "name": "Ada",
    "email": "ada@example.org",
    "password": "x",
    "received_on": "2026-05-04",
    "method": "cash",
}


class TestTheSample:
    def test_takes_one_of_every_kind(self, fill: Filler) -> None:
        form = fill(SampleForm, GOOD)
        assert form.validate()
        assert form.amount.minor == 1250

    def test_shows_each_error(self, fill: Filler) -> None:
        form = fill(SampleForm, {**GOOD, "email": "ada", "password": "", "what": "none", "amount": "x"})
        assert not form.validate()
        assert set(form.errors) == {"what", "amount", "email", "password"}
