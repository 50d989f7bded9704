"""Asked again who one is: before roles, exports, and what else cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.web.guards import CONFIRMED
from tests.people import PASSWORD, People, open_chapter, signed_in, with_second_step

#: What holds the personal data of many, changes who may do what, or lets money leave.
ASKED_AGAIN = {
    "handover.take_over",
    "treasurer.offer_handover",
    "platform.new",
    "platform.resume",
    "platform.suspend",
    "account.add_passkey",
    "account.new_passkey",
    "treasurer.appoint",
    "treasurer.end_term",
    "treasurer.ledger",
    "treasurer.journal",
    "treasurer.postings_file",
    "treasurer.report_file",
    "treasurer.packet_pdf",
    "treasurer.packet_workbook",
    "treasurer.payments_json",
    "treasurer.payments_file",
    "treasurer.members_file",
    "treasurer.standing_file",
    "treasurer.unpaid_file",
    "treasurer.gifts_file",
    "treasurer.plans_file",
    "treasurer.reminders_file",
    "treasurer.reminders_sent_file",
    "treasurer.audit_file",
    "treasurer.return_credit",
    "treasurer.refund",
    "treasurer.accept_dispute",
    "treasurer.evidence_file",
    "treasurer.send_evidence",
    "treasurer.connect_stripe",
    "treasurer.use_stripe_now",
    "treasurer.stop_stripe_now",
    "treasurer.disconnect_stripe_now",
    "treasurer.spending_file",
    "treasurer.new_expense",
    "treasurer.pay_spending",
    "treasurer.approve_reimbursement",
    "treasurer.count_cash",
}
LATER = timedelta(minutes=16)


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def role_of(member_id: int) -> Role:
    db.session.rollback()
    return db.session.get_one(Member, member_id, populate_existing=True).role


class TestBeingAskedAgain:
    def test_stands_before_these_pages(self, app: Flask) -> None:
        assert {name for name, view in app.view_functions.items() if hasattr(view, CONFIRMED)} == ASKED_AGAIN

    def test_comes_after_fifteen_minutes_and_leads_back(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.treasurer)
        browser.get("/treasurer/ledger.csv")
        clock.shift(LATER)
        asked = browser.get("/treasurer/ledger.csv", status=303)
        page = browser.follow(asked)
        assert page.h1 == "Show that it is you"
        assert browser.submit(page, {"password": PASSWORD}).location == "/"
        browser.get("/treasurer/ledger.csv")

    def test_before_a_file_leads_back_to_the_page_that_it_comes_with(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.treasurer)
        clock.shift(LATER)
        listed = "/treasurer/payments?q=ada"
        here = {"Referer": app.config["BASE_URL"] + listed}
        asked = browser.get("/treasurer/payments.csv?q=ada", status=303, headers=here)
        done = browser.submit(browser.follow(asked), {"password": PASSWORD})
        assert done.location == listed
        again = browser.follow(done)
        assert again.links()["save it here"] == "/treasurer/payments.csv?q=ada"
        (refresh,) = [meta for meta in again.every("meta") if meta.get("http-equiv") == "refresh"]
        assert refresh.get("content") == "0; url=/treasurer/payments.csv?q=ada"
        assert "save it here" not in browser.get(listed).links()

    @pytest.mark.parametrize("before", ["https://evil.example/treasurer", "", "nonsense"])
    def test_before_a_file_leads_home_where_no_page_of_ours_led_to_it(
        self, app: Flask, people: People, clock: time_machine.Traveller, before: str
    ) -> None:
        browser = signed_in(app, people.treasurer)
        clock.shift(LATER)
        asked = browser.get("/treasurer/ledger.csv", status=303, headers={"Referer": before})
        assert browser.submit(browser.follow(asked), {"password": PASSWORD}).location == "/"

    def test_loses_nothing_of_what_was_typed(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.admin)
        path = f"/treasurer/members/{people.member.member_id}/edit"
        page = browser.get(path)
        clock.shift(LATER)
        asked = browser.submit(page, {"role": "treasurer", "phone": "510 555 0100"})
        assert role_of(people.member.member_id) is Role.MEMBER
        done = browser.submit(browser.follow(asked), {"password": PASSWORD})
        again = browser.follow(done)
        assert "What you typed is below" in again.main
        assert "510 555 0100" in again.text
        browser.submit(again)
        assert role_of(people.member.member_id) is Role.TREASURER

    def test_does_not_come_where_the_role_stays(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.admin)
        clock.shift(LATER)
        path = f"/treasurer/members/{people.member.member_id}/edit"
        done = browser.submit(browser.get(path), {"phone": "510 555 0100"})
        assert done.location == f"/treasurer/members/{people.member.member_id}"

    def test_takes_a_code_of_those_who_have_a_second_step_once(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.treasurer)
        phone = with_second_step(browser)
        clock.shift(LATER)
        page = browser.follow(browser.get("/treasurer/ledger.csv", status=303))
        code = phone.at(now())
        browser.submit(page, {"code": code})
        browser.get("/treasurer/ledger.csv")
        clock.shift(LATER)
        assert browser.submit(page, {"code": code}, status=422).errors()["code"]

    @pytest.mark.parametrize("typed", ["", "not this one", "x" * 300])
    def test_says_at_the_field_what_is_wrong(
        self, app: Flask, people: People, clock: time_machine.Traveller, typed: str
    ) -> None:
        browser = signed_in(app, people.treasurer)
        clock.shift(LATER)
        page = browser.submit(browser.get("/account/confirm"), {"password": typed}, status=422)
        assert page.errors()["password"]
        browser.get("/treasurer/ledger.csv", status=303)

    def test_leads_to_no_other_site(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.treasurer)
        for target in ("//evil.example", "https://evil.example/", "/\\evil.example"):
            page = browser.get("/account/confirm", query_string={"next": target})
            assert browser.submit(page, {"password": PASSWORD}).location == "/account"

    def test_stands_still_after_five_wrong_passwords(
        self, app: Flask, people: People, clock: time_machine.Traveller
    ) -> None:
        browser = signed_in(app, people.treasurer)
        page = browser.get("/account/confirm")
        for _ in range(5):
            browser.submit(page, {"password": "not this one"}, status=422)
        browser.submit(page, {"password": PASSWORD}, status=429)
