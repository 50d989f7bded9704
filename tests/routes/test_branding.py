"""A chapter's own look: its colours and its logo."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from sigma_finance.domain import colours
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChapterLogo
from tests.harness.client import Client
from tests.people import signed_in
from tests.pictures import picture
from tests.routes.house import House, build_house

DARK_RED = "#7f1d1d"


@pytest.fixture
def house(app: Flask) -> House:
    made = build_house()
    db.session.get_one(Chapter, made.ada.chapter_id).accent = DARK_RED
    db.session.add(ChapterLogo(chapter_id=made.ada.chapter_id, content=picture(), sha256="a" * 64))
    db.session.commit()
    return made


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


def path(house: House, name: str) -> str:
    return f"/chapters/{house.ada.chapter_id}/{name}"


class TestTheColours:
    def test_are_a_style_sheet_by_day_and_by_night(self, house: House, ada: Client) -> None:
        sheet = ada.get(path(house, "colours.css"))
        assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
        day, night = colours.by_day(DARK_RED), colours.by_night(DARK_RED)
        assert sheet.text.startswith(":root{--color-")
        assert sheet.text.count(f"--color-accent-soft:{day.accent_soft};") == 1
        assert sheet.text.count(f"--color-accent-soft:{night.accent_soft};") == 2

    def test_are_kept_by_the_persons_browser_where_their_address_marks_them(
        self, house: House, ada: Client
    ) -> None:
        found = re.search(r'href="(/chapters/\d+/colours\.css\?v=7f1d1d)"', ada.get("/dashboard").text)
        assert found
        marked = ada.get(found[1]).headers["Cache-Control"]
        assert "private" in marked
        assert "immutable" in marked
        assert "immutable" not in ada.get(path(house, "colours.css")).headers["Cache-Control"]


class TestTheLogo:
    def test_is_a_picture_as_it_was_drawn_anew(self, house: House, ada: Client) -> None:
        answer = ada.get(path(house, "logo.png"))
        assert answer.response.data == picture()
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_is_not_there_where_a_chapter_has_none(self, app: Flask, house: House) -> None:
        stranger = signed_in(app, house.stranger)
        stranger.get(f"/chapters/{house.stranger.chapter_id}/logo.png", status=404)


@pytest.mark.parametrize("name", ["colours.css", "logo.png"])
class TestTheLook:
    def test_is_shown_to_members_of_the_chapter_alone(self, app: Flask, house: House, name: str) -> None:
        signed_in(app, house.stranger).get(path(house, name), status=404)
        Client(app).get(path(house, name), status=302)
