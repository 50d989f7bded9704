"""What a session's cookie carries, and how long it is good for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sigma_finance.domain.logins.sessions import (
    Lifetime,
    ends_at,
    is_live,
    last_use,
    lifetime,
    new_token,
    token_hash,
)

BEGUN = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def live(officer: bool, remembered: bool, *, at: timedelta, seen: timedelta) -> bool:
    return is_live(
        officer=officer,
        remembered=remembered,
        created_at=BEGUN,
        last_seen_at=BEGUN + seen,
        at=BEGUN + at,
    )


class TestALifetime:
    @pytest.mark.parametrize(
        ("officer", "remembered", "expected"),
        [
            (False, False, Lifetime(14 * DAY, DAY)),
            (False, True, Lifetime(30 * DAY, 30 * DAY)),
            (True, False, Lifetime(12 * HOUR, 30 * MINUTE)),
            (True, True, Lifetime(12 * HOUR, 30 * MINUTE)),
        ],
    )
    def test_is_short_for_an_officer_remembered_or_not(
        self, officer: bool, remembered: bool, expected: Lifetime
    ) -> None:
        assert lifetime(officer=officer, remembered=remembered) == expected

    @pytest.mark.parametrize(("officer", "remembered"), [(False, False), (False, True), (True, False)])
    def test_ends_at_its_last_moment_used_or_not(self, officer: bool, remembered: bool) -> None:
        allowed = lifetime(officer=officer, remembered=remembered)
        end = allowed.at_most
        assert live(officer, remembered, at=end - MINUTE, seen=end - 2 * MINUTE)
        assert not live(officer, remembered, at=end, seen=end - MINUTE)
        assert live(officer, remembered, at=allowed.idle - MINUTE, seen=timedelta(0))
        assert not live(officer, remembered, at=allowed.idle, seen=timedelta(0))


class TestTheEnd:
    def test_moves_with_each_use_and_no_further_than_the_whole(self) -> None:
        began: Any = {"officer": True, "remembered": False, "created_at": BEGUN}
        assert ends_at(**began, last_seen_at=BEGUN + HOUR) == BEGUN + HOUR + 30 * MINUTE
        assert ends_at(**began, last_seen_at=BEGUN + 12 * HOUR - MINUTE) == BEGUN + 12 * HOUR

    @pytest.mark.parametrize(("seconds", "noted"), [(59, 0), (60, 60)])
    def test_is_counted_from_a_use_that_is_noted(self, seconds: int, noted: int) -> None:
        at = BEGUN + timedelta(seconds=seconds)
        assert last_use(last_seen_at=BEGUN, at=at) == BEGUN + timedelta(seconds=noted)


class TestAToken:
    def test_is_of_256_bits_and_another_each_time(self) -> None:
        tokens = {new_token() for _ in range(50)}
        assert len(tokens) == 50
        assert all(len(token) == 43 for token in tokens)

    def test_is_kept_as_its_hash_alone(self) -> None:
        assert token_hash("abc") == hashlib.sha256(b"abc").hexdigest()

    def test_that_no_browser_was_given_has_a_hash_as_well(self) -> None:
        assert token_hash("\udcff") != token_hash("")
