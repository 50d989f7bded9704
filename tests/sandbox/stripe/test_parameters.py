"""Stripe's form encoding, and parameters held against the library's own types."""

from __future__ import annotations

from typing import Any

import pytest
from stripe.params import CustomerCreateParams, EventListParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams, SessionListParams

from sandbox.stripe.errors import StripeRefusal
from sandbox.stripe.parameters import check, decode


def refused(values: dict[str, Any], expected: type) -> StripeRefusal:
    """The refusal that these values meet."""
    with pytest.raises(StripeRefusal) as caught:
        check(values, expected)
    return caught.value


class TestDecoding:
    def test_nests_brackets_and_lists(self) -> None:
        pairs = [
            ("mode", "payment"),
            ("a[b][0][c]", "1"),
            ("a[b][1][c]", "2"),
            ("expand[]", "x"),
            ("expand[]", "y"),
        ]
        assert decode(pairs) == {
            "mode": "payment",
            "a": {"b": {"0": {"c": "1"}, "1": {"c": "2"}}},
            "expand": {"0": "x", "1": "y"},
        }

    def test_refuses_a_value_that_is_both_text_and_branch(self) -> None:
        with pytest.raises(StripeRefusal):
            decode([("a", "1"), ("a[b]", "2")])

    def test_survives_odd_names(self) -> None:
        assert decode([("", "x"), ("[", "y"), ("a[[]", "z")])


class TestChecking:
    def test_gives_values_their_types(self) -> None:
        values = decode(
            [("amount", "500"), ("metadata[0]", "x"), ("reverse_transfer", "false"), ("expand[0]", "charge")]
        )
        assert check(values, RefundCreateParams) == {
            "amount": 500,
            "metadata": {"0": "x"},
            "reverse_transfer": False,
            "expand": ["charge"],
        }

    def test_refuses_an_unknown_name_at_any_depth(self) -> None:
        refusal = refused(decode([("line_items[0][price_data][unit_price]", "1")]), SessionCreateParams)
        assert refusal.param == "line_items[0][price_data][unit_price]"
        assert refusal.code == "parameter_unknown"
        assert refusal.message == "Received unknown parameter: line_items[0][price_data][unit_price]"

    @pytest.mark.parametrize(
        "name", ["payment_method_types", "api_key", "idempotency_key", "stripe_account", "headers"]
    )
    def test_refuses_what_is_no_parameter_of_this_api(self, name: str) -> None:
        assert refused({name: {"0": "card"}}, SessionCreateParams).code == "parameter_unknown"

    def test_asks_for_what_is_required(self) -> None:
        refusal = refused(decode([("line_items[0][price_data][unit_amount]", "100")]), SessionCreateParams)
        assert (refusal.param, refusal.code) == ("line_items[0][price_data][currency]", "parameter_missing")

    def test_refuses_a_choice_that_there_is_not(self) -> None:
        refusal = refused({"mode": "gift"}, SessionCreateParams)
        assert refusal.message == "Invalid mode: must be one of payment, setup, or subscription"
        assert refused({"status": "done"}, SessionListParams).param == "status"

    @pytest.mark.parametrize("text", ["1.5", "1e3", "٣", " 1", "1_000", "NaN", "9" * 30])
    def test_refuses_what_is_no_integer(self, text: str) -> None:
        assert refused({"amount": text}, RefundCreateParams).code == "parameter_invalid_integer"

    def test_refuses_texts_for_branches_and_branches_for_texts(self) -> None:
        assert refused({"line_items": "x"}, SessionCreateParams).message == "Invalid array"
        assert refused({"payment_intent_data": "x"}, SessionCreateParams).message == "Invalid object"
        assert refused({"reason": {"a": "b"}}, RefundCreateParams).param == "reason"
        assert refused({"line_items": {"first": {}}}, SessionCreateParams).param == "line_items"
        assert (
            refused({"allow_promotion_codes": "yes"}, SessionCreateParams).message == "Invalid boolean: yes"
        )

    def test_refuses_an_empty_text_except_where_it_unsets(self) -> None:
        assert refused({"success_url": ""}, SessionCreateParams).code == "parameter_invalid_empty"
        assert check({"metadata": ""}, CustomerCreateParams) == {"metadata": ""}

    def test_takes_a_date_or_a_span_of_dates(self) -> None:
        assert check({"created": "5"}, EventListParams) == {"created": 5}
        assert check({"created": {"gte": "5"}}, EventListParams) == {"created": {"gte": 5}}
        assert refused({"created": {"since": "5"}}, EventListParams).param == "created[since]"

    def test_bounds_metadata(self) -> None:
        assert (
            "50 keys" in refused({"metadata": {str(n): "x" for n in range(51)}}, RefundCreateParams).message
        )
        assert "40 characters" in refused({"metadata": {"k" * 41: "x"}}, RefundCreateParams).message
        assert "500 characters" in refused({"metadata": {"k": "x" * 501}}, RefundCreateParams).message
        assert refused({"metadata": {"k": {"deep": "x"}}}, RefundCreateParams).param == "metadata[k]"
        assert check({"metadata": {"gone": "", "kept": "x"}}, RefundCreateParams) == {
            "metadata": {"kept": "x"}
        }
