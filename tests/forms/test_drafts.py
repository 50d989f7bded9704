"""What a person typed into a page whose time was over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, session
from werkzeug.datastructures import MultiDict

from sigma_finance.forms import drafts

MOMENT = datetime(2026, 5, 4, 12, tzinfo=UTC)
APP = Flask(__name__)
APP.config["SECRET_KEY"] = "for these tests"


@pytest.fixture
def _request() -> Iterator[None]:
    """A browser that has a session asks for a page."""
    with APP.test_request_context("/here?page=2"), time_machine.travel(MOMENT, tick=False):
        session["known"] = True
        yield


def keep(path: str = "/here", **typed: str) -> None:
    drafts.keep(path, MultiDict(typed or {"name": "Ada"}))


@pytest.mark.usefixtures("_request")
class TestADraft:
    def test_is_put_back_once_into_its_page(self) -> None:
        keep(name="Ada", note="x")
        assert drafts.waits_for("/here")
        assert drafts.take() == MultiDict({"name": "Ada", "note": "x"})
        assert drafts.take() is None

    def test_keeps_each_value_of_a_name(self) -> None:
        drafts.keep("/here", MultiDict([("members", "1"), ("members", "2")]))
        taken = drafts.take()
        assert taken is not None
        assert taken.getlist("members") == ["1", "2"]

    def test_holds_no_password_code_or_token(self) -> None:
        keep(name="Ada", password="x", password_again="x", code="123456", csrf_token="x")
        assert drafts.take() == MultiDict({"name": "Ada"})
        keep(password="x")
        assert not drafts.waits_for("/here")

    @pytest.mark.parametrize(("length", "kept"), [(1996, True), (1997, False)])
    def test_is_no_larger_than_a_cookie_holds(self, length: int, kept: bool) -> None:
        keep(note="x" * length)
        assert drafts.waits_for("/here") is kept

    def test_waits_for_its_own_page_alone(self) -> None:
        keep("/there")
        assert not drafts.waits_for("/here")
        assert drafts.take() is None
        assert drafts.waits_for("/there")

    @pytest.mark.parametrize(("minutes", "there"), [(60, True), (61, False)])
    def test_is_good_for_an_hour(self, minutes: int, there: bool) -> None:
        keep()
        with time_machine.travel(MOMENT + timedelta(minutes=minutes), tick=False):
            assert (drafts.take() is not None) is there

    def test_is_carried_through_a_new_session(self) -> None:
        keep()
        draft = drafts.carry()
        session.clear()
        drafts.put_back(draft)
        assert drafts.take() == MultiDict({"name": "Ada"})
        drafts.put_back(None)
        assert drafts.carry() is None


class TestAnotherSite:
    def test_leaves_no_draft_since_it_comes_without_a_session(self) -> None:
        with APP.test_request_context("/here"):
            keep()
            assert drafts.carry() is None

    def test_finds_none_where_a_form_was_sent(self) -> None:
        with APP.test_request_context("/here", method="POST"):
            session["known"] = True
            keep()
            assert drafts.take() is None
