"""Where the dues go, on a member's page."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, owe
from tests.routes.treasurer.desk import build_desk


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


class TestWhereDuesGo:
    def test_is_there_where_the_chapter_shows_it(self, ada: Client, house: House) -> None:
        ada.get("/where-your-dues-go", status=404)
        assert "Where your dues go" not in ada.get("/dashboard").text
        chapter = db.session.get_one(Chapter, house.ada.chapter_id)
        chapter.policy = Policy(dues_use_shown=True).kept()
        db.session.commit()
        assert "Nothing was charged yet" in ada.get("/where-your-dues-go").text
        owe(house.ada)
        assert "Kept for later" in ada.get("/where-your-dues-go").text
        assert "/where-your-dues-go" in ada.get("/dashboard").text
