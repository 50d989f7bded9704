"""What the database lets a login be, with what hangs on it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.models import (
    AccountLink,
    AddressChange,
    AnsweredChallenge,
    Passkey,
    RecoveryCode,
    SignInSession,
    User,
)
from tests.models.samples import NOBODY, UNHEARD_OF, Sample, assert_refused, assert_taken

USER = Sample(User, {"email": "ada@example.org", "name": "Ada"})


class TestAUser:
    def test_has_an_address_of_their_own_in_lower_case(self, any_app: Flask) -> None:
        USER.keep()
        assert_refused(
            USER,
            {"uq_users_email": {"name": "Ben"}, "ck_users_email_lower": {"email": "Ben@example.org"}},
        )
        assert_taken(USER, {"email": "ben@example.org"})


def assert_own(made: Sample, name: str, facts: dict[str, Any]) -> None:
    """Assert that no two rows share these facts, and that others are taken."""
    made.keep()
    assert_refused(made, {name: {}})
    assert_taken(made, facts)


class TestWhatHangsOnALogin:
    def test_is_found_by_a_hash_that_no_other_has(self, any_app: Flask) -> None:
        mine, another = {"user_id": USER.keep()}, USER.keep(email="ben@example.org")
        device = {"ip": "192.0.2.1", "user_agent": "", "expires_at": now()}
        session = Sample(SignInSession, {**mine, **device, "token_hash": "0" * 64})
        assert_own(session, "uq_sign_in_sessions_token_hash", {"token_hash": "1" * 64})
        passkey = Sample(Passkey, {**mine, "name": "Phone", "credential_id": "a", "public_key": "k"})
        assert_own(passkey, "uq_passkeys_credential_id", {"credential_id": "b"})
        code = Sample(RecoveryCode, {**mine, "code_hash": "0" * 64})
        assert_own(code, "uq_recovery_codes_user_id_code_hash", {"user_id": another})
        answered = Sample(AnsweredChallenge, {"challenge_hash": "0" * 64})
        assert_own(answered, "uq_answered_challenges_challenge_hash", {"challenge_hash": "1" * 64})

    def test_is_somebodys(self, any_app: Flask) -> None:
        code = Sample(RecoveryCode, {"user_id": NOBODY, "code_hash": "0" * 64})
        assert_refused(code, {"fk_recovery_codes_user_id_users": {}})


class TestAMailedLink:
    def test_is_for_a_known_purpose_and_may_be_nobodys(self, any_app: Flask) -> None:
        link = Sample(AccountLink, {"purpose": LinkPurpose.RESET, "token_hash": "0", "expires_at": now()})
        link.keep(token_hash="1")
        assert_refused(
            link,
            {
                "uq_account_links_token_hash": {"token_hash": "1"},
                "ck_account_links_purpose_known": {"purpose": UNHEARD_OF},
                "fk_account_links_user_id_users": {"user_id": NOBODY},
            },
        )
        assert_taken(link, {"user_id": None})


class TestAChangeOfAddress:
    def test_has_its_day_once_it_is_proved_and_waits_alone(self, any_app: Flask) -> None:
        change = Sample(AddressChange, {"user_id": USER.keep(), "email": "new@example.org"})
        for facts in ({"proved_at": now()}, {"takes_effect_at": now()}):
            assert_refused(change, {"ck_address_changes_proved_has_its_day": facts})
        change.keep(proved_at=now(), takes_effect_at=now())
        assert_refused(change, {"uq_address_changes_open": {"email": "newer@example.org"}})
        assert_taken(change, {"ended_at": now()}, {"ended_at": now()})
