"""What a browser was asked to answer with a passkey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.services.logins.passkeys import PasskeyAnswer, PasskeyChallenge
from sigma_finance.web import challenges

ASKED = PasskeyChallenge('{"challenge": "c-1"}', "c-1")


@pytest.fixture(autouse=True)
def browser() -> Iterator[None]:
    """A request of one browser, with its cookie."""
    app = Flask("browser")
    app.config["SECRET_KEY"] = "for these tests"
    with app.test_request_context("/"):
        yield


class TestAChallenge:
    def test_comes_back_with_its_answer_once(self) -> None:
        assert challenges.keep(ASKED) == ASKED.options
        assert challenges.answered("signed") == PasskeyAnswer("signed", "c-1")
        assert challenges.answered("signed") == PasskeyAnswer("signed", "")

    @pytest.mark.parametrize(("seconds", "good"), [(0, True), (299, True), (301, False), (86_400, False)])
    def test_is_good_for_five_minutes(self, seconds: int, good: bool) -> None:
        asked_at = now()
        with time_machine.travel(asked_at, tick=False):
            challenges.keep(ASKED)
        with time_machine.travel(asked_at + timedelta(seconds=seconds), tick=False):
            assert challenges.answered("signed").challenge == ("c-1" if good else "")

    def test_gives_way_to_the_next(self) -> None:
        challenges.keep(ASKED)
        challenges.keep(PasskeyChallenge("{}", "c-2"))
        assert challenges.answered("signed").challenge == "c-2"

    def test_stays_where_nothing_else_was_asked(self) -> None:
        challenges.keep(ASKED)
        assert challenges.keep(None) == ""
        assert challenges.answered("signed").challenge == "c-1"

    @pytest.mark.parametrize("answer", [None, ""])
    def test_that_was_not_answered_is_spent_all_the_same(self, answer: str | None) -> None:
        challenges.keep(ASKED)
        assert challenges.answered(answer) == PasskeyAnswer("", "c-1")
        assert challenges.answered("signed").challenge == ""
