"""Customers, the account and its webhook endpoint in Stripe's JSON."""

from __future__ import annotations

from sandbox.engine.settings import ACCOUNT, API_VERSION, SandboxSettings
from sandbox.engine.work import Json, new_id


def customer(params: Json, *, now: int) -> Json:
    """A customer with what the request says of them."""
    return {
        "id": new_id("cus_", 14),
        "object": "customer",
        "address": params.get("address"),
        "balance": params.get("balance", 0),
        "created": now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": params.get("description"),
        "email": params.get("email"),
        "invoice_prefix": new_id("", 8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "name": params.get("name"),
        "next_invoice_sequence": 1,
        "phone": params.get("phone"),
        "preferred_locales": params.get("preferred_locales", []),
        "shipping": params.get("shipping"),
        "tax_exempt": params.get("tax_exempt", "none"),
        "test_clock": None,
    }


def connected(params: Json, settings: SandboxSettings, *, now: int) -> Json:
    """A standard account that was opened for somebody else, who has given nothing yet."""
    profile = {"mcc": None, "name": None, "support_email": None, "support_phone": None, "url": None}
    wanted = ["business_profile.url", "external_account", "representative.email", "tos_acceptance.date"]
    return {
        **account(settings),
        "id": new_id("acct_1", 15),
        "business_profile": {**profile, **params.get("business_profile", {})},
        "business_type": params.get("business_type"),
        "charges_enabled": False,
        "created": now,
        "details_submitted": False,
        "email": params.get("email"),
        "metadata": params.get("metadata", {}),
        "payouts_enabled": False,
        "requirements": requirements(wanted),
    }


def requirements(wanted: list[str], *, disabled: str | None = "requirements.past_due") -> Json:
    """What Stripe still asks for."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": wanted,
        "disabled_reason": disabled if wanted else None,
        "errors": [],
        "eventually_due": wanted,
        "past_due": [],
        "pending_verification": [],
    }


def account(settings: SandboxSettings) -> Json:
    """The account that is the sandbox's own."""
    return {
        "id": ACCOUNT,
        "object": "account",
        "business_profile": {
            "mcc": None,
            "name": settings.business_name,
            "support_email": None,
            "support_phone": None,
            "url": None,
        },
        "business_type": "non_profit",
        "capabilities": {
            "card_payments": "active",
            "transfers": "active",
            "us_bank_account_ach_payments": "active",
        },
        "charges_enabled": True,
        "country": settings.country,
        "created": 1735689600,
        "default_currency": settings.currency,
        "details_submitted": True,
        "email": "treasurer@example.org",
        "metadata": {},
        "payouts_enabled": True,
        "settings": _account_settings(settings),
        "type": "standard",
    }


def _account_settings(settings: SandboxSettings) -> Json:
    return {
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": True},
            "statement_descriptor_prefix": settings.descriptor_prefix,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": settings.business_name, "timezone": "Etc/UTC"},
        "payments": {
            "statement_descriptor": settings.descriptor_prefix,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
    }


def webhook_endpoint(url: str, *, of_connected: bool = False) -> Json:
    """An endpoint that the sandbox posts events to, its own account's or those of connected ones.

    Stripe never shows a secret again after creation.
    """
    return {
        "id": "we_1SandboxConnected0000" if of_connected else "we_1SandboxEndpoint00000",
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": "ca_sandbox" if of_connected else None,
        "created": 1735689600,
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
