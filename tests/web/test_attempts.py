"""Sign-ins that fail: who waits, who is slowed, and who is not kept from anything by strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Forbidden
from sigma_finance.web import attempts, devices
from sigma_finance.web.attempts import SignInAttempt

ANN = "ann@example.org"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
Trying = Callable[..., str]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each attempt was made to wait."""
    waited: list[float] = []
    monkeypatch.setattr(attempts, "pause", waited.append)
    return waited


@pytest.fixture
def trying(sqlite_app: Flask) -> Trying:
    """Try to sign in: "right", "wrong", or "later" where the attempt was not let begin."""

    def tried(email: str = ANN, *, place: str = HOME, right: bool = False, cookie: str = "") -> str:
        options = {"environ_base": {"REMOTE_ADDR": place}, "headers": {"Cookie": cookie} if cookie else {}}
        with sqlite_app.test_request_context("/auth/login", **options):
            try:
                with SignInAttempt(email):
                    if not right:
                        raise Forbidden("No.")
            except TooManyRequests:
                return "later"
            except Forbidden:
                return "wrong"
        return "right"

    return tried


def cookie_of(app: Flask, email: str) -> str:
    """What a browser keeps in which somebody has signed in."""
    with app.test_request_context("/auth/login"):
        devices.remember(email)
        answer = app.process_response(app.make_response(""))
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


class TestAnAccount:
    def test_is_tried_five_times_a_minute_from_one_place(self, trying: Trying, waits: list[float]) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            assert [trying() for _ in range(5)] == ["wrong"] * 5
            assert trying(right=True) == "later"
            clock.shift(timedelta(seconds=61))
            assert trying(right=True) == "right"
        assert waits == []

    def test_is_not_shut_to_its_owner_by_strangers_elsewhere(
        self, trying: Trying, waits: list[float]
    ) -> None:
        with time_machine.travel(now(), tick=False):
            for _ in range(50):
                trying(place=ELSEWHERE)
            assert trying(place=ELSEWHERE, right=True) == "later"
            assert trying(place=HOME, right=True) == "right"

    def test_is_slowed_and_never_shut_where_many_places_guess(
        self, trying: Trying, waits: list[float]
    ) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(200):
                assert trying(place=f"10.0.{number}.1") == "wrong"
            assert waits == [1.0] * 20 + [2.0] * 170
            assert trying(place=HOME, right=True) == "right"
            assert trying("ben@example.org", place=HOME, right=True) == "right"
            assert len(waits) == 191

    @pytest.mark.parametrize(
        "typed",
        [
            "ANN@example.org",
            " ann@example.org ",
            "ann@ｅxample.org",
            "ａｎｎ@example.org",
            "ann@example．org",
            "ann@example。org",
            "ann@example.org.",
            "ann@EXAMPLE.org..",
        ],
    )
    def test_is_the_same_however_its_address_is_written(
        self, trying: Trying, waits: list[float], typed: str
    ) -> None:
        with time_machine.travel(now(), tick=False):
            for _ in range(5):
                trying(ANN)
            assert trying(typed, right=True) == "later"

    def test_is_counted_anew_where_the_password_was_right(self, trying: Trying, waits: list[float]) -> None:
        with time_machine.travel(now(), tick=False):
            for _ in range(3):
                for _ in range(4):
                    assert trying() == "wrong"
                assert trying(right=True) == "right"


class TestAPlace:
    def test_of_fourteen_members_lets_each_in(self, trying: Trying, waits: list[float]) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(14):
                for _ in range(3):
                    trying(f"member{number}@example.org")
                assert trying(f"member{number}@example.org", right=True) == "right"
        assert waits == []

    def test_is_slowed_at_fifty_failures_and_waits_at_a_hundred_and_fifty(
        self, trying: Trying, waits: list[float]
    ) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(150):
                assert trying(f"guess{number}@example.org") == "wrong"
            assert waits == [1.0] * 100
            assert trying(right=True) == "later"
            assert trying(place=ELSEWHERE, right=True) == "right"

    def test_is_one_for_all_addresses_of_a_household(self, trying: Trying, waits: list[float]) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(5):
                trying(place=f"2001:db8:1:2::{number:x}")
            assert trying(place="2001:db8:1:2:ffff::1", right=True) == "later"
            assert trying(place="2001:db8:1:3::1", right=True) == "right"
            for _ in range(5):
                trying("ben@example.org", place="::ffff:203.0.113.7")
            assert trying("ben@example.org", place="203.0.113.7", right=True) == "later"


class TestTheDeployment:
    def test_is_slowed_and_never_shut(self, trying: Trying, waits: list[float]) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(600):
                trying(f"guess{number}@example.org", place=f"10.{number % 250}.{number // 250}.1")
            assert waits == []
            assert trying(right=True) == "right"
            assert waits == [1.0]

    def test_lets_so_many_wait_at_once_and_asks_the_others_to_come_back(
        self, trying: Trying, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers: list[str] = []

        def while_one_waits(_seconds: float) -> None:
            if len(answers) < 5:
                answers.append("")
                answers[answers.index("")] = trying(place=ELSEWHERE, right=True)

        monkeypatch.setattr(attempts, "pause", lambda _: None)
        with time_machine.travel(now(), tick=False):
            for number in range(12):
                trying(place=f"10.0.{number}.1")
            monkeypatch.setattr(attempts, "pause", while_one_waits)
            assert trying(place=HOME, right=True) == "right"
        assert answers == ["later", "right"]
        assert trying(place=HOME, right=True) == "right"


class TestAKnownDevice:
    def test_passes_whatever_strangers_do(
        self, sqlite_app: Flask, trying: Trying, waits: list[float]
    ) -> None:
        cookie = cookie_of(sqlite_app, ANN)
        with time_machine.travel(now(), tick=False):
            for _ in range(6):
                trying(place=HOME)
            for number in range(150):
                trying(f"guess{number}@example.org", place=HOME)
            waits.clear()
            assert trying(place=HOME, right=True) == "later"
            assert trying(place=HOME, right=True, cookie=cookie) == "right"
            assert waits == []

    def test_is_counted_by_itself_wherever_it_is(
        self, sqlite_app: Flask, trying: Trying, waits: list[float]
    ) -> None:
        cookie = cookie_of(sqlite_app, ANN)
        with time_machine.travel(now(), tick=False):
            for number in range(5):
                assert trying(place=f"10.0.{number}.1", cookie=cookie) == "wrong"
            assert trying(place=HOME, cookie=cookie, right=True) == "later"

    def test_is_one_of_its_own_people_alone(
        self, sqlite_app: Flask, trying: Trying, waits: list[float]
    ) -> None:
        cookie = cookie_of(sqlite_app, "ben@example.org")
        with time_machine.travel(now(), tick=False):
            for _ in range(5):
                trying()
            for other in (cookie, "sigma-device=made.up", cookie[:-2]):
                assert trying(cookie=other, right=True) == "later"
