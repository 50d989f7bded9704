"""Stripe behind the port of ``gateways/payments/port``: every question that the port holds, asked of Stripe.

The library costs 64 ms to import, so the first call imports it.
"""

from __future__ import annotations

from sigma_finance.gateways.payments.errors import (
    BadPaymentEvent,
    BadPaymentSignature,
    Busy,
    IdempotencyConflict,
    KeyRefused,
    OutcomeUnknown,
    ProviderObjectMissing,
    ProviderRefused,
)
from sigma_finance.gateways.payments.stripe.accounts import on
from sigma_finance.gateways.payments.stripe.connect import (
    get_account,
    let_go_of,
    link_to_set_up,
    open_account,
)
from sigma_finance.gateways.payments.stripe.deadline import within
from sigma_finance.gateways.payments.stripe.events import verify_event
from sigma_finance.gateways.payments.stripe.evidence import close_dispute, submit_evidence, upload_evidence
from sigma_finance.gateways.payments.stripe.findings import check_account
from sigma_finance.gateways.payments.stripe.keys import livemode
from sigma_finance.gateways.payments.stripe.money import (
    create_refund,
    find_refund,
    get_charge_fee,
    get_dispute,
    get_refund,
    list_disputes,
    list_refunds,
)
from sigma_finance.gateways.payments.stripe.payouts import (
    get_holdings,
    get_payout,
    get_payout_lines,
    list_payouts,
)
from sigma_finance.gateways.payments.stripe.saved import (
    charge_saved,
    create_customer,
    create_portal_session,
    create_setup_session,
    find_direct_charge,
    find_saved_method,
    get_direct_charge,
    get_setup_intent,
    get_setup_session,
)
from sigma_finance.gateways.payments.stripe.sessions import (
    create_checkout_session,
    expire_checkout_session,
    find_session_by_payment_intent,
    get_checkout_session,
    list_checkout_sessions,
)

__all__ = [
    "BadPaymentEvent",
    "BadPaymentSignature",
    "Busy",
    "IdempotencyConflict",
    "KeyRefused",
    "OutcomeUnknown",
    "ProviderObjectMissing",
    "ProviderRefused",
    "charge_saved",
    "check_account",
    "close_dispute",
    "create_checkout_session",
    "create_customer",
    "create_portal_session",
    "create_refund",
    "create_setup_session",
    "expire_checkout_session",
    "find_direct_charge",
    "find_refund",
    "find_saved_method",
    "find_session_by_payment_intent",
    "get_account",
    "get_charge_fee",
    "get_checkout_session",
    "get_direct_charge",
    "get_dispute",
    "get_holdings",
    "get_payout",
    "get_payout_lines",
    "get_refund",
    "get_setup_intent",
    "get_setup_session",
    "let_go_of",
    "link_to_set_up",
    "list_checkout_sessions",
    "list_disputes",
    "list_payouts",
    "list_refunds",
    "livemode",
    "on",
    "open_account",
    "submit_evidence",
    "upload_evidence",
    "verify_event",
    "within",
]
