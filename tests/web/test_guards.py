"""Who may see a page: the second step that a chapter asks of its officers."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.people import People, open_chapter, signed_in, with_second_step


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


class TestASecondStepThatTheChapterAsksFor:
    @pytest.fixture
    def strict(self, people: People) -> People:
        chapter = db.session.get_one(Chapter, people.chapter_id)
        chapter.policy = Policy(officers_need_second_factor=True).kept()
        db.session.commit()
        return people

    @pytest.mark.parametrize("role", ["secretary", "treasurer", "admin"])
    def test_is_set_up_before_an_officers_page(self, app: Flask, strict: People, role: str) -> None:
        browser = signed_in(app, getattr(strict, role))
        asked = browser.get("/treasurer/invites", status=303)
        assert asked.location == "/account/second-step"
        assert "Your chapter asks its officers" in browser.follow(asked).main
        browser.get("/dashboard")
        with_second_step(browser)
        browser.get("/treasurer/invites")

    def test_lets_nothing_be_done_without_it(self, app: Flask, strict: People) -> None:
        browser = signed_in(app, strict.treasurer)
        assert browser.post("/treasurer/payments/record").location == "/account/second-step"

    def test_is_not_asked_of_members(self, app: Flask, strict: People) -> None:
        signed_in(app, strict.member).get("/dashboard")

    def test_is_set_by_an_admin(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.admin)
        browser.submit(browser.get("/treasurer/settings"), {"officers_need_second_factor": "y"})
        assert browser.get("/treasurer", status=303).location == "/account/second-step"
