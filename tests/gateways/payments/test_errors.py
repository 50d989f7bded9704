"""What each error says about the money."""

from __future__ import annotations

import pytest

from sigma_finance.domain.errors import Invalid, NotFound, Unavailable
from sigma_finance.gateways.payments import errors


class TestAnError:
    @pytest.mark.parametrize(
        ("kind", "is_settled", "may_be_tried_again"),
        [
            (errors.ProviderRefused, True, False),
            (errors.ProviderObjectMissing, True, False),
            (errors.KeyRefused, True, True),
            (errors.OutcomeUnknown, False, True),
            (errors.IdempotencyConflict, False, True),
        ],
    )
    def test_is_caught_by_what_is_known_of_the_money(
        self, kind: type[Exception], is_settled: bool, may_be_tried_again: bool
    ) -> None:
        assert issubclass(kind, errors.ProviderRefused) is is_settled
        assert issubclass(kind, errors.OutcomeUnknown) is not is_settled
        assert issubclass(kind, Unavailable) is may_be_tried_again

    def test_of_a_busy_provider_is_no_doubt_about_the_money(self) -> None:
        with pytest.raises(Unavailable) as caught:
            raise errors.Busy("The payment service is busy.")
        assert not isinstance(caught.value, errors.OutcomeUnknown)

    def test_of_a_delivery_is_the_senders_fault(self) -> None:
        assert issubclass(errors.BadPaymentSignature, Invalid)
        assert issubclass(errors.BadPaymentEvent, Invalid)
        assert not issubclass(errors.BadPaymentSignature, errors.ProviderRefused)


class TestARefusal:
    def test_carries_the_sentence_and_stripes_own_word(self) -> None:
        refused = errors.ProviderRefused("Too small.", code="amount_too_small")
        assert (refused.message, refused.code) == ("Too small.", "amount_too_small")
        assert errors.ProviderRefused("No.").code == ""

    def test_of_the_key_is_an_outage_to_whoever_pays(self) -> None:
        with pytest.raises(Unavailable) as caught:
            raise errors.KeyRefused("Card payments are not available.", code="api_key_expired")
        assert getattr(caught.value, "code", None) == "api_key_expired"

    def test_for_want_of_the_object_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            raise errors.ProviderObjectMissing("Stripe knows no such payment.")
