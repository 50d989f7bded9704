"""A payment plan on autopay, from proposal to archive through every due date, with one decline and its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import autopay_charges
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People, Person, open_chapter

START = datetime(2027, 2, 1, 12, tzinfo=ZoneInfo(steps.ZONE))
FIRST = START + timedelta(days=10)
SECOND = FIRST + timedelta(days=7)
SAVES_THEN_DECLINES = "4000 0000 0000 0341"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=True) as clock:
        yield clock


@pytest.fixture
def people(app: Flask, clock: time_machine.Traveller) -> People:
    made = steps.charged(open_chapter())
    db.session.get_one(Chapter, made.chapter_id).policy = replace(Policy(), plans_offered=()).kept()
    db.session.commit()
    return made


@dataclass(frozen=True)
class AutopayTerm:
    """The days of a term as they pass, and the people at their browsers."""

    people: People
    clock: time_machine.Traveller
    browsers: Browsers
    url: str

    def at(self, person: Person) -> Visitor:
        """Somebody who signs in anew."""
        visitor = Visitor(self.browsers(), self.url)
        steps.sign_in(visitor, person.email)
        return visitor

    def pass_until(self, day: datetime) -> None:
        """Let the days pass, with autopay at work on each of them."""
        while datetime.now(ZoneInfo(steps.ZONE)).date() < day.date():
            noon = datetime.now(ZoneInfo(steps.ZONE)) + timedelta(days=1)
            self.clock.move_to(noon)
            autopay_charges.run_chapter(chapter_id=self.people.chapter_id)
            outbox.deliver()


class TestAPlanOnAutopay:
    def test_is_paid_to_its_end_with_one_decline_and_its_cure(
        self,
        people: People,
        clock: time_machine.Traveller,
        another_page: Browsers,
        live_server: str,
        sandbox: Sandbox,
    ) -> None:
        term = AutopayTerm(people, clock, another_page, live_server)
        self.propose_and_approve(term)
        self.turn_on(term)
        term.pass_until(FIRST)
        self.cure(term, sandbox)
        term.pass_until(FIRST + timedelta(days=1))
        ada = term.at(people.member)
        ada.sees("You owe $100.00", "Autopay is on: Visa ending 4242")
        term.pass_until(SECOND)
        self.see_the_end(term, sandbox)

    def propose_and_approve(self, term: AutopayTerm) -> None:
        ada = term.at(term.people.member)
        ada.go("/plans")
        ada.choose("How often", "Weekly")
        ada.fill("How many installments", "2")
        ada.fill("First payment on", FIRST.date().isoformat())
        ada.press("Show the schedule")
        ada.page.get_by_label("I agree to pay on these dates").check()
        ada.press("Propose this plan of $200.00")
        tess = term.at(term.people.treasurer)
        tess.go("/treasurer/plans")
        with tess.arriving():
            tess.page.get_by_role("button", name="Approve").click()
        tess.sees("Approved.")

    def turn_on(self, term: AutopayTerm) -> None:
        ada = term.at(term.people.member)
        ada.follow("Turn autopay on")
        ada.sees("What would be charged", "$100.00")
        ada.page.get_by_label("I agree to this").check()
        ada.press("Save a card or bank account")
        ada.is_at("Save a payment method")
        ada.fill("Card number", SAVES_THEN_DECLINES)
        ada.press("Save card")
        ada.is_at("Autopay")
        ada.sees("Visa ending 0341", "Next charges")

    def cure(self, term: AutopayTerm, sandbox: Sandbox) -> None:
        """The mail says what to do; the portal takes another card."""
        ada = term.at(term.people.member)
        assert "Autopay could not charge $100.00" in _subjects(term, sandbox)
        ada.go("/autopay")
        ada.press("Change or remove it")
        ada.is_at("Payment methods")
        ada.fill("Card number", steps.CARD)
        ada.press("Add and use first")
        ada.follow("Return to the chapter")
        ada.sees("Visa ending 4242")
        steps.messages_from_stripe_arrive(sandbox)

    def see_the_end(self, term: AutopayTerm, sandbox: Sandbox) -> None:
        ada = term.at(term.people.member)
        ada.sees("You owe $0.00")
        ada.go("/plans")
        ada.sees("Earlier plans", "Archived")
        day = f"{SECOND:%B} {SECOND.day}, {SECOND.year}"
        assert f"$100.00 will be charged on {day}" in _subjects(term, sandbox)
        tess = term.at(term.people.treasurer)
        tess.go(f"/treasurer/members/{term.people.member.member_id}")
        tess.sees("Autopay on, Visa ending 4242")


def _subjects(term: AutopayTerm, sandbox: Sandbox) -> list[str]:
    return [one.subject for one in sandbox.messages(to=term.people.member.email)]
