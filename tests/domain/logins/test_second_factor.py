"""Codes of an authenticator app, and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.logins import second_factor as rules

#: The secret and the codes of RFC 6238, appendix B (SHA-1, cut to six digits).
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
MOMENT = datetime.fromtimestamp(1111111109, UTC)
STEP = 1111111109 // 30


def find(typed: str, *, after: int = 0, at: datetime = MOMENT) -> int | None:
    return rules.find_step(typed, secret=SECRET, after=after, at=at)


class TestACode:
    def test_is_the_one_of_the_standard(self) -> None:
        assert find("081804") == STEP

    @pytest.mark.parametrize("offset", [-30, 30])
    def test_may_be_a_step_off(self, offset: int) -> None:
        assert find("081804", at=MOMENT + timedelta(seconds=offset)) == STEP

    @pytest.mark.parametrize("offset", [-90, 90])
    def test_is_not_taken_later_or_sooner(self, offset: int) -> None:
        assert find("081804", at=MOMENT + timedelta(seconds=offset)) is None

    def test_works_once(self) -> None:
        assert find("081804", after=STEP) is None

    def test_may_be_typed_with_a_space(self) -> None:
        assert find(" 081 804 ") == STEP

    @pytest.mark.parametrize("typed", ["", "81804", "0818040", "٠٨١٨٠٤", "08180x", "081804\x00"])
    def test_is_six_plain_digits(self, typed: str) -> None:
        assert find(typed) is None


class TestARecoveryCode:
    def test_is_one_of_ten_that_differ(self) -> None:
        codes = rules.new_recovery_codes()
        assert len({rules.recovery_hash(code) for code in codes}) == 10
        assert all(len(code.replace("-", "")) == 24 for code in codes)

    def test_is_read_however_it_is_typed(self) -> None:
        [code, *_] = rules.new_recovery_codes()
        assert rules.recovery_hash(code) == rules.recovery_hash(f" {code.lower().replace('-', ' ')} ")

    @pytest.mark.parametrize("typed", ["", "081804", "A" * 24, "2" * 25, "2" * 23 + "\x00"])
    def test_is_none_where_it_cannot_be_one(self, typed: str) -> None:
        assert rules.recovery_hash(typed) is None


class TestASecret:
    def test_is_of_160_bits_and_another_each_time(self) -> None:
        secrets = {rules.new_secret() for _ in range(20)}
        assert len(secrets) == 20
        assert all(len(secret) == 32 for secret in secrets)

    def test_is_told_to_an_app_with_whose_it_is(self) -> None:
        address = rules.address(SECRET, email="ada@example.org")
        assert (
            address
            == f"otpauth://totp/Sigma%20Finance:ada%40example.org?secret={SECRET}&issuer=Sigma%20Finance"
        )
