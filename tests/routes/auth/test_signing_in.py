"""Signing in and out."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from tests.harness.client import Client
from tests.people import PASSWORD, People, open_chapter, signed_in
from tests.sign_ins import change, rows, try_to_sign_in

WRONG = "That e-mail address and password do not belong together. Check both and try again."


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


class TestSigningIn:
    @pytest.mark.parametrize(
        ("role", "home"),
        [
            ("member", "/dashboard"),
            ("secretary", "/dashboard"),
            ("treasurer", "/treasurer"),
            ("admin", "/treasurer"),
        ],
    )
    def test_leads_to_the_first_page_of_a_role(
        self, client: Client, people: People, role: str, home: str
    ) -> None:
        page = try_to_sign_in(client, getattr(people, role).email, PASSWORD, status=303)
        assert page.location == home

    def test_goes_on_to_the_page_that_asked_for_it(self, client: Client, people: People) -> None:
        asked = client.get("/payments/pay?cancelled=P-1", status=302)
        page = client.submit(client.follow(asked), {"email": people.member.email, "password": PASSWORD})
        assert page.location == "/payments/pay?cancelled=P-1"

    def test_takes_the_address_in_any_case_and_with_spaces_around(
        self, client: Client, people: People
    ) -> None:
        try_to_sign_in(client, f"  {people.member.email.upper()} ", PASSWORD, status=303)
        assert client.get("/dashboard").status == 200

    def test_keeps_no_token_that_the_database_could_give_away(self, client: Client, people: People) -> None:
        try_to_sign_in(client, people.member.email, PASSWORD, status=303)
        with client.flask.session_transaction(base_url=client.app.config["BASE_URL"]) as session:
            token = session["_user_id"]
        assert rows()[0].token_hash != token
        assert len(token) >= 43

    def test_begins_a_new_session_and_ends_the_one_before(self, client: Client, people: People) -> None:
        try_to_sign_in(client, people.member.email, PASSWORD, status=303)
        client.post("/auth/login", {"email": people.treasurer.email, "password": PASSWORD})
        first, second = rows()
        assert first.ended_at is not None
        assert second.ended_at is None
        assert first.token_hash != second.token_hash

    def test_asks_nobody_twice(self, app: Flask, people: People) -> None:
        page = signed_in(app, people.member).get("/auth/login?next=/payments/pay", status=303)
        assert page.location == "/payments/pay"

    def test_makes_the_hash_anew_where_the_cost_was_lower(
        self, app: Flask, client: Client, people: People
    ) -> None:
        app.config["BCRYPT_ROUNDS"] = 5
        try_to_sign_in(client, people.member.email, PASSWORD, status=303)
        kept = db.session.scalar(select(User.password_hash).where(User.id == people.member.user_id))
        assert str(kept).startswith("$2b$05$")
        try_to_sign_in(Client(app), people.member.email, PASSWORD, status=303)

    def test_leads_to_the_chapter_used_last_where_there_are_several(self, app: Flask, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        db.session.add(
            Member(
                chapter_id=other.chapter_id,
                user_id=people.member.user_id,
                name="Also here",
                email="also@example.org",
            )
        )
        db.session.commit()
        browser = signed_in(app, people.member)
        assert "Kappa Rho" in browser.follow(browser.get("/dashboard", status=302)).words
        browser.post("/auth/chapter", {"chapter": "sds"})
        again = signed_in(app, people.member)
        page = again.follow(again.get("/dashboard", status=302))
        assert "Sigma Delta Sigma" in page.text.partition("</title>")[0]


class TestASignInThatFails:
    def test_says_the_same_whatever_is_wrong(self, app: Flask, client: Client, people: People) -> None:
        unknown = try_to_sign_in(client, "nobody@example.org", PASSWORD)
        wrong = try_to_sign_in(client, people.member.email, "another long password")
        change(User, is_active=False)
        closed = try_to_sign_in(client, people.member.email, PASSWORD)
        pages = [
            page.main.replace("nobody@example.org", people.member.email) for page in (unknown, wrong, closed)
        ]
        assert len(set(pages)) == 1
        assert WRONG in wrong.main
        assert rows() == []

    def test_is_logged_with_the_persons_id_and_never_the_address(
        self, client: Client, people: People, caplog: pytest.LogCaptureFixture
    ) -> None:
        try_to_sign_in(client, people.member.email, "another long password")
        lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        [line] = [line for line in lines if line["event"] == "sign-in failed"]
        assert line["user_id"] == people.member.user_id
        assert people.member.email not in str(lines)

    def test_keeps_the_address_and_never_the_password(self, client: Client, people: People) -> None:
        page = try_to_sign_in(client, people.member.email, "a secret that was typed")
        assert people.member.email in page.text
        assert "a secret that was typed" not in page.text

    def test_hits_a_person_without_a_password_like_any_other(self, client: Client, people: People) -> None:
        change(User, password_hash=None)
        assert WRONG in try_to_sign_in(client, people.member.email, PASSWORD).main

    def test_names_the_reason_once_the_password_was_right(self, client: Client, people: People) -> None:
        change(Member, status=MemberStatus.INACTIVE)
        page = try_to_sign_in(client, people.member.email, PASSWORD)
        assert "You are not an active member of any chapter now. Ask your treasurer." in page.main

    @pytest.mark.parametrize(
        ("email", "password", "field", "sentence"),
        [
            ("", PASSWORD, "email", "Enter an e-mail address such as name@example.org."),
            ("not an address", PASSWORD, "email", "Enter an e-mail address such as name@example.org."),
            ("a@example.org\x00", PASSWORD, "email", "Enter an e-mail address such as name@example.org."),
            (
                "a" * 5000 + "@example.org",
                PASSWORD,
                "email",
                "Enter an e-mail address such as name@example.org.",
            ),
            ("ada@example.org", "", "password", "Enter your password."),
            ("ada@example.org", "x" * 257, "password", "A password has at most 256 characters."),
        ],
    )
    def test_says_at_the_field_what_cannot_be_read(
        self, client: Client, people: People, email: str, password: str, field: str, sentence: str
    ) -> None:
        page = try_to_sign_in(client, email, password, status=422)
        assert sentence in page.errors()[field]
        assert rows() == []

    def test_takes_a_password_with_a_nul_byte_for_a_wrong_one(self, client: Client, people: People) -> None:
        assert WRONG in try_to_sign_in(client, people.member.email, PASSWORD + "\x00").main

    def test_without_a_csrf_token_does_nothing_and_keeps_the_address(
        self, client: Client, people: People
    ) -> None:
        client.get("/auth/login")
        page = client.post(
            "/auth/login", {"email": people.member.email, "password": PASSWORD}, csrf=False, status=400
        )
        assert "This page was open for too long" in page.main
        again = client.get(page.links()["Open the page again"])
        assert people.member.email in again.text
        assert PASSWORD not in again.text
        assert rows() == []

    def test_counts_five_times_a_minute_for_one_account(self, sqlite_app: Flask, client: Client) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False) as clock:
            for _ in range(5):
                try_to_sign_in(client, people.member.email, "another long password")
            page = try_to_sign_in(client, people.member.email.upper(), PASSWORD, status=429)
            assert "There were too many sign-ins that failed. Try again in" in page.main
            assert 0 < int(page.headers["Retry-After"]) <= 61
            try_to_sign_in(Client(sqlite_app), people.treasurer.email, PASSWORD, status=303)
            clock.shift(61)
            try_to_sign_in(client, people.member.email, PASSWORD, status=303)

    def test_does_not_count_where_it_succeeds(self, app: Flask, people: People) -> None:
        for _ in range(7):
            signed_in(app, people.member)

    def test_counts_an_account_once_however_its_address_is_typed(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False):
            for written in ("member.sds@example.org", "MEMBER.sds@ｅxample.org", "member.sds@example．org"):
                try_to_sign_in(Client(sqlite_app), written, "another long password")
            for written in ("ｍember.sds@example.org", " member.sds@example.org. "):
                try_to_sign_in(Client(sqlite_app), written, "another long password")
            try_to_sign_in(Client(sqlite_app), people.member.email, PASSWORD, status=429)

    def test_is_not_shut_by_what_strangers_do_elsewhere(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        stranger = Client(sqlite_app)
        stranger.flask.environ_base["REMOTE_ADDR"] = "198.51.100.9"
        with time_machine.travel(now(), tick=False):
            for status in (401,) * 5 + (429,):
                try_to_sign_in(stranger, people.member.email, "another long password", status=status)
            try_to_sign_in(Client(sqlite_app), people.member.email, PASSWORD, status=303)

    def test_takes_an_address_in_the_one_form_that_is_kept(self, client: Client, people: People) -> None:
        try_to_sign_in(client, "ｍember.sds@Example．org.", PASSWORD, status=303)


class TestWhereASignInLeads:
    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "javascript:alert(1)",
            "evil.example",
            "///evil.example",
            " /dashboard",
            "",
        ],
    )
    def test_is_never_another_site(self, client: Client, people: People, target: str) -> None:
        page = client.get("/auth/login", query_string={"next": target})
        assert (
            client.submit(page, {"email": people.member.email, "password": PASSWORD}).location == "/dashboard"
        )


class TestSigningOut:
    def test_ends_the_session_whatever_cookie_is_about(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.member)
        kept = browser.flask.get_cookie("sigma")
        assert kept is not None
        browser.submit(browser.get("/dashboard"), action="/auth/logout")
        browser.flask.set_cookie("sigma", kept.value)
        assert browser.get("/dashboard", status=302).location == "/auth/login?next=/dashboard"

    def test_is_never_done_by_a_link(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.member)
        browser.get("/auth/logout", status=405)
        assert browser.get("/dashboard").status == 200

    def test_is_no_error_when_nobody_is_signed_in(self, client: Client) -> None:
        assert "You are signed out." in client.follow(client.post("/auth/logout")).main


class TestAChapterOfAnother:
    def test_cannot_be_switched_to(self, app: Flask, people: People) -> None:
        open_chapter("kr", "Kappa Rho")
        page = signed_in(app, people.member).post("/auth/chapter", {"chapter": "kr"}, status=404)
        assert "You are not a member of that chapter." in page.main
