"""A browser between the two steps of signing in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, session

from sigma_finance.domain.dates import now
from sigma_finance.web import half_signed_in
from sigma_finance.web.half_signed_in import HalfSignIn

HALF = HalfSignIn(7, "ada@example.org", "a proof", True)


@pytest.fixture(autouse=True)
def browser() -> Iterator[None]:
    """A request of one browser, with its cookie."""
    app = Flask("browser")
    app.config["SECRET_KEY"] = "for these tests"
    with app.test_request_context("/"):
        yield


class TestTheFirstStep:
    def test_is_found_again_as_often_as_a_code_is_tried(self) -> None:
        half_signed_in.keep(HALF)
        assert half_signed_in.find() == half_signed_in.find() == HALF

    def test_is_nowhere_in_a_browser_that_did_not_take_it(self) -> None:
        assert half_signed_in.find() is None

    @pytest.mark.parametrize(("seconds", "there"), [(599, True), (601, False), (86_400, False)])
    def test_is_good_for_ten_minutes(self, seconds: int, there: bool) -> None:
        taken_at = now()
        with time_machine.travel(taken_at, tick=False):
            half_signed_in.keep(HALF)
        with time_machine.travel(taken_at + timedelta(seconds=seconds), tick=False):
            assert (half_signed_in.find() is not None) is there

    def test_gives_way_to_somebody_elses(self) -> None:
        half_signed_in.keep(HALF)
        other = HalfSignIn(8, "bo@example.org", "another", False)
        half_signed_in.keep(other)
        assert half_signed_in.find() == other

    def test_of_an_earlier_release_had_no_address(self) -> None:
        half_signed_in.keep(HALF)
        del session["half"]["email"]
        assert half_signed_in.find() == HalfSignIn(7, "", "a proof", True)
