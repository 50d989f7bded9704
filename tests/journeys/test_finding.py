"""Finding a member in a long list by a part of their name."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.steps import Visitor, sign_in
from tests.people import People, add_to_roster, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    people = open_chapter()
    for number in range(120):
        add_to_roster(people.chapter_id, f"Member {number:03d}", None)
    add_to_roster(people.chapter_id, "Wilhelmina Featherstone", None)
    return people


class TestFindingAMember:
    def test_leaves_only_those_who_fit_and_chooses_the_last_one_left(
        self, people: People, page: Page, live_server: str
    ) -> None:
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(f"{live_server}/treasurer/payments/record")
        members, box = page.locator("select[name=member]"), page.get_by_label("Find a member")
        box.fill("member 11")
        expect(members.locator("option")).to_have_count(
            12
        )  # 011, 110 to 119, and the one that says to choose
        box.fill("stone WILH")
        expect(members.locator("option:checked")).to_have_text("Wilhelmina Featherstone")
        expect(page.get_by_role("status")).to_have_text("Wilhelmina Featherstone chosen")
        box.fill("")
        expect(members.locator("option")).to_have_count(126)
        expect(members.locator("option:checked")).to_have_text("Wilhelmina Featherstone")
