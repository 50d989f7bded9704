"""People of several chapters: the address says which chapter a page is of, so that each tab keeps to its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, OutboxMessage, Payment
from tests.harness.client import Client
from tests.people import PASSWORD, People, also_in, open_chapter, signed_in
from tests.routes.house import owe, pay_cash


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def other(people: People) -> People:
    """A chapter in which our treasurer is a member, too."""
    made = open_chapter("kr", "Kappa Rho")
    also_in(made, people.treasurer)
    return made


@pytest.fixture
def browser(any_app: Flask, people: People, other: People) -> Client:
    return signed_in(any_app, people.treasurer)


class TestAPersonOfOneChapter:
    def test_sees_no_chapter_in_any_address(self, any_app: Flask, people: People) -> None:
        browser = signed_in(any_app, people.treasurer)
        assert {
            link for link in browser.get("/treasurer").links().values() if link.startswith("/c/")
        } == set()

    def test_may_use_an_address_that_names_theirs(self, any_app: Flask, people: People) -> None:
        page = signed_in(any_app, people.treasurer).get("/c/sds/treasurer")
        assert page.links()["Members"] == "/c/sds/treasurer/members"

    @pytest.mark.parametrize("slug", ["kr", "nowhere"])
    def test_learns_nothing_of_another(self, any_app: Flask, people: People, slug: str) -> None:
        open_chapter("kr", "Kappa Rho")
        page = signed_in(any_app, people.treasurer).get(f"/c/{slug}/dashboard", status=404)
        assert "There is no such chapter for you." in page.words
        assert "Kappa" not in page.text


class TestAPersonOfSeveral:
    def test_is_led_to_the_chapter_that_they_looked_at_last(self, browser: Client) -> None:
        assert browser.get("/dashboard?a=b", status=302).location == "/c/kr/dashboard?a=b"

    def test_keeps_each_page_to_its_chapter(self, browser: Client) -> None:
        ours, theirs = browser.get("/c/sds/dashboard"), browser.get("/c/kr/dashboard")
        assert "Sigma Delta Sigma" in ours.words
        assert ours.links()["Pay"] == "/c/sds/payments/pay"
        assert theirs.links()["Pay"] == "/c/kr/payments/pay"
        browser.submit(ours, {"chapter": "kr"}, action="/auth/chapter")
        assert browser.get("/c/sds/dashboard").words == ours.words

    def test_has_the_role_of_the_chapter_that_the_address_names(self, browser: Client) -> None:
        browser.get("/c/sds/treasurer")
        browser.get("/c/kr/treasurer", status=403)

    def test_sends_a_form_to_the_chapter_that_it_was_shown_for(
        self, browser: Client, people: People, other: People
    ) -> None:
        owe(people.member)
        form = browser.get("/c/sds/treasurer/payments/record")
        browser.submit(browser.get("/c/sds/dashboard"), {"chapter": "kr"}, action="/auth/chapter")
        filled = {"member": str(people.member.member_id), "amount": "12.00", "method": "cash"}
        done = browser.submit(form, filled)
        assert done.location.startswith("/c/sds/")
        db.session.rollback()
        assert db.session.scalars(select(Payment.chapter_id)).all() == [people.chapter_id]

    def test_is_refused_a_form_from_before_they_had_several(self, any_app: Flask, people: People) -> None:
        browser = signed_in(any_app, people.treasurer)
        form = browser.get("/treasurer/payments/record")
        also_in(open_chapter("kr", "Kappa Rho"), people.treasurer, Role.TREASURER)
        filled = {"member": str(people.member.member_id), "amount": "12.00", "method": "cash"}
        page = browser.submit(form, filled, status=409)
        assert "does not say which one it is of" in page.words
        db.session.rollback()
        assert db.session.scalars(select(Payment)).all() == []

    def test_who_left_a_chapter_does_not_find_it_any_more(
        self, browser: Client, people: People, other: People
    ) -> None:
        browser.get("/c/kr/dashboard")
        place = db.session.scalars(
            select(Member).where(
                Member.chapter_id == other.chapter_id, Member.user_id == people.treasurer.user_id
            )
        ).one()
        place.status = MemberStatus.INACTIVE
        db.session.commit()
        browser.get("/c/sds/dashboard")
        browser.get("/c/kr/dashboard", status=302)

    def test_comes_back_to_the_same_chapter_after_showing_who_they_are(
        self, browser: Client, any_app: Flask
    ) -> None:
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            before = {"Referer": any_app.config["BASE_URL"] + "/c/sds/treasurer/payments"}
            asked = browser.get("/c/sds/treasurer/ledger.csv", status=303, headers=before)
            done = browser.submit(browser.follow(asked), {"password": PASSWORD})
            assert done.location == "/c/sds/treasurer/payments"
            assert "/c/sds/treasurer/ledger.csv" in browser.follow(done).links().values()

    def test_signs_in_and_comes_back_to_the_chapter_of_the_address(
        self, any_app: Flask, client: Client, people: People, other: People
    ) -> None:
        asked = client.get("/c/sds/treasurer/members?q=a", status=302)
        assert asked.location.startswith("/auth/login?next=/c/sds/")
        signing_in = client.follow(asked)
        back = client.submit(signing_in, {"email": people.treasurer.email, "password": PASSWORD})
        assert back.location == "/c/sds/treasurer/members?q=a"
        client.follow(back)

    def test_returns_from_stripe_to_the_chapter_that_was_paid(
        self, browser: Client, people: People, other: People, sandbox: Sandbox
    ) -> None:
        owe(people.treasurer)
        browser.submit(browser.get("/c/sds/payments/pay"))
        db.session.rollback()
        session = sandbox.session(db.session.scalars(select(Payment)).one().stripe_session_id or "")
        assert "/c/sds/payments/" in session["success_url"]
        assert "/c/sds/payments/pay" in session["cancel_url"]

    def test_signs_out_of_all_tabs(self, browser: Client) -> None:
        out = browser.submit(browser.get("/c/sds/dashboard"), action="/auth/logout")
        assert out.location == "/auth/login"
        browser.get("/c/kr/dashboard", status=302)


class TestAMessage:
    def test_leads_to_the_chapter_that_it_is_of(self, browser: Client, people: People, other: People) -> None:
        owe(people.treasurer)
        pay_cash(people.treasurer, 1200)
        db.session.rollback()
        message = db.session.scalars(
            select(OutboxMessage).where(
                OutboxMessage.member_id == people.treasurer.member_id,
                OutboxMessage.context["receipt_url"].is_not(None),
            )
        ).first()
        assert message is not None
        base, _, path = message.context["receipt_url"].partition("/c/sds/")
        assert browser.app.config["BASE_URL"] == base
        browser.get(f"/c/sds/{path}")
        browser.get(f"/c/kr/{path}", status=404)

    def test_leads_there_from_the_notices_too(self, browser: Client, people: People, other: People) -> None:
        owe(people.treasurer)
        pay_cash(people.treasurer, 1200)
        found = [link for link in browser.get("/c/sds/notices").links().values() if "receipt" in link]
        assert found
        assert all(link.startswith("/c/sds/payments/") for link in found)
