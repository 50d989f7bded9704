"""A signed-in person shows again who they are."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.logins.passkeys import PasskeyWrong
from sigma_finance.extensions import db
from sigma_finance.models import SignInSession
from sigma_finance.services.logins import confirming, second_factor
from sigma_finance.services.logins.passkeys import PasskeyAnswer
from sigma_finance.services.logins.passwords import PasswordWrong
from sigma_finance.services.logins.second_factor import CodeWrong, Proof
from tests import rows
from tests.people import PASSWORD, People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def session_id(people: People) -> int:
    """A session that was confirmed an hour ago."""
    person, before = people.member, now() - timedelta(hours=1)
    return rows.session(person.user_id, person.member_id, "a" * 64, confirmed_at=before)


def is_confirmed(session_id: int) -> bool:
    db.session.rollback()
    return now() - db.session.get_one(SignInSession, session_id).confirmed_at < timedelta(minutes=1)


class TestConfirming:
    def test_takes_the_persons_password(self, people: People, session_id: int) -> None:
        user_id = people.member.user_id
        with pytest.raises(PasswordWrong):
            confirming.by_password(user_id=user_id, session_id=session_id, password="x")
        assert not is_confirmed(session_id)
        confirming.by_password(user_id=user_id, session_id=session_id, password=PASSWORD)
        assert is_confirmed(session_id)

    def test_takes_a_code_and_uses_it_up(self, people: People, session_id: int) -> None:
        user_id = people.member.user_id
        second_factor.begin(user_id=user_id)
        setup = second_factor.standing(user_id=user_id, email="a@example.org").setup
        assert setup is not None
        code = pyotp.TOTP(setup.secret).at(now())
        proof = Proof(people.chapter_id, user_id, session_id, PASSWORD, code)
        recovery = second_factor.enable(proof=proof, by=OPERATOR)
        for wrong in ("000000", code):
            with pytest.raises(CodeWrong):
                confirming.by_code(user_id=user_id, session_id=session_id, code=wrong)
        assert not is_confirmed(session_id)
        confirming.by_code(user_id=user_id, session_id=session_id, code=recovery[0])
        assert is_confirmed(session_id)

    def test_takes_no_passkey_that_is_none(self, people: People, session_id: int) -> None:
        with pytest.raises(PasskeyWrong) as refusal:
            confirming.by_passkey(
                user_id=people.member.user_id, session_id=session_id, given=PasskeyAnswer("{}", "x")
            )
        assert isinstance(refusal.value, DomainError)
        assert not is_confirmed(session_id)
