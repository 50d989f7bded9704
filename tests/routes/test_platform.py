"""The pages of those who run the platform, and what a suspended chapter's people see."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Invite, Member, Payment
from sigma_finance.services.chapters import platform
from sigma_finance.services.payments import reconciliation
from tests.harness.client import Client
from tests.people import People, open_chapter, running_the_platform, signed_in
from tests.routes.house import build_house, owe

NEW = {"name": "Gamma Mu", "slug": "gm", "treasurer": "gus@example.org"}


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def browser(app: Flask, people: People) -> Client:
    return running_the_platform(app, people.admin)


class TestTheChapters:
    def test_are_listed_with_their_totals_and_nobodys_name(self, browser: Client, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        page = browser.get("/platform")
        assert [row[:3] for row in page.rows()[1:]] == [
            ["Kappa Rho kr", "Active", "4"],
            ["Sigma Delta Sigma sds", "Active", "4"],
        ]
        assert other.member.name not in page.text

    def test_are_shown_fifty_a_page(self, browser: Client) -> None:
        for number in range(55):
            chapter = Chapter(
                slug=f"ch-{number:02}",
                name=f"Chapter {number:02}",
                currency="USD",
                timezone="UTC",
                dues_minor=0,
            )
            db.session.add(chapter)
        db.session.commit()
        first = browser.get("/platform")
        assert len(first.rows()) == 51
        second = browser.get(first.links()["Next"])
        assert [row[0] for row in second.rows()[1:]][-1] == "Sigma Delta Sigma sds"
        assert len(second.rows()) == 7
        assert browser.get(second.links()["Previous"]).rows() == first.rows()

    def test_are_led_to_from_the_menu_of_those_who_run_the_platform(
        self, app: Flask, browser: Client, people: People
    ) -> None:
        assert browser.get("/treasurer").links()["Chapters"] == "/platform"
        assert "Chapters" not in signed_in(app, people.treasurer).get("/treasurer").links()

    def test_are_opened_with_a_treasurer(self, browser: Client) -> None:
        page = browser.submit(browser.get("/platform/chapters/new"), NEW)
        assert "Gamma Mu is open." in browser.follow(page).main
        db.session.rollback()
        chapter = db.session.scalars(select(Chapter).where(Chapter.slug == "gm")).one()
        invite = db.session.scalars(select(Invite).where(Invite.chapter_id == chapter.id)).one()
        assert invite.email == "gus@example.org"
        line = db.session.scalars(select(AuditEvent).where(AuditEvent.chapter_id == chapter.id)).first()
        assert line is not None
        assert (line.action, line.actor) == ("chapter.created", "person")

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", ""),
            ("slug", "Not a slug!"),
            ("slug", "sds"),
            ("currency", "XYZ"),
            ("treasurer", "nobody"),
        ],
    )
    def test_are_refused_at_the_field_and_nothing_is_opened(
        self, browser: Client, field: str, typed: str
    ) -> None:
        form = browser.get("/platform/chapters/new")
        page = browser.submit(form, {**NEW, field: typed}, status=422)
        assert field in page.errors()
        db.session.rollback()
        assert len(db.session.scalars(select(Chapter)).all()) == 1

    def test_that_are_not_there_are_not_found(self, browser: Client) -> None:
        browser.get("/platform/chapters/999999/suspend", status=404)
        browser.get("/platform/chapters/9999999999999999999999/resume", status=404)


class TestWhoRunsThePlatform:
    def test_needs_a_second_step(self, app: Flask, people: People) -> None:
        platform.set_admin(email=people.treasurer.email, by=OPERATOR)
        page = signed_in(app, people.treasurer).get("/platform", status=303)
        assert page.location == "/account/second-step"

    def test_sees_nothing_more_in_a_chapter_than_their_role_shows(self, app: Flask, people: People) -> None:
        running_the_platform(app, people.member).get("/treasurer", status=403)

    def test_loses_the_pages_with_the_right(self, app: Flask, browser: Client, people: People) -> None:
        platform.end_admin(email=people.admin.email, by=OPERATOR)
        browser.get("/platform", status=404)


class TestASuspendedChapter:
    def suspend(self, browser: Client, chapter_id: int) -> None:
        form = browser.get(f"/platform/chapters/{chapter_id}/suspend")
        browser.submit(form, {"because": "Closed by the national body."})

    def test_shows_its_people_one_page_and_lets_them_in_again_later(
        self, app: Flask, browser: Client, people: People
    ) -> None:
        other = open_chapter("kr", "Kappa Rho")
        member, officer = signed_in(app, other.member), signed_in(app, other.treasurer)
        self.suspend(browser, other.chapter_id)
        for someone, path in ((member, "/dashboard"), (member, "/payments/pay"), (officer, "/treasurer")):
            page = someone.get(path, status=403)
            assert "Kappa Rho is suspended" in page.words
        assert "Suspended" in browser.get("/platform").main
        browser.submit(browser.get(f"/platform/chapters/{other.chapter_id}/resume"))
        member.get("/dashboard")
        officer.get("/treasurer")

    def test_is_left_for_another_of_the_persons_chapters(
        self, app: Flask, browser: Client, people: People
    ) -> None:
        other = open_chapter("kr", "Kappa Rho")
        db.session.add(
            Member(
                chapter_id=other.chapter_id,
                user_id=people.member.user_id,
                name="Mem",
                email=people.member.email,
            )
        )
        db.session.commit()
        self.suspend(browser, people.chapter_id)
        someone = signed_in(app, people.member)
        page = someone.get("/dashboard", status=302)
        assert "Kappa Rho" in someone.follow(page).text

    def test_asks_for_a_reason_and_is_done_once(self, browser: Client) -> None:
        other = open_chapter("kr", "Kappa Rho")
        form = browser.get(f"/platform/chapters/{other.chapter_id}/suspend")
        assert "because" in browser.submit(form, {"because": ""}, status=422).errors()
        browser.submit(form, {"because": "Closed"})
        assert "already" in browser.submit(form, {"because": "Closed"}, status=422).main

    def test_can_be_opened_again_by_one_of_its_own_who_runs_the_platform(
        self, browser: Client, people: People
    ) -> None:
        self.suspend(browser, people.chapter_id)
        browser.get("/treasurer", status=403)
        browser.submit(browser.get(f"/platform/chapters/{people.chapter_id}/resume"))
        browser.get("/treasurer")


class TestTheMoneyOfASuspendedChapter:
    def test_cannot_begin_and_is_booked_where_it_was_under_way(self, app: Flask, sandbox: Sandbox) -> None:
        house = build_house()
        owe(house.ada)
        browser = signed_in(app, house.ada)
        browser.submit(browser.get("/payments/pay"))
        form = browser.get("/payments/pay")
        session_id = db.session.scalars(select(Payment)).one().stripe_session_id
        assert session_id is not None
        platform.suspend(chapter_id=house.ada.chapter_id, because="Closed", by=OPERATOR)
        browser.submit(form, status=403)
        sandbox.pay(session_id)
        reconciliation.reconcile()
        db.session.rollback()
        assert db.session.scalars(select(Payment.state)).one() is PaymentState.SUCCEEDED
