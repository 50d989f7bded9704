"""The pages of those who run the platform, and what a suspended chapter's people see."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule, UnicodeConverter

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Invite, Member, Payment, User
from sigma_finance.services.chapters import platform
from sigma_finance.services.members import invites
from sigma_finance.services.payments import reconciliation
from sigma_finance.web.guards import is_of_chapter
from tests.harness.client import Client
from tests.mailed import newest_link
from tests.people import (
    PASSWORD,
    People,
    Person,
    open_chapter,
    running_the_platform,
    signed_in,
    with_second_step,
)
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


@pytest.fixture
def alone(app: Flask) -> Client:
    """The browser of somebody who runs the platform and is in neither of its two chapters."""
    open_chapter()
    open_chapter("kr", "Kappa Rho")
    platform.make_admin(name="Pat Platform", email="pat@example.org", password=PASSWORD, by=OPERATOR)
    user = db.session.scalars(select(User).where(User.email == "pat@example.org")).one()
    return running_the_platform(app, Person("Pat Platform", user.email, user.id, 0, 0))


class TestWhoRunsThePlatformFromNoChapter:
    def test_signs_in_to_the_chapters_once_they_have_a_second_step(self, app: Flask) -> None:
        platform.make_admin(name="Pat", email="pat@example.org", password=PASSWORD, by=OPERATOR)
        browser = Client(app)
        form = browser.get("/auth/login")
        entered = browser.submit(form, {"email": "pat@example.org", "password": PASSWORD})
        assert entered.location == "/platform"
        assert browser.follow(entered, status=303).location == "/account/second-step"
        with_second_step(browser)
        assert browser.get("/platform").h1 == "Chapters"
        assert browser.get("/", status=302).location == "/platform"

    def test_opens_suspends_and_resumes_chapters_and_runs_jobs(self, alone: Client) -> None:
        made = alone.submit(alone.get("/platform/chapters/new"), NEW)
        page = alone.follow(made)
        assert {row[0] for row in page.rows()[1:]} == {"Gamma Mu gm", "Kappa Rho kr", "Sigma Delta Sigma sds"}
        suspend = page.links()["Suspend , Kappa Rho"]
        alone.submit(alone.get(suspend), {"because": "Closed."})
        alone.submit(alone.get(suspend.replace("suspend", "resume")))
        alone.submit(alone.get("/platform/jobs"), action="/verify/run")

    def test_has_an_account_and_no_chapters_place_in_the_frame(self, alone: Client) -> None:
        page = alone.get("/account")
        assert "Pat Platform" in page.words
        assert "Runs the platform" in page.words
        [navigation] = [nav for nav in page.every("nav") if nav.get("aria-label") == "Main"]
        assert [link.get("href") for link in navigation.every("a")] == ["/platform", "/account"]
        assert (
            set(page.links().values()) & {"/dashboard", "/treasurer", "/notices", "/account/profile"} == set()
        )
        assert "(this one)" in page.main

    def test_changes_their_password(self, alone: Client) -> None:
        typed = {"current": PASSWORD, "password": "other tractor seven oceans"}
        changed = alone.submit(alone.get("/account/password"), typed)
        assert "Your password is changed." in alone.follow(changed).main

    def test_is_shown_no_page_of_any_chapter(self, app: Flask, alone: Client) -> None:
        opened, adapter = {}, app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            view = app.view_functions[rule.endpoint]
            if "GET" not in (rule.methods or ()) or not is_of_chapter(rule.endpoint, view):
                continue
            path = adapter.build(rule.endpoint, {name: _made_up(rule, name) for name in rule.arguments})
            for address in (path, f"/c/sds{path}"):
                opened[address] = alone.flask.get(address, base_url=app.config["BASE_URL"]).status_code
        assert len(opened) > 100
        assert set(opened.values()) == {404}
        alone.get("/account/profile", status=404)

    def test_can_join_a_chapter_later(self, alone: Client) -> None:
        chapter_id = db.session.scalars(select(Chapter.id).where(Chapter.slug == "kr")).one()
        request = InviteRequest(chapter_id, Role.MEMBER, email="pat@example.org")
        invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)
        path = newest_link("invite").partition("/auth/")[2]
        alone.submit(alone.get(f"/auth/{path}"), action="/auth/join")
        assert "Kappa Rho" in alone.get("/dashboard").words

    def test_is_out_with_the_right(self, alone: Client) -> None:
        platform.end_admin(email="pat@example.org", by=OPERATOR)
        alone.get("/platform", status=302)
        refused = alone.submit(alone.get("/auth/login"), {"email": "pat@example.org", "password": PASSWORD})
        assert refused.location.startswith("/auth/code")


def _made_up(rule: Rule, name: str) -> object:
    """A value of the shape that the address takes in this place."""
    if name in (rule.defaults or {}):
        return (rule.defaults or {})[name]
    return "csv" if type(rule._converters[name]) is UnicodeConverter else 1


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
