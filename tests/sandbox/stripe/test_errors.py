"""Stripe's error object, as the library reads it."""

from __future__ import annotations

import pytest
import requests

from sandbox.stripe import errors
from tests.sandbox.standing import Stand


class TestARefusal:
    def test_leaves_out_what_it_does_not_say(self) -> None:
        refusal = errors.StripeRefusal("No.", status=401)
        assert refusal.body() == {"error": {"message": "No.", "type": "invalid_request_error"}}

    def test_links_its_code_to_stripes_page(self) -> None:
        error = errors.invalid("No.", param="amount", code="amount_too_small").body()["error"]
        assert (error["code"], error["param"]) == ("amount_too_small", "amount")
        assert error["doc_url"].endswith("/error-codes/amount-too-small")

    @pytest.mark.parametrize(
        ("refusal", "status", "code", "param"),
        [
            (errors.unknown_parameter("odd"), 400, "parameter_unknown", "odd"),
            (errors.missing_parameter("mode"), 400, "parameter_missing", "mode"),
            (errors.no_such("charge", "ch_1"), 404, "resource_missing", "id"),
            (errors.no_such("charge", "ch_1", param="charge", status=400), 400, "resource_missing", "charge"),
            (errors.unauthorized("No key."), 401, None, None),
        ],
    )
    def test_says_what_is_wrong_where(
        self, refusal: errors.StripeRefusal, status: int, code: str | None, param: str | None
    ) -> None:
        assert (refusal.status, refusal.code, refusal.param) == (status, code, param)

    def test_before_the_work_began_is_not_kept_under_the_key(self, stand: Stand) -> None:
        headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "one"}
        url = f"{stand.url}/stripe/v1/customers"
        assert requests.post(url, data={"odd": "1"}, headers=headers, timeout=5).status_code == 400
        assert requests.post(url, data={"name": "Ada"}, headers=headers, timeout=5).status_code == 200


class TestACardsRefusal:
    def test_carries_what_was_tried(self) -> None:
        intent = {
            "id": "pi_1",
            "latest_charge": "ch_1",
            "last_payment_error": {"payment_method": {"id": "pm_1"}},
        }
        refusal = errors.CardRefusal(
            "Declined.", code="card_declined", decline_code="lost_card", intent=intent
        )
        error = refusal.body()["error"]
        assert (refusal.status, error["type"], error["code"]) == (402, "card_error", "card_declined")
        assert (error["decline_code"], error["charge"]) == ("lost_card", "ch_1")
        assert (error["payment_intent"], error["payment_method"]) == (intent, {"id": "pm_1"})
