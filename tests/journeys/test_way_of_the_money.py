"""The way of the money, as people click it: from an empty database to dues that are paid and books that show it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox
from sigma_finance.domain.dates import long_date
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.journeys import steps
from tests.journeys.steps import Browsers, Visitor
from tests.people import add_to_member_list


@pytest.fixture
def tess(page: Page, live_server: str) -> Visitor:
    return Visitor(page, live_server)


@pytest.fixture
def ada(another_page: Browsers, live_server: str) -> Visitor:
    return Visitor(another_page(), live_server)


@pytest.fixture
def ben(another_page: Browsers, live_server: str) -> Visitor:
    return Visitor(another_page(), live_server)


class TestTheWayOfTheMoney:
    def test_leads_from_an_empty_database_to_paid_dues(
        self, any_app: Flask, sandbox: Sandbox, tess: Visitor, ada: Visitor, ben: Visitor
    ) -> None:
        the_operator_opens_the_chapter_and_invites_ben(any_app, ben)
        the_treasurer_charges_everybody(tess)
        ada_is_invited_by_mail_and_finds_what_she_owes(tess, ada)
        receipt = ada_pays_in_full(ada, sandbox)
        ada_sees_it_paid(ada, receipt)
        the_treasurer_sees_it_on_top(tess, receipt)
        the_treasurer_records_cash_of_ben(tess, ben)
        the_books_hold(any_app)


def the_operator_opens_the_chapter_and_invites_ben(app: Flask, ben: Visitor) -> None:
    steps.open_chapter(app)
    (chapter,) = chapters.chapters()
    add_to_member_list(chapter.id, "Ada Byron", "ada@example.org")
    printed = steps.operate(app, "invite create --chapter sds --role member --email ben@example.org")
    ben.page.goto(printed.strip())
    steps.register(ben, "Ben Banneker")
    ben.sees("You owe $0.00", "Nothing is open. New dues will stand here.")


def the_treasurer_charges_everybody(tess: Visitor) -> None:
    steps.sign_in(tess, "tess@example.org")
    tess.is_at("Overview")
    tess.sees("Begin with a dues period")
    steps.create_period(tess, "2026-27", due_on=steps.next_month())
    steps.charge(tess, "3 members $600.00")
    tess.sees("Every active member who is to be charged is charged.")


def ada_is_invited_by_mail_and_finds_what_she_owes(tess: Visitor, ada: Visitor) -> None:
    steps.invite(tess, "ada@example.org")
    steps.open_message(ada, to="ada@example.org")
    steps.click_in_message(ada, "Make your account")
    steps.register(ada, "Ada Byron")
    ada.sees(f"You owe $200.00 by {long_date(steps.next_month())}", "Financial", "2026-27")


def ada_pays_in_full(ada: Visitor, sandbox: Sandbox) -> str:
    steps.press_pay(ada, "$200.00")
    steps.pay_by_card(ada, "$200.00")
    ada.is_at("$200.00 paid")
    ada.sees("You owe nothing now. Thank you.")
    steps.messages_from_stripe_arrive(sandbox)
    return ada.reads(r"R-\d{4}-0001")


def ada_sees_it_paid(ada: Visitor, receipt: str) -> None:
    ada.follow("Go to your dashboard")
    ada.sees("You owe $0.00", "You are all paid up.", "Financial", f"Card, receipt {receipt}", "Paid")
    steps.open_message(ada, to="ada@example.org")
    ada.sees(f"Receipt {receipt}: $200.00 received", "Your balance is now $0.00")


def the_treasurer_sees_it_on_top(tess: Visitor, receipt: str) -> None:
    tess.go("/treasurer")
    tess.sees("Collected this year $200.00", "2026-27 collected", "$200.00 of $600.00", "2 of 3 members")
    unpaid = tess.page.get_by_role("table", name="Who owes").get_by_role("rowheader").all_inner_texts()
    assert sorted(unpaid) == ["Ben Banneker", "Tess Treasurer"]
    newest = tess.page.get_by_role("listitem").filter(has_text="Ada Byron").inner_text()
    assert all(word in newest for word in (receipt, "Card", "$200.00", "Paid"))


def the_treasurer_records_cash_of_ben(tess: Visitor, ben: Visitor) -> None:
    steps.record_cash(tess, "banneker", "200.00", note="At the meeting")
    receipt = tess.reads(r"R-\d{4}-0002")
    tess.sees("Tess Treasurer", "At the meeting")
    ben.go("/dashboard")
    ben.sees("You owe $0.00", f"Cash, receipt {receipt}")
    tess.go("/treasurer")
    tess.sees("Collected this year $400.00", "1 of 3 members")
    steps.open_message(ben, to="ben@example.org")
    ben.sees(f"Receipt {receipt}: $200.00 received")


def the_books_hold(app: Flask) -> None:
    report = verify.verify(chapters=chapters.chapters())
    assert report.differences == []
    assert '"balance_minor": 0' in steps.operate(app, "members show ada@example.org --chapter sds --json")
