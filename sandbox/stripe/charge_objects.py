"""Charges and balance transactions in Stripe's JSON."""

from __future__ import annotations

from sandbox.engine.work import Json, new_id

_SETTLING = 2 * 24 * 3600
"""Seconds until a balance transaction's money is available: two days, as in the United States."""


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
