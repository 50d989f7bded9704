"""A cycle of reminders, from the schedule that a treasurer sets to the mail that is paid by, read in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.services import reminders
from sigma_finance.services.messages import outbox
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import People, open_chapter

START = datetime(2027, 2, 1, 12, tzinfo=ZoneInfo(steps.ZONE))
DUE_IN = 30


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=True) as clock:
        yield clock


@pytest.fixture
def people(app: Flask, clock: time_machine.Traveller) -> People:
    return steps.charged(open_chapter())


def spoken(sandbox: Sandbox, to: str) -> list[str]:
    """The subjects of the reminders to an address, oldest first."""
    subjects = [one.subject for one in reversed(sandbox.messages(to=to))]
    return [one for one in subjects if "is due" in one or "past due" in one]


class TestACycleOfReminders:
    def test_tells_each_member_what_the_schedule_says_until_they_pay(
        self,
        people: People,
        clock: time_machine.Traveller,
        another_page: Browsers,
        live_server: str,
        sandbox: Sandbox,
    ) -> None:
        tess = Visitor(another_page(), live_server)
        steps.sign_in(tess, people.treasurer.email)
        tess.go("/treasurer/reminders")
        tess.sees("Nobody is reminded by itself yet")
        tess.follow("Schedule")
        tess.fill("Days before (optional)", "14, 3")
        tess.fill("Days after (optional)", "7")
        tess.press("Save")
        tess.sees("14 and 3 days before, on the day, 7 days after")

        for day in range(DUE_IN + 20):
            clock.move_to(START + timedelta(days=day))
            reminders.send_scheduled(chapter_id=people.chapter_id)
            outbox.deliver()
            if day == DUE_IN - 3:
                self.pay_by_the_mail(Visitor(another_page(), live_server), people.member.email, sandbox)

        due = (START + timedelta(days=DUE_IN)).date()
        by = f"{due:%B} {due.day}, {due.year}"
        soon = f"$200.00 is due by {by}"
        late = f"$200.00 is past due since {by}"
        assert spoken(sandbox, people.member.email) == [soon, soon]
        assert spoken(sandbox, people.treasurer.email) == [soon, soon, f"$200.00 is due today, {by}", late]

    def pay_by_the_mail(self, ada: Visitor, address: str, sandbox: Sandbox) -> None:
        """Open the reminder in the outbox, and pay by its button without signing in."""
        steps.open_message(ada, to=address)
        steps.click_in_message(ada, "Pay $200.00")
        ada.press("Pay $200.00")
        ada.is_at(steps.CHECKOUT)
        ada.page.get_by_label("E-mail", exact=True).first.fill(address)
        ada.fill("Name on card", "Ada")
        steps.pay_by_card(ada, "$200.00")
        ada.is_at("$200.00 paid")
        steps.messages_from_stripe_arrive(sandbox)
