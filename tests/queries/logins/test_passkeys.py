"""A person's passkeys."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import AnsweredChallenge, Passkey
from sigma_finance.queries.logins import passkeys
from tests import rows
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def passkey(user_id: int, credential_id: str, name: str = "Laptop", **facts: object) -> int:
    return rows.keep(
        Passkey(user_id=user_id, name=name, credential_id=credential_id, public_key="k", **facts)
    )


class TestAPasskey:
    def test_is_listed_for_its_owner_oldest_first(self, people: People) -> None:
        made = [passkey(people.member.user_id, "AA"), passkey(people.member.user_id, "BB", "Phone")]
        passkey(people.admin.user_id, "CC")
        found = passkeys.of_user(user_id=people.member.user_id)
        assert [one.id for one in found] == made
        assert (found[1].name, found[1].credential_id, found[1].last_used_at) == ("Phone", "BB", None)

    def test_that_was_removed_counts_no_more(self, people: People) -> None:
        made = passkey(people.member.user_id, "AA", removed_at=now())
        assert passkeys.of_user(user_id=people.member.user_id) == []
        assert passkeys.lock_passkey(user_id=people.member.user_id, credential_id="AA") is None
        assert passkeys.find_passkey(user_id=people.member.user_id, passkey_id=made) is None

    def test_is_found_for_nobody_else(self, people: People) -> None:
        made = passkey(people.member.user_id, "AA")
        for found in (
            passkeys.lock_passkey(user_id=people.member.user_id, credential_id="AA"),
            passkeys.find_passkey(user_id=people.member.user_id, passkey_id=made),
        ):
            assert found is not None
            assert found.id == made
        assert passkeys.lock_passkey(user_id=people.admin.user_id, credential_id="AA") is None
        assert passkeys.find_passkey(user_id=people.admin.user_id, passkey_id=made) is None


class TestAChallenge:
    def test_is_answered_once_it_was(self, people: People) -> None:
        assert not passkeys.is_answered(challenge_hash="a" * 64)
        db.session.add(AnsweredChallenge(challenge_hash="a" * 64))
        db.session.commit()
        assert passkeys.is_answered(challenge_hash="a" * 64)
        assert not passkeys.is_answered(challenge_hash="b" * 64)
