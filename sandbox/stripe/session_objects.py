"""Checkout Sessions and their lines in Stripe's JSON, as API version 2026-10-28.endive has them."""

from __future__ import annotations

from sandbox.engine.settings import SandboxSettings
from sandbox.engine.work import Json, new_id

METHODS = ["card", "us_bank_account"]


def session(params: Json, *, subtotal: int, currency: str, now: int, settings: SandboxSettings) -> Json:
    """An open Checkout Session for checked parameters; amounts in minor units."""
    session_id = new_id("cs_test_a1", 56)
    body: Json = dict.fromkeys(_SESSION_NULLS)
    body.update(
        id=session_id,
        object="checkout.session",
        adaptive_pricing={"enabled": False},
        allow_promotion_codes=params.get("allow_promotion_codes"),
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        amount_subtotal=subtotal,
        amount_total=subtotal,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        billing_address_collection=params.get("billing_address_collection"),
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        created=now,
        currency=currency,
        custom_fields=[],
        custom_text=dict.fromkeys(_CUSTOM_TEXTS),
        customer=params.get("customer"),
        customer_creation=params.get("customer_creation", "if_required"),
        customer_email=params.get("customer_email"),
        discounts=[],
        expires_at=params.get("expires_at", now + 24 * 3600),
        invoice_creation=_INVOICE_CREATION,
        livemode=False,
        locale=params.get("locale"),
        metadata=params.get("metadata", {}),
        mode=params["mode"],
        payment_method_collection="if_required",
        payment_method_configuration_details={"id": "pmc_1SandboxDefault", "parent": None},
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=payment_methods(params),
        payment_status="unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params.get("success_url"),
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode=params.get("ui_mode", "hosted_page"),
        url=f"{settings.public_url}/checkout/{session_id}",
    )
    return dict(sorted(body.items()))


def payment_methods(params: Json) -> list[str]:
    """The methods that the account's settings offer, narrowed by the request's filters."""
    allowed = params.get("allowed_payment_method_types") or METHODS
    excluded = params.get("excluded_payment_method_types") or []
    return [method for method in METHODS if method in allowed and method not in excluded]


_CUSTOM_TEXTS = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")

_SESSION_NULLS = (
    "after_expiration",
    "branding_settings",
    "client_secret",
    "collected_information",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer_account",
    "customer_details",
    "excluded_payment_method_types",
    "integration_identifier",
    "invoice",
    "managed_payments",
    "name_collection",
    "optional_items",
    "origin_context",
    "payment_intent",
    "payment_link",
    "permissions",
    "presentment_details",
    "recovered_from",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "subscription",
    "wallet_options",
)

_INVOICE_CREATION: Json = {
    "enabled": False,
    "invoice_data": {
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": None,
        "metadata": {},
        "rendering_options": None,
    },
}


def line_item(
    item: Json, *, amount: int, unit_amount: int, discount: int, currency: str, created: int
) -> Json:
    """One line of a session, priced as the request's price data says."""
    product = item["price_data"].get("product_data", {})
    return {
        "id": item["id"],
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": discount,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount - discount,
        "currency": currency,
        "description": product.get("name"),
        "metadata": item.get("metadata", {}),
        "price": _price(item, unit_amount=unit_amount, currency=currency, created=created),
        "quantity": item["quantity"],
    }


def _price(item: Json, *, unit_amount: int, currency: str, created: int) -> Json:
    return {
        "id": item["id"].replace("li_", "price_"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": created,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": item["id"].replace("li_", "prod_"),
        "recurring": None,
        "tax_behavior": item["price_data"].get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }
