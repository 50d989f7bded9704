"""What a donor gives, on the public page or through an officer."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.payments.payments import Method
from sigma_finance.forms.payments.donations import DonationForm, GiveForm
from tests.forms.filling import Filler

GIVEN = {"amount": "25.00", "donor_name": "Grace Hopper", "donor_email": "grace@example.com"}
ENTERED = {**GIVEN, "method": "cash", "received_on": "2026-05-04", "note": "For the hall"}
DAY = date(2026, 5, 4)


class TestAGift:
    def test_on_the_public_page_is_read(self, fill: Filler) -> None:
        form = fill(GiveForm, GIVEN)
        assert form.validate(), form.errors
        gift = form.gift
        assert (gift.amount_minor, gift.donor_name, gift.donor_email) == (
            2500,
            "Grace Hopper",
            "grace@example.com",
        )

    @pytest.mark.parametrize(("field", "typed"), [("amount", ""), ("donor_name", ""), ("donor_email", "")])
    def test_on_the_public_page_needs_all_three(self, fill: Filler, field: str, typed: str) -> None:
        form = fill(GiveForm, {**GIVEN, field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_through_an_officer_is_read_and_may_be_without_an_address(self, fill: Filler) -> None:
        form = fill(DonationForm, {**ENTERED, "donor_email": ""})
        assert form.validate(), form.errors
        assert (form.gift.note, form.gift.donor_email) == ("For the hall", "")
        received = form.received(date(2026, 5, 9))
        assert (received.method, received.received_on) == (Method.CASH, DAY)
        assert received.form_key

    @pytest.mark.parametrize(
        ("field", "typed"), [("method", "card"), ("received_on", ""), ("note", "x" * 301)]
    )
    def test_through_an_officer_says_what_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = fill(DonationForm, {**ENTERED, field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]
