"""Joining a chapter, as a person with an invite clicks it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member, User
from sigma_finance.services.dues import charges
from sigma_finance.services.members import invites
from tests.harness.client import Client
from tests.mailed import newest_link
from tests.people import PASSWORD, People, add_to_member_list, open_chapter, signed_in

NEW = {"name": "Ada Byron", "password": PASSWORD}


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


def invite(people: People, **facts: Any) -> str:
    """The path that an invite's code leads to, by default for ada@example.org."""
    wanted = {"role": Role.MEMBER, "email": "ada@example.org", **facts}
    request = InviteRequest(chapter_id=people.chapter_id, **wanted)
    made = invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)
    return f"/auth/register?code={made.code}"


def open_code(people: People, **facts: Any) -> str:
    """The path of a code that names nobody."""
    return invite(people, email=None, **facts)


def without_marks(text: str) -> str:
    """A page without what differs from one answer to the next: its form's token, the code in its address, its id."""
    return re.sub(r'value="[^"]*"|[A-Z0-9]{4}(-[A-Z0-9]{4}){3}|nonce="[^"]*"|[0-9a-f]{16}', "", text)


def users() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(User)) or 0)


def link_in(kind: str) -> str:
    return "/auth/" + newest_link(kind).partition("/auth/")[2]


class TestRegistering:
    def test_signs_in_and_shows_what_is_owed(self, client: Client, people: People) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        dues = charges.NewCharge(member_id, ChargeKind.DUES, "Dues", 20000, today_in("America/New_York"))
        charges.charge(chapter_id=people.chapter_id, request=dues, by=OPERATOR)
        page = client.get(invite(people, email="rose@example.org"))
        assert "rose@example.org" in page.main
        assert "email" not in [field.get("name") for field in page.every("input")]
        welcome = client.submit(page, NEW)
        assert welcome.location == "/dashboard"
        dashboard = client.follow(welcome)
        assert "Welcome to Sigma Delta Sigma." in dashboard.main
        assert "$200.00" in dashboard.main

    def test_signs_in_again_later_in_any_case(self, app: Flask, client: Client, people: People) -> None:
        client.submit(client.get(invite(people)), NEW)
        Client(app).sign_in("ADA@example.ORG", PASSWORD)

    def test_asks_for_a_code_where_the_link_has_none(self, client: Client, people: People) -> None:
        code = invite(people).partition("=")[2]
        page = client.get("/auth/register")
        form = page.form()
        assert (form.get("method"), form.get("action")) == ("get", "/auth/register")
        assert (
            client.get("/auth/register", query_string={"code": code.lower()}).h1 == "Join Sigma Delta Sigma"
        )

    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"name": ""}, "name", "Your name is needed."),
            ({"name": "Ada\x00"}, "name", "Your name holds a character that cannot be shown."),
            ({"name": "A" * 121}, "name", "Your name can have at most 120 characters; this has 121."),
            ({"password": "short"}, "password", "Use at least 12 characters."),
            ({"password": "password1234"}, "password", "That password is easy to guess."),
            ({"password": "x" * 5000}, "password", "Use at most 256 characters."),
            ({"password": "plum\x00tractor seven"}, "password", "The password holds a character"),
        ],
    )
    def test_says_at_the_field_what_cannot_be_taken_and_keeps_the_rest(
        self, client: Client, people: People, changes: dict[str, str], field: str, sentence: str
    ) -> None:
        typed = {**NEW, **changes}
        page = client.submit(client.get(invite(people)), typed, status=422)
        assert page.errors()[field].startswith(f"Error: {sentence}") or sentence in page.errors()[field]
        kept = {element.get("name"): element.get("value") for element in page.every("input")}
        assert kept["password"] == ""
        assert kept["name"] == typed["name"] or field == "name"
        assert users() == 4

    def test_takes_no_role_from_the_form(self, client: Client, people: People) -> None:
        path = invite(people)
        client.post(path, {**NEW, "role": "admin", "email": "somebody.else@example.org"})
        db.session.rollback()
        assert db.session.query(Member).filter_by(email="ada@example.org").one().role is Role.MEMBER
        client.get("/treasurer", status=403)

    def test_without_a_csrf_token_does_nothing_and_what_was_typed_waits(
        self, client: Client, people: People
    ) -> None:
        path = invite(people)
        client.get(path)
        page = client.post(path, NEW, csrf=False, status=400)
        again = client.get(page.links()["Open the page again"])
        assert "Ada Byron" in again.text
        assert PASSWORD not in again.text
        assert users() == 4


class TestACodeThatDoesNotWork:
    def test_is_refused_with_the_reason_and_what_to_do(self, client: Client, people: People) -> None:
        with time_machine.travel(now(), tick=False) as clock:
            expired, spent = invite(people, days=1), invite(people, days=10)
            client.submit(client.get(spent), NEW)
            clock.shift(timedelta(days=2))
            stranger = Client(client.app)
            for path, status, reason in (
                ("/auth/register?code=ABCD-2345-WXYZ-6789", 404, "There is no such invite."),
                (expired, 409, "This invite has expired. Ask your treasurer for a new invite."),
                (spent, 409, "This invite has been used by as many people as it was for."),
            ):
                page = stranger.get(path, status=status)
                assert reason in page.errors()["code"]
                assert path.partition("=")[2] in page.text

    def test_says_so_too_when_it_stopped_working_meanwhile(self, client: Client, people: People) -> None:
        page = client.get(invite(people))
        client.submit(page, NEW)
        late = Client(client.app)
        late.get("/auth/register")
        answer = late.post(page.response.request.full_path, NEW, status=409)
        assert "used by as many people" in answer.main

    def test_and_is_used_offers_to_sign_in_and_names_nobody(self, client: Client, people: People) -> None:
        path = invite(people)
        client.submit(client.get(path), NEW)
        page = Client(client.app).get(path, status=409)
        assert "If it was you who used this invite, sign in" in page.main
        assert "ada" not in page.main.lower()

    def test_and_is_ones_own_leads_to_the_dashboard(self, client: Client, people: People) -> None:
        path = invite(people)
        client.submit(client.get(path), NEW)
        page = client.follow(client.get(path, status=302))
        assert "You are a member of Sigma Delta Sigma already." in page.main

    def test_but_did_once_is_no_guess(self, client: Client, people: People) -> None:
        path = invite(people)
        client.submit(client.get(path), NEW)
        stranger = Client(client.app)
        for _ in range(5):
            stranger.get(path, status=409)
        stranger.get("/auth/register?code=guess", status=404)

    def test_can_be_guessed_three_times_an_hour(self, sqlite_app: Flask, client: Client) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False) as clock:
            for _ in range(3):
                client.get("/auth/register?code=guess", status=404)
            page = client.get("/auth/register?code=guess", status=429)
            assert "Ask your treasurer for a new invite. Try again in 60 minutes." in page.main
            assert 3500 < int(page.headers["Retry-After"]) <= 3601
            client.submit(client.get(invite(people)), NEW)
            clock.shift(timedelta(hours=1, seconds=1))
            Client(sqlite_app).get("/auth/register?code=guess", status=404)


class TestAnAddressThatMustProveItself:
    def test_is_mailed_a_link_that_goes_on(self, client: Client, people: People) -> None:
        page = client.submit(client.get(open_code(people)), {"email": "Rose@example.org"}, status=200)
        assert page.h1 == "Check your e-mail"
        assert "rose@example.org" in page.main
        assert users() == 4
        client.get("/dashboard", status=302)
        client.submit(client.get(link_in("confirm_address")), {"name": "Rose", "password": PASSWORD})
        client.get("/dashboard")

    def test_is_asked_for_first_whatever_else_is_sent(self, client: Client, people: People) -> None:
        page = client.post(open_code(people), {**NEW, "email": "thief@example.org"}, status=200)
        assert page.h1 == "Check your e-mail"
        assert users() == 4
        client.get("/dashboard", status=302)

    def test_reads_the_same_whoever_has_it(self, client: Client, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        path = open_code(people, max_uses=9)
        pages = [
            client.submit(client.get(path), {"email": email}, status=200).text.replace(email, "")
            for email in (
                "nobody@example.org",
                "rose@example.org",
                people.member.email,
                open_chapter("kr", "Kappa Rho").admin.email,
            )
        ]
        assert len({without_marks(page) for page in pages}) == 1

    @pytest.mark.parametrize("typed", ["", "nowhere", "a@example.org\x00", "a" * 5000 + "@example.org"])
    def test_is_refused_where_it_is_none(self, client: Client, people: People, typed: str) -> None:
        page = client.submit(client.get(open_code(people)), {"email": typed}, status=422)
        assert "Enter an e-mail address such as name@example.org." in page.errors()["email"]

    def test_is_mailed_no_more_than_sixty_times_an_hour_from_one_address(
        self, sqlite_app: Flask, client: Client
    ) -> None:
        path = open_code(open_chapter(), max_uses=99)
        for _ in range(60):
            client.post(path, {"email": "rose@example.org"}, status=200)
        assert "too often here" in client.post(path, {"email": "lee@example.org"}, status=429).main


class TestAnOfficersInvite:
    def test_is_not_opened_by_its_code_from_elsewhere(self, client: Client, people: People) -> None:
        path = invite(people, role=Role.TREASURER)
        page = client.get(path)
        assert "It opens from the mailbox alone that it was made for." in page.main
        assert "ada@example.org" not in page.text
        for answer in (client.submit(page, status=200), client.post(path, NEW, status=200)):
            assert answer.h1 == "Check your e-mail"
            assert "ada@example.org" not in answer.text
        assert users() == 4

    def test_opens_from_the_mailbox(self, client: Client, people: People) -> None:
        invite(people, role=Role.TREASURER)
        client.submit(client.get(link_in("invite")), NEW)
        client.get("/treasurer")

    def test_is_not_had_by_a_login_that_only_has_the_address(self, app: Flask, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        path = invite(people, role=Role.TREASURER, email=other.member.email)
        browser = signed_in(app, other.member)
        answer = browser.submit(browser.get(path), action="/auth/join", status=200)
        assert answer.h1 == "Check your e-mail"
        browser.submit(browser.get(link_in("invite")), action="/auth/join")
        browser.get("/c/sds/treasurer")


class TestAPersonWithALogin:
    def test_signs_in_first_and_joins_with_one_click(
        self, app: Flask, client: Client, people: People
    ) -> None:
        other = open_chapter("kr", "Kappa Rho")
        invite(people, email=other.member.email)
        page = client.get(link_in("invite"))
        assert "Sign in with it, then join with one click." in page.main
        signing_in = client.get(page.links()["Sign in"])
        back = client.submit(signing_in, {"email": other.member.email, "password": PASSWORD})
        offer = client.follow(back)
        joined = client.submit(offer, action="/auth/join")
        theirs = client.follow(joined, status=302)
        assert "Sigma Delta Sigma" in client.follow(theirs).words
        switched = client.post("/auth/chapter", {"chapter": "kr"})
        assert "Kappa Rho" in client.follow(client.follow(switched, status=302)).words

    def test_is_not_told_of_to_who_only_has_the_code(self, client: Client, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        unknown = client.get(invite(people)).text.replace("ada@example.org", "")
        known = client.get(invite(people, email=other.member.email)).text.replace(other.member.email, "")
        assert without_marks(known) == without_marks(unknown)

    def test_is_told_when_the_invite_is_for_another(self, app: Flask, people: People) -> None:
        browser = signed_in(app, open_chapter("kr", "Kappa Rho").member)
        path = invite(people, email="rose@example.org")
        page = browser.get(path)
        assert "This invite is for rose@example.org" in page.main
        browser.post("/auth/join", {"code": path.partition("=")[2]}, status=403)
        db.session.rollback()
        assert db.session.scalars(select(Invite)).one().uses == 0

    def test_who_is_in_the_chapter_is_told_so(self, app: Flask, people: People) -> None:
        path = open_code(people)
        browser = signed_in(app, people.member)
        shown = browser.follow(browser.get(path, status=302))
        refused = browser.post("/auth/join", {"code": path.partition("=")[2]}, status=409)
        for page in (shown, refused):
            assert "You are a member of Sigma Delta Sigma already." in page.main

    def test_makes_no_second_login_while_signed_in(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.member)
        path = invite(people)
        assert browser.post(path, NEW).location == path
        assert users() == 4


class TestAPersonWithANameThatIsOnTheList:
    def test_is_asked_whether_they_are_that_one_and_told_nothing_of_them(
        self, client: Client, people: People
    ) -> None:
        add_to_member_list(people.chapter_id, "Ada  BYRON", "secret.address@example.org")
        page = client.submit(client.get(invite(people)), NEW, status=422)
        assert (
            "Somebody of this name is on the member list of Sigma Delta Sigma already."
            in page.errors()["name"]
        )
        assert "join with the e-mail address that the chapter has of you" in page.errors()["name"]
        assert "secret.address" not in page.text
        assert users() == 4
        client.submit(page, NEW | {"is_namesake": "y"})
        assert users() == 5

    def test_takes_the_place_that_the_invite_is_for_without_a_question(
        self, client: Client, people: People
    ) -> None:
        add_to_member_list(people.chapter_id, "Ada Byron", "ada@example.org")
        client.submit(client.get(invite(people)), NEW)
        client.get("/dashboard")

    def test_is_not_asked_before_the_address_is_proved(self, client: Client, people: People) -> None:
        add_to_member_list(people.chapter_id, "Ada Byron", "other@example.org")
        page = client.post(open_code(people), NEW | {"email": "ada@example.org"}, status=200)
        assert page.h1 == "Check your e-mail"

    def test_is_asked_with_a_login_of_another_chapter_too(self, app: Flask, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        add_to_member_list(people.chapter_id, other.member.name, None)
        invite(people, email=other.member.email)
        browser = signed_in(app, other.member)
        page = browser.submit(browser.get(link_in("invite")), action="/auth/join", status=422)
        assert "Somebody of this name is on the member list" in page.main
        browser.submit(page, action="/auth/join")
        browser.get("/c/sds/dashboard")
