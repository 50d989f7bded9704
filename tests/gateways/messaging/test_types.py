"""The three ways in which a delivery goes wrong, told apart by what may be done next."""

from __future__ import annotations

import dataclasses

import pytest

from sigma_finance.domain.errors import Unavailable
from sigma_finance.gateways.messaging.types import DeliveryFailed, DeliveryRefused, DeliveryUnknown, Email


class TestADeliveryThatGoesWrong:
    @pytest.mark.parametrize(
        ("kind", "may_be_tried_again"),
        [(DeliveryRefused, False), (DeliveryFailed, True), (DeliveryUnknown, True)],
    )
    def test_may_be_tried_again_unless_it_was_refused(
        self, kind: type[Exception], may_be_tried_again: bool
    ) -> None:
        assert issubclass(kind, Unavailable) is may_be_tried_again

    def test_is_never_taken_for_another_kind(self) -> None:
        kinds = (DeliveryRefused, DeliveryFailed, DeliveryUnknown)
        mistaken = [(a, b) for a in kinds for b in kinds if a is not b and issubclass(a, b)]
        assert mistaken == []


class TestAnEmail:
    def test_offers_no_way_to_stop_or_answer_unless_it_is_given_one(self) -> None:
        email = Email("ada@example.org", "Dues", "Hello", "<p>Hello</p>", "Sigma", "M-1")
        assert (email.stop_url, email.reply_to) == (None, None)

    def test_is_never_changed_on_its_way(self) -> None:
        email = Email("ada@example.org", "Dues", "Hello", "<p>Hello</p>", "Sigma", "M-1")
        with pytest.raises(dataclasses.FrozenInstanceError):
            email.to = "bo@example.org"  # type: ignore[misc]
