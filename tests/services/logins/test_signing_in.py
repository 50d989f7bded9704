"""How a sign-in is judged."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.permissions import Role
from sigma_finance.services.logins import logins, signing_in
from sigma_finance.services.logins.logins import NewUser
from sigma_finance.services.logins.signing_in import SignInRefused
from tests.harness.statements import statements
from tests.people import PASSWORD, People, open_chapter

NEW = "quiet harbour ninety lamps"


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def new_user(people: People, **changes: Any) -> NewUser:
    facts = {"name": "Ada Byron", "email": "ada@example.org", "role": Role.MEMBER, "password": NEW}
    return NewUser(chapter_id=people.chapter_id, **{**facts, **changes})


def sign_in(email: str, password: str) -> str | None:
    return signing_in.sign_in(email=email, password=password, remember=False, by=OPERATOR).token


class TestAWrongSignIn:
    def test_is_the_same_work_for_a_known_and_an_unknown_address(self, any_app: Flask) -> None:
        people = open_chapter()
        done = []
        for email in (people.member.email, "nobody@example.org"):
            with statements() as sent, pytest.raises(SignInRefused):
                signing_in.sign_in(email=email, password="another long password", remember=False, by=OPERATOR)
            done.append(sent)
        assert len(done[0]) == 1
        assert done[1] == done[0]


class TestSigningIn:
    def test_takes_every_byte_of_a_long_password(self, people: People) -> None:
        long = "a plum, a tractor, seven oceans and a lamp; " * 5
        logins.create_user(request=new_user(people, password=long), by=OPERATOR)
        assert sign_in("ada@example.org", long)
        with pytest.raises(SignInRefused):
            sign_in("ada@example.org", long[:-1])

    def test_names_only_ids_in_the_log(self, people: People, caplog: pytest.LogCaptureFixture) -> None:
        for email in (people.member.email, "nobody@example.org"):
            with pytest.raises(SignInRefused):
                sign_in(email, "another long password")
        assert "example.org" not in caplog.text
        assert PASSWORD not in caplog.text
