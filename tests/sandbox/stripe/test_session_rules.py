"""The refusals that Stripe gives to whoever asks for a session that cannot be."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from sandbox.engine.work import Bench
from sandbox.stripe import session_rules
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import Stand, new_session, order, refused
from tests.sandbox.stripe.asking import item


class TestASession:
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


class TestAnAmount:
    @pytest.mark.parametrize(
        ("amount", "currency"), [(0, "usd"), (50, "usd"), (30, "gbp"), (99_999_999, "usd")]
    )
    def test_may_be_nothing_or_from_the_currencys_least_on(self, amount: int, currency: str) -> None:
        session_rules.check_amount(amount, currency)

    @pytest.mark.parametrize(
        ("amount", "currency", "code"),
        [
            (1, "usd", "amount_too_small"),
            (29, "gbp", "amount_too_small"),
            (999, "mxn", "amount_too_small"),
            (49, "kes", "amount_too_small"),
            (100_000_000, "usd", "amount_too_large"),
        ],
    )
    def test_is_refused_where_nobody_can_charge_it(self, amount: int, currency: str, code: str) -> None:
        with pytest.raises(StripeRefusal) as caught:
            session_rules.check_amount(amount, currency)
        assert caught.value.code == code


class TestTheLines:
    def test_are_priced_in_one_currency_in_any_case(self) -> None:
        lines, currency = session_rules.price({"line_items": [*item(currency="USD"), *item(unit_amount=50)]})
        assert currency == "usd"
        assert [line["amount"] for line in lines] == [20_000, 50]
        assert len({line["id"] for line in lines}) == 2


class TestTheStatement:
    def test_says_prefix_and_suffix_in_capitals(self, bench: Bench) -> None:
        with bench.looking() as work:
            assert session_rules.descriptor(work, "sds") == "SIGMA DUES* SDS"
            assert session_rules.descriptor(work, None) == "SIGMA DUES"

    def test_holds_a_suffix_that_just_fits(self, bench: Bench) -> None:
        with bench.looking() as work:
            session_rules.check_suffix(work, {"statement_descriptor_suffix": "A" * 10}, "suffix")
            with pytest.raises(StripeRefusal, match="22 characters"):
                session_rules.check_suffix(work, {"statement_descriptor_suffix": "A" * 11}, "suffix")


class TestACustomer:
    def test_is_refused_when_gone_and_when_never_there(self, bench: Bench) -> None:
        with bench.changing() as work:
            work.add({"id": "cus_1", "object": "customer", "created": 5})
            work.add({"id": "cus_2", "object": "customer", "created": 5, "deleted": True})
            assert session_rules.customer(work, "cus_1")["id"] == "cus_1"
            for gone, status in (("cus_2", 400), ("cus_3", 404)):
                with pytest.raises(StripeRefusal, match=f"No such customer: '{gone}'") as caught:
                    session_rules.customer(work, gone)
                assert (caught.value.status, caught.value.param) == (status, "customer")
