"""Finding a member in a long list by a part of their name."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import Visitor, sign_in
from tests.people import People, add_to_member_list, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    people = open_chapter()
    for number in range(120):
        add_to_member_list(people.chapter_id, f"Member {number:03d}", None)
    add_to_member_list(people.chapter_id, "Wilhelmina Featherstone", None)
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


class TestTheListOfMembers:
    def test_answers_while_one_types_and_its_address_follows(
        self, people: People, page: Page, live_server: str
    ) -> None:
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(f"{live_server}/treasurer/members")
        rows, box = page.locator("#found tbody tr"), page.get_by_label("Name, e-mail address or phone")
        expect(rows).to_have_count(50)
        box.press_sequentially("stone wil")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Wilhelmina Featherstone")
        expect(page).to_have_url(f"{live_server}/treasurer/members?q=stone+wil")
        expect(box).to_be_focused()
        page.get_by_label("Status").select_option("inactive")
        expect(page.locator("#found")).to_contain_text("Nobody fits")
        page.reload()
        expect(box).to_have_value("stone wil")
        expect(page.get_by_label("Status")).to_have_value("inactive")
        page.get_by_role("link", name="Clear all").click()
        expect(rows).to_have_count(50)

    def test_asks_to_sign_in_again_where_the_session_is_over(
        self, people: People, page: Page, live_server: str
    ) -> None:
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(f"{live_server}/treasurer/members")
        page.context.clear_cookies()
        page.get_by_label("Name, e-mail address or phone").press_sequentially("wil")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    def test_works_by_its_button_without_script(
        self, people: People, browser: Browser, live_server: str
    ) -> None:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(f"{live_server}/treasurer/members")
        page.get_by_label("Name, e-mail address or phone").fill("stone wil")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#found tbody tr")).to_have_count(1)
        context.close()


#: What thumbs press.
TARGETS = ".btn, .input, .tab, .chip, .menu-item, .back-link, .filters > summary, .more > summary"
SMALL = """
(those) => [...document.querySelectorAll(`main :is(${those})`)]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => `${one.className} ${one.textContent.trim()}`)
"""


class TestTheFiltersOfAList:
    LISTS = (
        "/treasurer/members?standing=financial",
        "/treasurer/payments?state=succeeded",
        "/treasurer/audit",
    )

    @pytest.mark.parametrize("path", LISTS)
    def test_fold_away_on_a_phone_and_stand_open_on_a_desk(
        self, people: People, page: Page, live_server: str, path: str
    ) -> None:
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(live_server + path)
        choices = page.locator(".filters select").first
        folded = page.locator(".filters > summary")
        expect(choices).to_be_visible()
        expect(folded).not_to_be_visible()
        page.set_viewport_size({"width": 390, "height": 844})
        expect(choices).not_to_be_visible()
        expect(folded).to_have_text("Filters" + ("" if path.endswith("audit") else " 1 on"))
        assert page.evaluate(SMALL, TARGETS) == []
        folded.click()
        for menu in page.get_by_role("main").locator(".menu > summary").all():
            menu.click()
        expect(choices).to_be_visible()
        assert page.evaluate(SMALL, TARGETS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390

    def test_are_counted_as_they_change(self, people: People, page: Page, live_server: str) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        sign_in(Visitor(page, live_server), people.treasurer.email)
        page.goto(f"{live_server}/treasurer/members")
        page.locator(".filters > summary").click()
        page.get_by_label("Standing").select_option("financial")
        expect(page.locator(".filters > summary")).to_have_text("Filters 1 on")
