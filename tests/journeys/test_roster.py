"""A term begins: the roster comes in from a file, everybody on it is invited, and one of them joins."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import PASSWORD, People, open_chapter

ROSTER = b"""Name,Email,Phone,Class,Owes
Marcus Bell,marcus@example.org,555-010-0101,Regular,60
Priya Raman,priya@example.org,,Associate,
Noah Nomail,,,Alumni,
"""


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def tess(page: Page, live_server: str, people: People) -> Visitor:
    visitor = Visitor(page, live_server)
    steps.sign_in(visitor, people.treasurer.email)
    return visitor


def bring(tess: Visitor) -> None:
    """Choose the file, look at the check, import."""
    tess.go("/treasurer/imports/roster")
    tess.page.get_by_label("Workbook or CSV file").set_input_files(
        {"name": "fall.csv", "mimeType": "text/csv", "buffer": ROSTER}
    )
    tess.press("Check the file")
    tess.sees("Will be imported", "Without an e-mail address nobody can be invited.")
    tess.press("Import 3 new members")
    tess.sees("Imported: 3 new.")


class TestARoster:
    def test_comes_in_is_invited_and_joins(
        self, people: People, tess: Visitor, another_page: Browsers, live_server: str
    ) -> None:
        bring(tess)
        tess.press("Send 2 set-up links")
        tess.sees("Queued 2 invites.", "2 of 2 sent")
        marcus = Visitor(another_page(), live_server)
        steps.open_message(marcus, to="marcus@example.org")
        steps.click_in_message(marcus, "Make your account")
        marcus.fill("Your name", "Marcus Bell")
        marcus.fill("Password", PASSWORD)
        marcus.press("Make your account")
        marcus.sees("You owe $60.00")
        tess.go("/treasurer/invites?state=used")
        expect(tess.row("Marcus Bell")).to_contain_text("Marcus Bell")


class TestASending:
    def test_is_followed_until_it_has_ended(self, people: People, tess: Visitor) -> None:
        tess.go("/treasurer/invites/many")
        tess.fill("People", "Zed <zed@example.org>, yan@example.org")
        tess.press("Check the list")
        tess.press("Send 2 invites")
        tess.sees("2 of 2 sent")
        stand(MessageState.QUEUED)
        tess.page.reload()
        tess.sees("1 of 2 sent, 1 queued")
        stand(MessageState.SENT)
        expect(tess.page.locator(".progress-line")).to_contain_text("2 of 2 sent")
        expect(tess.page.get_by_role("link", name="See how far it is now")).to_have_count(0)


def stand(state: MessageState) -> None:
    """Have the mail to one of the two stand like this."""
    db.session.rollback()
    message = db.session.query(OutboxMessage).filter_by(to_email="zed@example.org").one()
    message.state, message.next_attempt_at = state, now().replace(year=now().year + 1)
    db.session.commit()
