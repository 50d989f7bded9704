"""PaymentIntents and payment methods in Stripe's JSON."""

from __future__ import annotations

import hashlib

from sandbox.engine.work import Json, new_id

#: What Stripe says of a bank account whose owner could not tell what the deposits came to.
NOT_CONFIRMED = "You have exceeded the number of allowed verification attempts."


#: Stripe's codes for an account whose owner said the wrong amounts too often, or nothing in ten days.
TOO_OFTEN = "payment_method_microdeposit_verification_attempts_exceeded"
TOO_LATE = "payment_method_microdeposit_verification_timeout"
CONFIRMED_WITHIN = 10 * 24 * 3600


def verify_deposits(intent: Json, *, now: int, public_url: str) -> Json:
    """What an intent waits for whose bank account was typed in: its owner says what two small deposits came to."""
    return {
        "type": "verify_with_microdeposits",
        "verify_with_microdeposits": {
            "arrival_date": now + 2 * 24 * 3600,
            "hosted_verification_url": f"{public_url}/microdeposits/{intent['id']}",
            "microdeposit_type": "amounts",
        },
    }


def payment_intent(data: Json, *, session: Json, now: int) -> Json:
    """The PaymentIntent of a Checkout Session, with the session's `payment_intent_data`."""
    intent_id = new_id("pi_3", 23)
    body: Json = dict.fromkeys(_INTENT_NULLS)
    body.update(
        id=intent_id,
        object="payment_intent",
        amount=session["amount_total"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method=data.get("capture_method", "automatic_async"),
        client_secret=f"{intent_id}_secret_{new_id('', 24)}",
        confirmation_method="automatic",
        created=now,
        currency=session["currency"],
        customer=session["customer"],
        description=data.get("description"),
        livemode=False,
        metadata=data.get("metadata", {}),
        payment_method_options={"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=session["payment_method_types"],
        receipt_email=data.get("receipt_email"),
        statement_descriptor=data.get("statement_descriptor"),
        statement_descriptor_suffix=data.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_group=data.get("transfer_group"),
    )
    return dict(sorted(body.items()))


_INTENT_NULLS = (
    "allowed_payment_method_types",
    "application",
    "application_fee_amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "customer_account",
    "excluded_payment_method_types",
    "last_payment_error",
    "latest_charge",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "presentment_details",
    "processing",
    "review",
    "setup_future_usage",
    "shipping",
    "source",
    "transfer_data",
)


def payment_method(kind: str, details: Json, *, payer: Json, now: int) -> Json:
    """A payment method of the given kind (`card`, `us_bank_account`) that belongs to nobody yet."""
    return {
        "id": new_id("pm_1", 23),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": billing_details(payer),
        "created": now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def billing_details(payer: Json) -> Json:
    """Who pays, as they typed it on the checkout page."""
    empty = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "address": {**empty, "country": payer.get("country", "US")},
        "email": payer.get("email"),
        "name": payer.get("name"),
        "phone": None,
        "tax_id": None,
    }


def card_details(*, brand: str, number: str, exp_month: int, exp_year: int) -> Json:
    """A card as a payment method shows it: never its number."""
    return {
        "brand": brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": brand,
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": _fingerprint(number),
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def bank_details(number: str) -> Json:
    """A bank account as a payment method shows it."""
    return {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "fingerprint": _fingerprint(number),
        "last4": number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": "110000000",
        "status_details": {},
    }


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]
