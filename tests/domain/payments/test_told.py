"""What Stripe's kinds of messages are called on a page."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments.told import told
from sigma_finance.gateways.payments.types import EVENT_TYPES


class TestAKindOfMessage:
    @pytest.mark.parametrize("kind", EVENT_TYPES)
    def test_that_is_acted_on_has_words_without_dots(self, kind: str) -> None:
        assert "." not in told(kind)
        assert "_" not in told(kind)

    def test_has_words_of_its_own_each(self) -> None:
        assert len({told(kind) for kind in EVENT_TYPES}) == len(EVENT_TYPES)

    def test_that_is_acted_on_is_told_in_words_of_ours(self) -> None:
        assert told("checkout.session.async_payment_succeeded") == "Bank debit arrived"
        assert told("charge.dispute.funds_reinstated") == "Disputed money given back"

    def test_that_is_not_known_is_its_own_words(self) -> None:
        assert told("invoice.payment_action_required") == "Invoice payment action required"
