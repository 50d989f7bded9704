"""A payer's bank asks for a payment back: the treasurer answers with evidence, and the bank decides."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from sigma_finance.extensions import db
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.harness.pdf import text_of
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People, open_chapter

WORDS = "Ada came to every meeting of the term. This was winning_evidence for us."


@pytest.fixture
def people(app: Flask) -> People:
    return steps.charged(open_chapter())


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


class TestADispute:
    def test_goes_from_opening_to_evidence_to_won(
        self, people: People, ada: Visitor, tess: Visitor, sandbox: Sandbox
    ) -> None:
        steps.press_pay(ada, "$200.00")
        steps.pay_by_card(ada, "$200.00")
        ada.is_at("$200.00 paid")
        steps.messages_from_stripe_arrive(sandbox)
        [session] = sandbox.every("checkout.session")
        made = sandbox.dispute(session["id"])
        steps.messages_from_stripe_arrive(sandbox)
        the_member_sees_what_rests(ada)
        the_treasurer_answers(people, tess, sandbox, made["id"])
        sandbox.hasten()
        steps.messages_from_stripe_arrive(sandbox)
        tess.go("/treasurer/disputes")
        with tess.arriving():
            tess.row(people.member.name).get_by_role("link").first.click()
        tess.sees("Won", "The money is with the chapter.", "With Stripe since")
        ada.go("/dashboard")
        ada.sees("You owe $0.00")
        db.session.rollback()
        assert list(verify.verify(chapters=chapters.chapters()).differences) == []


def the_member_sees_what_rests(ada: Visitor) -> None:
    ada.go("/dashboard")
    ada.sees("You owe", "$200.00", "A payment of yours is disputed", "no late fees")
    ada.go("/autopay")
    ada.sees("Autopay rests")


def the_treasurer_answers(people: People, tess: Visitor, sandbox: Sandbox, made: str) -> None:
    """First with nothing said, which the form refuses; then with words, read as a PDF, and sent once."""
    steps.open_message(tess, to=people.treasurer.email)
    steps.click_in_message(tess, "See the dispute")
    tess.is_at("Dispute over $200.00")
    tess.sees("did not make this payment", "days left", "Dispute fees")
    tess.follow("Put the evidence together")
    tess.fill("The member's own words (optional)", "I paid on Monday, thank you.")
    tess.press("Put it together and read it")
    tess.sees("There is a problem")
    tess.fill("What you say to the bank", WORDS)
    tess.press("Put it together and read it")
    tess.is_at("Read and send the evidence")
    with tess.page.expect_download() as saved:
        tess.page.get_by_role("link", name="Read the evidence (PDF)").click()
    read = text_of(saved.value.path().read_bytes())
    assert WORDS in read
    assert "I paid on Monday, thank you." in read
    assert people.member.name in read
    tess.press("Send the evidence")
    tess.sees("Read the evidence and tick this")
    tess.page.get_by_label("I have read the evidence").check()
    tess.press("Send the evidence")
    tess.sees("The evidence is with Stripe", "Answered, the bank decides")
    sent = sandbox.get("dispute", made)["evidence"]["uncategorized_file"]
    assert sandbox.evidence_file(sent) == saved.value.path().read_bytes()
