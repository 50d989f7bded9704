"""What a treasurer types outlasts their session, and is forgotten once it is taken."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sigma_finance.services.logins import sessions
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import PASSWORD, People, open_chapter

GRID = "/treasurer/payments/grid"
BACK = "What you typed here before is back."


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


@pytest.fixture
def tess(page: Page, live_server: str, people: People) -> Visitor:
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


def type_night(tess: Visitor, name: str, *, rows: int) -> None:
    """Fill so many rows of the grid with a dollar each, and a long note."""
    for row in range(1, rows + 1):
        tess.fill(f"Member, row {row}", name)
        tess.fill(f"Amount, row {row}", "1.00")
        tess.fill(f"Note, row {row}", f"Paid in coins, envelope {row}, counted twice at the door")


class TestANightOfFifteenRows:
    def test_is_there_after_signing_in_again_and_gone_once_it_is_recorded(
        self, people: People, tess: Visitor
    ) -> None:
        tess.go(GRID)
        type_night(tess, people.member.name, rows=15)
        sessions.end_all(user_id=people.treasurer.user_id)
        tess.press("Record 15 payments $15.00")
        tess.is_at("Sign in")
        tess.fill("E-mail address", people.treasurer.email)
        tess.fill("Password", PASSWORD)
        tess.press("Sign in")
        tess.is_at("Meeting night")
        tess.sees(BACK)
        note = tess.page.get_by_label("Note, row 15", exact=True)
        expect(note).to_have_value("Paid in coins, envelope 15, counted twice at the door")
        tess.press("Record 15 payments $15.00")
        tess.sees("Recorded 15 payments, $15.00 in all")
        tess.go(GRID)
        expect(tess.page.get_by_label("Note, row 1", exact=True)).to_have_value("")
        expect(tess.page.get_by_text(BACK)).to_have_count(0)

    def test_can_be_begun_afresh(self, people: People, tess: Visitor) -> None:
        tess.go(GRID)
        type_night(tess, people.member.name, rows=1)
        tess.go(GRID)
        tess.sees(BACK)
        tess.page.get_by_role("button", name="Start afresh").click()
        expect(tess.page.get_by_label("Member, row 1", exact=True)).to_have_value("")
        tess.go(GRID)
        expect(tess.page.get_by_text(BACK)).to_have_count(0)

    def test_is_forgotten_when_its_treasurer_signs_out(self, people: People, tess: Visitor) -> None:
        tess.go(GRID)
        type_night(tess, people.member.name, rows=1)
        tess.page.locator("summary.menu-button").click()
        tess.press("Sign out")
        assert tess.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []

    def test_stays_its_treasurers_own(self, people: People, tess: Visitor) -> None:
        tess.go(GRID)
        type_night(tess, people.member.name, rows=1)
        tess.page.context.clear_cookies()
        steps.sign_in(tess, people.admin.email)
        tess.go(GRID)
        expect(tess.page.get_by_label("Member, row 1", exact=True)).to_have_value("")


class TestAPassword:
    def test_is_kept_nowhere(self, tess: Visitor) -> None:
        tess.go("/account/password")
        for box in tess.page.locator("main input[type=password]").all():
            box.fill("a secret of mine")
        assert "secret" not in tess.page.evaluate("JSON.stringify(localStorage)")


class TestASessionNearItsEnd:
    def test_says_so_lasts_on_and_says_when_it_is_over(self, people: People, tess: Visitor) -> None:
        tess.page.clock.install()
        tess.go(GRID)
        near = tess.page.get_by_role("alert").filter(has_text="You will be signed out at")
        expect(near).to_have_count(0)
        tess.page.clock.fast_forward("25:30")
        expect(near).to_be_visible()
        tess.page.get_by_role("button", name="Stay signed in").click()
        expect(near).to_have_count(0)
        tess.page.clock.fast_forward("31:00")
        over = tess.page.get_by_role("alert").filter(has_text="You have been signed out")
        expect(over).to_contain_text("What you typed is kept in this browser.")
        assert (over.get_by_role("link").get_attribute("href") or "").startswith("/auth/login?next=")
