"""The second step of signing in: set up, asked for, and taken off."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, OutboxMessage, Passkey, SecondFactor
from sigma_finance.queries.logins import passkeys as passkey_queries
from sigma_finance.services.logins import second_factor
from sigma_finance.services.logins.passwords import PasswordWrong
from sigma_finance.services.logins.second_factor import CodeWrong, NothingSet, Proof, SetAlready
from tests import rows
from tests.people import PASSWORD, People, open_chapter

LATER = timedelta(minutes=2)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def standing(people: People) -> second_factor.SecondStepStanding:
    return second_factor.standing(user_id=people.member.user_id, email=people.member.email)


def begin(people: People) -> pyotp.TOTP:
    """The app of somebody who has begun to set it up."""
    second_factor.begin(user_id=people.member.user_id)
    setup = standing(people).setup
    assert setup is not None
    return pyotp.TOTP(setup.secret)


def proof(people: People, code: str, password: str = PASSWORD) -> Proof:
    return Proof(people.chapter_id, people.member.user_id, 0, password, code)


def turn_on(people: People) -> tuple[pyotp.TOTP, list[str]]:
    phone = begin(people)
    return phone, second_factor.enable(proof=proof(people, phone.at(now())), by=OPERATOR)


def check(people: People, code: str) -> None:
    second_factor.check(user_id=people.member.user_id, code=code)


class TestSettingUp:
    def test_counts_once_a_code_was_given(self, people: People) -> None:
        assert standing(people) == second_factor.SecondStepStanding(False, None, 0)
        phone = begin(people)
        assert not standing(people).enabled
        with pytest.raises(NothingSet):
            check(people, phone.at(now()))
        codes = second_factor.enable(proof=proof(people, phone.at(now())), by=OPERATOR)
        assert len(codes) == 10
        assert standing(people) == second_factor.SecondStepStanding(True, None, 10)
        assert [line.action for line in db.session.query(AuditEvent)] == [Action.SECOND_FACTOR_SET]

    def test_keeps_the_secret_sealed(self, people: People) -> None:
        secret = begin(people).secret
        assert secret not in db.session.get_one(SecondFactor, people.member.user_id).sealed_secret

    def test_begun_again_has_another_secret(self, people: People) -> None:
        first, second = begin(people), begin(people)
        with pytest.raises(CodeWrong):
            second_factor.enable(proof=proof(people, first.at(now())), by=OPERATOR)
        second_factor.enable(proof=proof(people, second.at(now())), by=OPERATOR)

    def test_needs_password_and_code(self, people: People) -> None:
        phone = begin(people)
        with pytest.raises(PasswordWrong):
            second_factor.enable(proof=proof(people, phone.at(now()), "x"), by=OPERATOR)
        with pytest.raises(CodeWrong):
            second_factor.enable(proof=proof(people, "000000"), by=OPERATOR)
        assert not standing(people).enabled

    def test_is_done_once(self, people: People) -> None:
        phone, _ = turn_on(people)
        with pytest.raises(SetAlready):
            second_factor.begin(user_id=people.member.user_id)
        with pytest.raises(SetAlready):
            second_factor.enable(proof=proof(people, phone.at(now())), by=OPERATOR)


class TestACode:
    def test_works_once(self, people: People) -> None:
        phone, _ = turn_on(people)
        with time_machine.travel(now() + LATER, tick=False):
            check(people, phone.at(now()))
            with pytest.raises(CodeWrong):
                check(people, phone.at(now()))

    def test_of_a_lost_secret_is_refused(self, people: People) -> None:
        phone, _ = turn_on(people)
        db.session.get_one(SecondFactor, people.member.user_id).sealed_secret = "unreadable"
        db.session.commit()
        with time_machine.travel(now() + LATER, tick=False), pytest.raises(CodeWrong):
            check(people, phone.at(now()))

    def test_may_be_one_for_recovery_once(self, people: People) -> None:
        _, codes = turn_on(people)
        check(people, codes[0].lower())
        assert standing(people).recovery_codes == 9
        with pytest.raises(CodeWrong):
            check(people, codes[0])


class TestTakingOff:
    def test_takes_a_code_and_the_passkeys_with_it(self, people: People) -> None:
        phone, codes = turn_on(people)
        rows.keep(Passkey(user_id=people.member.user_id, name="x", credential_id="AA", public_key="k"))
        with pytest.raises(CodeWrong):
            second_factor.disable(proof=proof(people, phone.at(now())), by=OPERATOR)
        second_factor.disable(proof=proof(people, codes[1]), by=OPERATOR)
        assert standing(people) == second_factor.SecondStepStanding(False, None, 0)
        assert passkey_queries.of_user(user_id=people.member.user_id) == []
        with pytest.raises(NothingSet):
            second_factor.disable(proof=proof(people, codes[2]), by=OPERATOR)

    def test_by_an_operator_tells_the_person(self, people: People) -> None:
        turn_on(people)
        second_factor.reset(email=people.member.email.upper(), by=OPERATOR)
        assert not standing(people).enabled
        assert [one.kind for one in db.session.query(OutboxMessage)] == ["second_factor_was_reset"]
        actions = [line.action for line in db.session.query(AuditEvent).order_by(AuditEvent.id)]
        assert actions == [Action.SECOND_FACTOR_SET, Action.SECOND_FACTOR_RESET]

    def test_by_an_operator_needs_somebody_who_has_one(self, people: People) -> None:
        with pytest.raises(NothingSet):
            second_factor.reset(email=people.member.email, by=OPERATOR)
        with pytest.raises(NotFound):
            second_factor.reset(email="nobody@example.org", by=OPERATOR)
