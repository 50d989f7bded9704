"""The signature of a link by which an e-mail's reader asks for no more of its kind."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.topics import Topic
from sigma_finance.services.messages import stop_links
from sigma_finance.services.messages.stop_links import StopLinkAltered
from tests.people import open_chapter

NEW = "another key that is long enough to be one"


@pytest.fixture
def token(app: Flask) -> str:
    people = open_chapter()
    return stop_links.sign(people.chapter_id, people.member.member_id, Topic.REMINDERS)


class TestAStopLink:
    def test_outlives_a_change_of_the_applications_key(self, app: Flask, token: str) -> None:
        app.config.update(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[app.config["SECRET_KEY"]])
        assert stop_links.read(token).topic is Topic.REMINDERS

    def test_is_signed_with_the_newest_key(self, app: Flask, token: str) -> None:
        found = stop_links.read(token)
        app.config.update(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[app.config["SECRET_KEY"]])
        fresh = stop_links.sign(found.chapter_id, found.member_id, found.topic)
        app.config.update(SECRET_KEY_FALLBACKS=[])
        assert stop_links.read(fresh).member_id == found.member_id
        with pytest.raises(StopLinkAltered):
            stop_links.read(token)

    @pytest.mark.parametrize("end", ["", "x", "ä"])
    def test_is_refused_where_it_was_altered(self, app: Flask, token: str, end: str) -> None:
        with pytest.raises(StopLinkAltered):
            stop_links.read(token[:-2] + end)
