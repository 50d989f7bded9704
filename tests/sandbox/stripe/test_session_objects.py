"""Checkout Sessions and their lines in Stripe's JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stripe

from sandbox.engine.settings import SandboxSettings
from sandbox.engine.work import Json
from sandbox.stripe import session_objects, session_rules
from tests.sandbox.standing import options, order
from tests.sandbox.stripe.asking import item
from tests.sandbox.stripe.fitting import misfits

SETTINGS = SandboxSettings(state_path=Path(), **options(public_url="http://sandbox.example.org"))


def session(**changes: Any) -> Json:
    return session_objects.session(order(**changes), subtotal=500, currency="usd", now=5, settings=SETTINGS)


class TestASession:
    def test_is_what_the_library_declares(self) -> None:
        assert misfits(session(), stripe.checkout.Session, "session") == []

    def test_has_a_page_under_the_sandboxs_address(self) -> None:
        body = session()
        assert body["url"] == f"http://sandbox.example.org/checkout/{body['id']}"
        assert body["id"] != session()["id"]

    def test_lives_a_day_unless_it_is_asked_otherwise(self) -> None:
        assert session()["expires_at"] == 5 + 24 * 3600
        assert session(expires_at=3600)["expires_at"] == 3600

    def test_keeps_what_the_product_said_of_it(self) -> None:
        body = session()
        assert body["metadata"] == order()["metadata"]
        assert body["client_reference_id"] == "pay_ref_1"
        assert (body["amount_subtotal"], body["amount_total"], body["payment_status"]) == (500, 500, "unpaid")


class TestTheMethods:
    @pytest.mark.parametrize(
        ("params", "left"),
        [
            ({}, ["card", "us_bank_account"]),
            ({"allowed_payment_method_types": ["card"]}, ["card"]),
            ({"allowed_payment_method_types": ["card", "klarna"]}, ["card"]),
            ({"excluded_payment_method_types": ["card"]}, ["us_bank_account"]),
            ({"allowed_payment_method_types": ["card"], "excluded_payment_method_types": ["card"]}, []),
        ],
    )
    def test_are_those_of_the_account_less_what_is_filtered(self, params: Json, left: list[str]) -> None:
        assert session_objects.payment_methods(params) == left


class TestALine:
    def test_is_what_the_library_declares(self) -> None:
        (priced,), _ = session_rules.price({"line_items": item(unit_amount=300)})
        body = session_objects.line_item(
            {**priced, "quantity": 2}, amount=600, unit_amount=300, discount=100, currency="usd", created=5
        )
        assert misfits(body, stripe.LineItem, "line") == []
        assert (body["amount_subtotal"], body["amount_discount"], body["amount_total"]) == (600, 100, 500)
        assert (body["description"], body["quantity"], body["price"]["unit_amount"]) == ("Dues", 2, 300)
