"""Money that goes back: one officer asks, another decides, and the member sees it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People, add_person, open_chapter

OTTO = "otto@example.org"


@pytest.fixture
def people(app: Flask) -> People:
    made = steps.charged(open_chapter())
    add_person(made.chapter_id, "Otto Other", OTTO, Role.TREASURER)
    db.session.get_one(Chapter, made.chapter_id).policy = Policy(second_person_above_minor=10000).kept()
    db.session.commit()
    return made


@pytest.fixture
def ada(page: Page, live_server: str, people: People) -> Visitor:
    """A member who owes $200.00, and has signed in."""
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.member.email)
    return visitor


@pytest.fixture
def tess(another_page: Browsers, live_server: str, people: People) -> Visitor:
    visitor = Visitor(another_page(), live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


@pytest.fixture
def otto(another_page: Browsers, live_server: str, people: People) -> Visitor:
    visitor = Visitor(another_page(), live_server)
    steps.sign_in(visitor, OTTO)
    return visitor


class TestARefundWithTwoOfficers:
    def test_is_asked_for_decided_and_seen(
        self, people: People, ada: Visitor, tess: Visitor, otto: Visitor, sandbox: Sandbox
    ) -> None:
        steps.press_pay(ada, "$200.00")
        steps.pay_by_card(ada, "$200.00")
        ada.is_at("$200.00 paid")
        steps.messages_from_stripe_arrive(sandbox)
        the_treasurer_asks_for_it(people, tess)
        the_other_officer_decides(people, otto)
        steps.messages_from_stripe_arrive(sandbox)
        ada.go("/payments")
        ada.sees("$150.00 refunded")
        ada.go("/dashboard")
        ada.sees("You owe $0.00")
        steps.open_message(ada, to=people.member.email)
        ada.sees("$150.00 of your payment was refunded")
        db.session.rollback()
        assert list(verify.verify(chapters=chapters.chapters()).differences) == []


def the_treasurer_asks_for_it(people: People, tess: Visitor) -> None:
    """First more than there is, which the form refuses with what was typed; then a part, which need not be paid."""
    tess.go("/treasurer/payments")
    with tess.arriving():
        tess.row(people.member.name).get_by_role("link").first.click()
    tess.follow("Refund")
    tess.is_at("Refund a payment")
    tess.fill("Amount to refund", "200.01")
    tess.fill("Reason", "Left before the term began")
    tess.press("Refund $200.01")
    tess.sees("$200.00 of this payment is left")
    tess.fill("Amount to refund", "150.00")
    tess.page.get_by_label("No, waive it").check()
    tess.press("Refund $150.00")
    tess.sees("The other officers have been asked to approve it.")
    tess.go("/treasurer/approvals")
    tess.sees("Refund a payment", "Left before the term began", "Withdraw")


def the_other_officer_decides(people: People, otto: Visitor) -> None:
    otto.go("/treasurer/approvals")
    with otto.arriving():
        otto.row(people.member.name).get_by_role("button", name="Approve").click()
    otto.sees("Approved, and done.")
    otto.go("/treasurer/payments")
    with otto.arriving():
        otto.row(people.member.name).get_by_role("link").first.click()
    otto.sees("Partly refunded", "Left before the term began")
