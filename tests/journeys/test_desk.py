"""A treasurer's evening at the desk: a meeting night by keyboard, a deposit, a check that bounces."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services.dues import periods
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import People, add_to_member_list, open_chapter


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
        expect(tess.page.get_by_role("button", name="Record 2 payments $150.00")).to_be_visible()
        tess.page.keyboard.press("Enter")
        expect(tess.page.get_by_label("Member, row 3", exact=True)).to_be_focused()
        tess.press("Record 2 payments $150.00")
        tess.sees("Recorded 2 payments, $150.00 in all, receipts R-")

        tess.go("/treasurer/deposits")
        tess.sees("$150.00")
        tess.press("Deposit 2 payments $150.00")
        tess.is_at("Deposit of $150.00")
        tess.sees(people.member.name, people.admin.name)

        tess.follow(people.member.name)
        tess.follow("Reverse")
        tess.page.get_by_label("The check bounced", exact=True).check()
        tess.press("Reverse $120.00")
        tess.sees("Reversed. The payment stays visible")
        tess.go(f"/treasurer/members/{people.member.member_id}")
        tess.sees("$225.00", "Returned check fee")

    def test_counts_twenty_members_in_at_most_twenty_four_actions(
        self, people: People, tess: Visitor
    ) -> None:
        for number in range(
            17
        ):  # besides three who are charged already; one's own payment is another's to record
            add_to_member_list(people.chapter_id, f"Member {number:02d}", f"m{number}@example.org")
        due_on = steps.next_month()
        periods.assess_named(
            chapter_id=people.chapter_id, name="2027-28", amount_minor=4500, due_on=due_on, by=OPERATOR
        )
        actions = 0
        tess.go("/treasurer/payments/grid")
        actions += 1
        tess.choose("Method for all rows", "Zelle")
        actions += 1
        ticks = tess.page.get_by_role("checkbox")
        expect(ticks).to_have_count(20)
        for tick in ticks.all():
            tick.check()
            actions += 1
        tess.press("Record 20 payments $1,500.00")
        actions += 1
        tess.sees("Recorded 20 payments, $1,500.00 in all")
        assert actions <= 24

    def test_grows_as_it_is_filled_and_sums_what_people_type(self, people: People, tess: Visitor) -> None:
        tess.go("/treasurer/payments/grid")
        for row, amount in enumerate(("$20", "1,000", "1,000.00", "12.5", "20."), start=1):
            tess.fill(f"Member, row {row}", people.member.name)
            tess.fill(f"Amount, row {row}", amount)
        tess.fill("Amount, row 6", "1e3")
        expect(tess.page.get_by_role("button", name="Record 5 payments $2,052.50")).to_be_visible()

    def test_ticks_whom_it_changes_the_amount_of(self, people: People, tess: Visitor) -> None:
        tess.go("/treasurer/payments/grid")
        tess.fill(f"Amount, {people.member.name}", "15")
        tess.press("Record 1 payment $15.00")
        tess.sees("Recorded 1 payment, $15.00 in all")

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
