"""The term ends: the treasurer chooses a successor, who looks, accepts, and finds the books of that moment."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import PASSWORD, People, open_chapter
from tests.routes.house import pay_cash


@pytest.fixture
def people(app: Flask) -> People:
    made = steps.charged(open_chapter())
    pay_cash(made.member, 5000)
    return made


class TestAHandover:
    def test_goes_from_one_treasurer_to_the_next(
        self, people: People, another_page: Browsers, live_server: str
    ) -> None:
        old, new = Visitor(another_page(), live_server), Visitor(another_page(), live_server)
        steps.sign_in(old, people.treasurer.email)
        old.go("/treasurer/officers")
        old.follow("Hand over")
        old.sees("Cash and checks that are not deposited", "50.00", "Trial balance", people.treasurer.name)
        old.follow("Choose your successor")
        old.page.get_by_label("Successor").select_option(str(people.member.member_id))
        old.press("Offer the office")
        old.sees(f"Offered to {people.member.name}")

        steps.open_message(new, to=people.member.email)
        steps.click_in_message(new, "See what is handed over")
        new.fill("E-mail address", people.member.email)
        new.fill("Password", PASSWORD)
        new.press("Sign in")
        new.is_at("Take over the treasurer's office")
        new.sees("Cash on hand", "50.00", people.treasurer.name)
        new.press("Accept the office")
        new.is_at("Hand over")
        new.sees(f"{people.treasurer.name} to {people.member.name}")
        with new.page.expect_download() as saved:
            new.page.get_by_role("link", name="Books as PDF").click()
        assert saved.value.suggested_filename.startswith("handover-")

        old.go("/treasurer")
        old.is_at("Sign in")
        steps.sign_in(old, people.treasurer.email)
        old.is_at("Your dues")
        old.go("/treasurer/handover")
        old.is_at("This page is not open to you")
