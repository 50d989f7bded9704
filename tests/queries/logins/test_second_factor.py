"""A person's second factor, and their recovery codes."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import Passkey, RecoveryCode, SecondFactor
from sigma_finance.queries.logins import passkeys, second_factor
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    """The member and the admin have three recovery codes each, of the same hashes."""
    made = open_chapter()
    for person in (made.member, made.admin):
        db.session.add(SecondFactor(user_id=person.user_id, sealed_secret=person.name))
        db.session.add_all(RecoveryCode(user_id=person.user_id, code_hash=letter * 64) for letter in "abc")
    db.session.commit()
    return made


def left(people: People) -> tuple[int, int]:
    return (
        second_factor.count_recovery_codes(user_id=people.member.user_id),
        second_factor.count_recovery_codes(user_id=people.admin.user_id),
    )


class TestAnAuthenticatorApp:
    def test_is_its_owners_alone(self, people: People) -> None:
        found = second_factor.find_factor(user_id=people.member.user_id)
        assert found is not None
        assert found.sealed_secret == people.member.name
        assert second_factor.lock_factor(user_id=people.member.user_id) is found
        assert second_factor.find_factor(user_id=people.treasurer.user_id) is None
        assert second_factor.lock_factor(user_id=people.treasurer.user_id) is None


class TestARecoveryCode:
    def test_is_used_once_by_its_owner(self, people: People) -> None:
        user_id = people.member.user_id
        assert second_factor.use_recovery_code(user_id=user_id, code_hash="a" * 64, at=now())
        assert not second_factor.use_recovery_code(user_id=user_id, code_hash="a" * 64, at=now())
        assert not second_factor.use_recovery_code(user_id=user_id, code_hash="d" * 64, at=now())
        assert left(people) == (2, 3)

    def test_is_used_up_with_the_others(self, people: People) -> None:
        second_factor.use_up_recovery_codes(user_id=people.member.user_id, at=now())
        assert left(people) == (0, 3)


class TestPasskeys:
    def test_are_removed_of_one_person_together(self, people: People) -> None:
        for person in (people.member, people.admin):
            db.session.add(
                Passkey(user_id=person.user_id, name="x", credential_id=person.name, public_key="k")
            )
        db.session.commit()
        second_factor.remove_passkeys(user_id=people.member.user_id, at=now())
        assert passkeys.of_user(user_id=people.member.user_id) == []
        assert len(passkeys.of_user(user_id=people.admin.user_id)) == 1
