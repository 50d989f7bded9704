"""What a payer types, read and checked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.pages import payer
from sandbox.stripe.cards import CARDS

TYPED = {
    "email": "mo@example.org",
    "name": "Mo Member",
    "number": "4242 4242 4242 4242",
    "expiry": "12 / 34",
    "cvc": "123",
}


def read(**changes: str) -> payer.PayerForm:
    return payer.read({**TYPED, **changes}, by_card=True)


class TestATypedCard:
    def test_pays_as_it_is_typed(self) -> None:
        form = read()
        assert form.errors == {}
        assert (form.card, form.expiry) == (CARDS[0], (12, 2034))
        assert form.payer == {"email": "mo@example.org", "name": "Mo Member", "country": "US"}

    @pytest.mark.parametrize("number", ["4242424242424242", "4242-4242-4242-4242", " 4242 4242 42424242 "])
    def test_may_have_spaces_and_dashes(self, number: str) -> None:
        assert read(number=number).card == CARDS[0]

    @pytest.mark.parametrize(
        "number", ["", "4242 4242 4242 4241", "42424242424", "4" * 20, "４２４２４２４２４２４２４２４２"]
    )
    def test_needs_a_number_that_a_card_can_have(self, number: str) -> None:
        assert read(number=number).errors == {"number": "Your card number is invalid."}

    def test_that_is_no_test_card_is_declined_as_one(self) -> None:
        form = read(number="4111 1111 1111 1111")
        assert form.errors == {}
        assert (form.card.ending, form.card.decline_code) == ("declines", "test_mode_live_card")

    def test_gives_way_to_a_test_cards_button(self) -> None:
        form = read(number="nonsense", test_card="4000000000000002")
        assert form.errors == {}
        assert form.card.decline_code == "generic_decline"
        assert form.values["number"] == "4000000000000002"

    @pytest.mark.parametrize("cvc", ["", "12", "12345", "1a3", "１２３"])
    def test_needs_its_security_code(self, cvc: str) -> None:
        assert list(read(cvc=cvc).errors) == ["cvc"]


class TestAnExpiry:
    @pytest.mark.parametrize("typed", ["", "13 / 34", "0/34", "12-34", "12/345", "١٢ / ٣٤"])
    def test_needs_a_month_and_a_year(self, typed: str) -> None:
        assert "month and year" in read(expiry=typed).errors["expiry"]

    @pytest.mark.parametrize("typed", ["3/34", "03/2034", " 03 / 34 "])
    def test_may_be_written_in_several_ways(self, typed: str) -> None:
        assert read(expiry=typed).expiry == (3, 2034)

    def test_is_good_to_the_end_of_its_month(self) -> None:
        today = datetime.now(UTC)
        assert read(expiry=f"{today:%m/%y}").errors == {}
        assert read(expiry=f"{today:%m}/{today.year - 1}").errors == {
            "expiry": "Your card's expiry date is in the past."
        }


class TestAPerson:
    @pytest.mark.parametrize("email", ["", "mo", "mo@example", "m o@example.org", "mo@@example.org"])
    def test_needs_an_address(self, email: str) -> None:
        assert list(read(email=email).errors) == ["email"]

    def test_needs_a_name_whose_length_is_bounded(self) -> None:
        assert list(read(name="   ").errors) == ["name"]
        assert read(name="x" * 300).payer["name"] == "x" * 200

    def test_who_pays_by_bank_is_asked_for_no_card(self) -> None:
        form = payer.read({"email": "mo@example.org", "name": "Mo"}, by_card=False)
        assert form.errors == {}


class TestThePrefilledForm:
    def test_offers_the_first_card_and_the_address_that_the_product_gave(self) -> None:
        form = payer.prefilled({"customer_email": "mo@example.org", "customer_details": None}, None)
        assert payer.read(form.values, by_card=True).errors == {}
        assert (form.values["email"], form.values["name"]) == ("mo@example.org", "Pat Payer")

    def test_remembers_who_tried_before(self) -> None:
        session = {"customer_email": None, "customer_details": {"email": "ada@example.org"}}
        form = payer.prefilled(session, "Ada")
        assert (form.values["email"], form.values["name"]) == ("ada@example.org", "Ada")
