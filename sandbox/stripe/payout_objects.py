"""Payouts in Stripe's JSON: money on its way to the account's bank, or out of it."""

from __future__ import annotations

from sandbox.engine.work import Json, new_id

_DAY = 24 * 3600
#: Days until money is at the bank.
_ON_ITS_WAY = 2


def payout(*, amount: int, currency: str, automatic: bool, method: str, now: int) -> Json:
    """A payout of this amount in minor units, below zero where Stripe takes money from the bank."""
    days = _ON_ITS_WAY if method == "standard" else 0
    return {
        "id": new_id("po_1", 23),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": (now // _DAY + days) * _DAY,
        "automatic": automatic,
        "balance_transaction": None,
        "created": now,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": "ba_1SandboxBank000000000",
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": method,
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit" if automatic else "pending",
        "trace_id": None,
        "type": "bank_account",
    }
