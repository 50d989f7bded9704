"""A treasurer's evening at the desk: a meeting night by keyboard, a deposit, a check that bounces."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, open_chapter


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


@pytest.fixture
def tess(page: Page, live_server: str, people: People) -> Visitor:
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


def type_row(tess: Visitor, *answers: str) -> None:
    """Type a row of the grid from its first field on: member, amount, the method's first letters, note."""
    for answer in answers:
        tess.page.keyboard.type(answer)
        tess.page.keyboard.press("Tab")


class TestAMeetingNight:
    def test_is_typed_deposited_and_a_check_of_it_bounces(self, people: People, tess: Visitor) -> None:
        db.session.get_one(Chapter, people.chapter_id).policy = Policy(bounced_check_fee_minor=2500).kept()
        db.session.commit()
        tess.go("/treasurer/payments/grid")
        tess.page.get_by_label("Member, row 1", exact=True).focus()
        type_row(tess, people.member.name, "120.00", "Check", "No. 7")
        expect(tess.page.get_by_label("Member, row 2", exact=True)).to_be_focused()
        type_row(tess, people.admin.name, "30.00")
        expect(tess.page.get_by_role("main")).to_contain_text("2 payments, $150.00")
        tess.page.keyboard.press("Enter")
        expect(tess.page.get_by_label("Member, row 3", exact=True)).to_be_focused()
        tess.press("Record these payments")
        tess.sees("Recorded 2 payments, $150.00 in all, receipts R-")

        tess.go("/treasurer/deposits")
        tess.sees("$150.00")
        tess.press("Deposit the chosen payments")
        tess.is_at("Deposit of $150.00")
        tess.sees(people.member.name, people.admin.name)

        tess.follow(people.member.name)
        tess.follow("Reverse")
        tess.page.get_by_label("The check bounced", exact=True).check()
        tess.press("Reverse $120.00")
        tess.sees("Reversed. The payment stays visible")
        tess.go(f"/treasurer/members/{people.member.member_id}")
        tess.sees("$225.00", "Returned check fee")

    @pytest.mark.parametrize(
        ("typed", "picked"),
        [("Cash", "cash"), ("cash app", "cash_app"), ("Check", "check"), ("Cash A", "cash_app")],
    )
    def test_takes_the_method_that_is_exactly_what_was_typed(
        self, tess: Visitor, typed: str, picked: str
    ) -> None:
        tess.go("/treasurer/payments/grid")
        method = tess.page.get_by_label("Method, row 1", exact=True)
        for _ in range(3):  # a browser that is held up takes what comes after a second as a new word
            method.select_option("")
            method.focus()
            tess.page.keyboard.type(typed)
            if method.input_value() == picked:
                break
        expect(method).to_have_value(picked)
