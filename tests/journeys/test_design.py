"""The components in a browser: accessible, within a phone's width, and working with a keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PAGES = ["", "errors", "member", "statement", "sign-in", "error/404"]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


class TestEveryComponent:
    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_passes_axe(self, page: Page, live_server: str, theme: str, width: int) -> None:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        for name in PAGES:
            page.goto(f"{live_server}/design/{name}")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    @pytest.mark.parametrize("width", [320, 390, 768, 960])
    def test_stays_within_the_width(self, page: Page, live_server: str, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 844})
        for name in PAGES:
            page.goto(f"{live_server}/design/{name}")
            assert overflow(page) == 0, name


class TestTheFrame:
    def test_begins_with_a_way_past_the_navigation(self, page: Page, live_server: str) -> None:
        page.goto(f"{live_server}/design/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()

    def test_closes_a_menu_on_escape(self, page: Page, live_server: str) -> None:
        page.goto(f"{live_server}/design/")
        menu = page.locator(".topbar .menu")
        menu.locator("summary").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        expect(menu.locator("summary")).to_be_focused()

    def test_keeps_the_theme_that_was_chosen(self, page: Page, live_server: str) -> None:
        page.goto(f"{live_server}/design/member")
        page.locator(".topbar .menu summary").click()
        page.get_by_role("button", name="Dark").click()
        expect(page).to_have_url(f"{live_server}/design/member")
        expect(page.locator("body")).to_have_css("background-color", "rgb(12, 18, 32)")

    def test_is_light_on_paper(self, page: Page, live_server: str) -> None:
        page.emulate_media(color_scheme="dark", media="print")
        page.goto(f"{live_server}/design/statement")
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("header.topbar")).to_be_hidden()


class TestAForm:
    def test_that_came_back_begins_at_its_errors(self, page: Page, live_server: str) -> None:
        page.goto(f"{live_server}/design/errors")
        expect(page.locator(".error-summary")).to_be_focused()
        page.get_by_role("link", name="Enter an amount, such as 200.00.").click()
        expect(page.get_by_role("textbox", name="Amount")).to_be_focused()

    def test_is_sent_once_however_often_it_is_clicked(self, page: Page, live_server: str) -> None:
        page.goto(f"{live_server}/design/errors")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
        page.route("**/design/errors", lambda route: route.abort())
        page.get_by_role("button", name="Record $200.00 cash").evaluate(
            "b => { b.click(); b.click(); b.click(); }"
        )
        page.wait_for_timeout(300)
        assert sent == ["POST"]
