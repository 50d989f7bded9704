"""Stripe's test cards and accounts."""

from __future__ import annotations

import pytest

from sandbox.stripe import cards


class TestTheCards:
    def test_have_numbers_that_a_card_can_have(self) -> None:
        assert [card.number for card in cards.CARDS if not cards.passes_check(card.number)] == []

    def test_are_each_found_by_their_number_alone(self) -> None:
        assert [cards.find_card(card.number) for card in cards.CARDS] == list(cards.CARDS)
        assert cards.find_card("4242 4242 4242 4242") is None

    def test_that_decline_say_why(self) -> None:
        declining = [card for card in cards.CARDS if "declines" in card.ending]
        assert declining
        assert [card.number for card in declining if not (card.message and card.decline_code)] == []

    @pytest.mark.parametrize("offered", [cards.SHOWN, cards.SAVED])
    def test_include_all_that_pages_offer(self, offered: tuple[str, ...]) -> None:
        assert [number for number in offered if cards.find_card(number) is None] == []

    def test_are_printed_in_fours(self) -> None:
        assert [cards.CARDS[0].spaced, cards.CARDS[-1].spaced] == [
            "4242 4242 4242 4242",
            "3782 8224 6310 005",
        ]


class TestANumber:
    @pytest.mark.parametrize("number", ["4242424242424241", "4242424242424224", "1"])
    def test_that_was_mistyped_does_not_pass(self, number: str) -> None:
        assert not cards.passes_check(number)

    @pytest.mark.parametrize(
        ("number", "brand"),
        [
            ("4242424242424242", "visa"),
            ("5555555555554444", "mastercard"),
            ("378282246310005", "amex"),
            ("6011111111111117", "discover"),
        ],
    )
    def test_tells_its_network(self, number: str, brand: str) -> None:
        assert cards.brand_of(number) == brand


class TestTheAccounts:
    def test_are_found_by_their_number_and_say_why_they_fail(self) -> None:
        assert [cards.find_account(account.number) for account in cards.ACCOUNTS] == list(cards.ACCOUNTS)
        assert cards.find_account("1") is None
        assert all(account.message for account in cards.ACCOUNTS if account.failure_code)
        assert [account.failure_code for account in cards.ACCOUNTS].count(None) == 1
