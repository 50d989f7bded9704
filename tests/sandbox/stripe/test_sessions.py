"""New Checkout Sessions, and the refusals that Stripe gives."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from tests.sandbox.standing import Stand, new_session, order, refused


def item(**price: Any) -> list[dict[str, Any]]:
    """Line items with another price."""
    data = {"currency": "usd", "unit_amount": 20_000, "product_data": {"name": "Dues"}, **price}
    return [{"quantity": 1, "price_data": data}]


class TestANewSession:
    def test_is_open_with_a_page_of_its_own(self, stand: Stand) -> None:
        session = new_session(stand)
        assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 20_000)
        assert session.url == f"{stand.url}/checkout/{session.id}"
        assert session.payment_intent is None
        assert session.livemode is False
        assert session.client_reference_id == "pay_ref_1"
        assert session.metadata is not None
        assert session.metadata["sigma_member"] == "7"
        assert session.expires_at - session.created == 24 * 3600

    def test_adds_up_its_lines(self, stand: Stand) -> None:
        lines = [*item(), {**item(unit_amount=750)[0], "quantity": 2}]
        session = new_session(stand, line_items=lines)
        assert session.amount_total == 21_500
        shown = stand.client.v1.checkout.sessions.line_items.list(session.id)
        assert [line.amount_total for line in shown.data] == [20_000, 1_500]

    def test_refuses_what_the_api_no_longer_has(self, stand: Stand) -> None:
        refusal = refused(stand, payment_method_types=["card"])
        assert refusal.code == "parameter_unknown"
        assert refusal.user_message == "Received unknown parameter: payment_method_types"
        assert refusal.http_status == 400

    @pytest.mark.parametrize(
        ("changes", "param"),
        [
            ({"success_url": "/pay/result"}, "success_url"),
            ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
            ({"customer_email": "nobody"}, "customer_email"),
            ({"mode": "gift"}, "mode"),
            ({"mode": "subscription"}, "mode"),
            ({"line_items": item(currency="xyz")}, "line_items[0][price_data][currency]"),
            ({"line_items": item(unit_amount=-1)}, "line_items[0][price_data][unit_amount]"),
            ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items[0][price]"),
            ({"line_items": [{"price_data": item()[0]["price_data"]}]}, "line_items[0][quantity]"),
            ({"line_items": [{**item()[0], "quantity": 0}]}, "line_items[0][quantity]"),
            ({"line_items": item() + item(currency="eur")}, "line_items"),
            ({"client_reference_id": "x" * 201}, "client_reference_id"),
            ({"expires_at": int(time.time()) + 60}, "expires_at"),
            ({"expires_at": int(time.time()) + 25 * 3600}, "expires_at"),
            ({"customer": "cus_unknown", "customer_email": None}, "customer"),
            ({"customer": "cus_unknown"}, "customer_email"),
            ({"ui_mode": "elements"}, "ui_mode"),
            ({"return_url": "http://app.example.org/"}, "return_url"),
            ({"subscription_data": {"description": "x"}}, "subscription_data"),
            ({"discounts": [{"coupon": "free"}]}, "discounts[0]"),
            ({"excluded_payment_method_types": ["card", "us_bank_account"]}, "allowed_payment_method_types"),
        ],
    )
    def test_refuses_values_that_stripe_would(
        self, stand: Stand, changes: dict[str, Any], param: str
    ) -> None:
        kept = {name: value for name, value in order(**changes).items() if value is not None}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params=kept)  # type: ignore[arg-type]
        assert caught.value.param == param
        assert stand.sandbox.sessions() == []

    @pytest.mark.parametrize("missing", ["mode", "success_url", "line_items"])
    def test_refuses_to_do_without(self, stand: Stand, missing: str) -> None:
        params = order()
        del params[missing]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params=params)
        assert (caught.value.param, caught.value.code) == (missing, "parameter_missing")

    def test_refuses_amounts_too_small_and_too_large(self, stand: Stand) -> None:
        assert refused(stand, line_items=item(unit_amount=49)).code == "amount_too_small"
        assert (
            refused(stand, line_items=[{**item(unit_amount=90_000_000)[0], "quantity": 2}]).code
            == "amount_too_large"
        )
        assert new_session(stand, line_items=item(unit_amount=50)).amount_total == 50

    @pytest.mark.parametrize("suffix", ["123", "a<b", 'a"b', "a*b", "", "A" * 11, "é"])
    def test_refuses_suffixes_that_no_statement_can_show(self, stand: Stand, suffix: str) -> None:
        refusal = refused(stand, payment_intent_data={"statement_descriptor_suffix": suffix})
        assert refusal.param == "payment_intent_data[statement_descriptor_suffix]"

    def test_refuses_a_whole_descriptor(self, stand: Stand) -> None:
        refusal = refused(stand, payment_intent_data={"statement_descriptor": "CHAPTER DUES"})
        assert refusal.param == "payment_intent_data[statement_descriptor]"
