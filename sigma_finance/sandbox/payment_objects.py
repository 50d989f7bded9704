"""PaymentIntents, payment methods, charges and balance transactions in Stripe's JSON."""

from __future__ import annotations

import hashlib

from sigma_finance.sandbox.work import Json, new_id

_SETTLING = 2 * 24 * 3600
"""Seconds until a balance transaction's money is available: two days, as in the United States."""


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


def charge(intent: Json, method: Json, *, descriptor: str, authenticated: bool, now: int) -> Json:
    """An attempt to take an intent's amount by a payment method, before its outcome is known."""
    prefix = "ch_3" if method["type"] == "card" else "py_3"
    body: Json = dict.fromkeys(_CHARGE_NULLS)
    body.update(
        id=new_id(prefix, 23),
        object="charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        calculated_statement_descriptor=descriptor,
        captured=False,
        created=now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        livemode=False,
        metadata=intent["metadata"],
        paid=False,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=_method_details(method, amount=intent["amount"], authenticated=authenticated),
        radar_options={},
        receipt_email=intent["receipt_email"],
        refunded=False,
        statement_descriptor=intent["statement_descriptor"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status="pending",
    )
    return dict(sorted(body.items()))


_CHARGE_NULLS = (
    "application",
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "on_behalf_of",
    "outcome",
    "presentment_details",
    "receipt_number",
    "receipt_url",
    "review",
    "shipping",
    "source",
    "source_transfer",
    "transfer_data",
    "transfer_group",
)


def _method_details(method: Json, *, amount: int, authenticated: bool) -> Json:
    kind = method["type"]
    if kind == "us_bank_account":
        details = {name: method[kind][name] for name in _SHOWN_OF_BANK}
        return {"type": kind, kind: {**details, "expected_debit_date": None, "mandate": None}}
    return {"type": kind, kind: _card_details(method[kind], amount=amount, authenticated=authenticated)}


_SHOWN_OF_BANK = (
    "account_holder_type",
    "account_type",
    "bank_name",
    "fingerprint",
    "last4",
    "routing_number",
)
_SHOWN_OF_CARD = (
    "brand",
    "checks",
    "country",
    "exp_month",
    "exp_year",
    "fingerprint",
    "funding",
    "last4",
    "wallet",
)


def _card_details(card: Json, *, amount: int, authenticated: bool) -> Json:
    return {
        **{name: card[name] for name in _SHOWN_OF_CARD},
        "amount_authorized": amount,
        "authorization_code": "123456",
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": card["fingerprint"][:15],
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": _AUTHENTICATED if authenticated else None,
    }


_AUTHENTICATED: Json = {
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "exemption_indicator": None,
    "result": "authenticated",
    "result_reason": None,
    "transaction_id": "00000000-0000-4000-8000-000000000000",
    "version": "2.2.0",
}

APPROVED: Json = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "risk_score": 12,
    "seller_message": "Payment complete.",
    "type": "authorized",
}


def declined(reason: str, advice: str | None) -> Json:
    """The outcome of a charge that the payer's bank refused."""
    return {
        **APPROVED,
        "advice_code": advice,
        "network_advice_code": "03" if advice == "do_not_try_again" else None,
        "network_decline_code": "01",
        "network_status": "declined_by_network",
        "reason": reason,
        "seller_message": "The bank returned the decline code " + f"`{reason}`.",
        "type": "issuer_declined",
    }


def balance_transaction(
    *, kind: str, category: str, amount: int, fee: int, fee_name: str, source: Json, now: int, words: str
) -> Json:
    """A movement on the account's balance: gross, fee and net in minor units, money out negative."""
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": fee_name,
        "type": "stripe_fee",
    }
    return {
        "id": new_id("txn_3", 23),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + _SETTLING,
        "balance_type": "payments",
        "created": now,
        "currency": source["currency"],
        "description": words,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
