"""The signature of a pay link, and what it is good for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from sigma_finance.domain.payments import pay_links
from sigma_finance.domain.payments.pay_links import PayLinkKind, PayLinkState, state_of

KEYS = ["a key of this test, long enough for it"]
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


class TestASignature:
    def test_carries_the_number_of_its_link(self) -> None:
        assert pay_links.read(pay_links.sign(7, keys=KEYS), keys=KEYS) == 7

    def test_is_the_one_that_stands_in_mails_of_earlier_releases(self) -> None:
        sent = "Nw.CPypcRMcMaIFXa_OQ6p8MH4feAjEVkSLjfkdNF0bUoM"
        assert pay_links.sign(7, keys=KEYS) == sent
        assert pay_links.read(sent, keys=KEYS) == 7

    def test_carries_nothing_but_a_number(self) -> None:
        assert pay_links.read(pay_links.sign(cast("int", "7"), keys=KEYS), keys=KEYS) is None

    def test_outlives_the_change_of_the_key(self) -> None:
        token = pay_links.sign(7, keys=KEYS)
        assert pay_links.read(token, keys=[*KEYS, "a new key"]) == 7
        assert pay_links.read(token, keys=["a new key"]) is None

    def test_is_made_with_the_last_key(self) -> None:
        assert pay_links.read(pay_links.sign(7, keys=[*KEYS, "a new key"]), keys=["a new key"]) == 7

    @pytest.mark.parametrize("end", ["", "x", "\x00", "ä"])
    def test_is_refused_where_it_was_altered(self, end: str) -> None:
        token = pay_links.sign(7, keys=KEYS)
        assert pay_links.read(token[:-2] + end, keys=KEYS) is None
        other = pay_links.sign(8, keys=KEYS).partition(".")[0]
        assert pay_links.read(f"{other}.{token.partition('.')[2]}", keys=KEYS) is None

    @pytest.mark.parametrize("token", ["", ".", "7", "Nw", "x" * 5000])
    def test_is_refused_where_there_is_none(self, token: str) -> None:
        assert pay_links.read(token, keys=KEYS) is None


class TestTheState:
    @pytest.mark.parametrize(
        ("owed", "under_way", "expires_in", "revoked", "state"),
        [
            (100, 0, 1, False, PayLinkState.OPEN),
            (100, 99, 1, False, PayLinkState.OPEN),
            (100, 100, 1, False, PayLinkState.UNDER_WAY),
            (1, 0, 1, False, PayLinkState.OPEN),
            (0, 0, 1, False, PayLinkState.SETTLED),
            (100, 0, 0, False, PayLinkState.EXPIRED),
            (0, 0, -1, False, PayLinkState.EXPIRED),
            (100, 0, 1, True, PayLinkState.REVOKED),
        ],
    )
    def test_says_what_the_link_is_good_for(
        self, owed: int, under_way: int, expires_in: int, revoked: bool, state: PayLinkState
    ) -> None:
        found = state_of(
            revoked_at=NOW if revoked else None,
            expires_at=NOW + timedelta(seconds=expires_in),
            owed_minor=owed,
            under_way_minor=under_way,
            at=NOW,
        )
        assert found is state


class TestAKind:
    @pytest.mark.parametrize(
        ("kind", "days", "label"),
        [
            (PayLinkKind.MEMBER, 30, "Made by the member"),
            (PayLinkKind.OFFICER, 30, "Made by an officer"),
            (PayLinkKind.REMINDER, 60, "Sent in a reminder"),
        ],
    )
    def test_says_how_a_link_came_to_be_and_how_long_it_works(
        self, kind: PayLinkKind, days: int, label: str
    ) -> None:
        assert (kind.good_for, kind.label) == (timedelta(days=days), label)
