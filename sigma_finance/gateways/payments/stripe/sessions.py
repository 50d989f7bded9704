"""Checkout Sessions: Stripe's payment page for one payer and one amount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import CheckoutRequest, CheckoutSession, UnreadableObject

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

_PAGE = 100
#: The charge tells the method, and why a bank debit failed; how it was booked tells the fee.
_INTENT = "payment_intent.latest_charge.balance_transaction"


def create_checkout_session(*, request: CheckoutRequest, idempotency_key: str) -> CheckoutSession:
    """Open Stripe's payment page for a payer; repeated under one key, it gives the same page.

    Nobody is charged by this. https://docs.stripe.com/api/checkout/sessions/create
    """
    params = _params(request)
    made = calls.ask(
        "create_checkout_session",
        lambda stripe: stripe.v1.checkout.sessions.create(params, {"idempotency_key": idempotency_key}),
        so="Nothing was charged.",
    )
    return calls.read(objects.checkout_session, made)


def _params(request: CheckoutRequest) -> SessionCreateParams:
    """Methods come from the account's settings; the currency is the chapter's; no promotion code is taken."""
    metadata = {
        objects.REFERENCE: request.payment_ref,
        objects.CHAPTER: request.chapter_slug,
        objects.MEMBER: str(request.member_id),
    }
    params: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": request.payment_ref,
        "line_items": [_line(request.currency, request.amount_minor, request.description)],
        "metadata": metadata,
        "payment_intent_data": {
            "description": request.description,
            "metadata": metadata,
            "statement_descriptor_suffix": request.statement_suffix,
        },
        "adaptive_pricing": {"enabled": False},
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    if request.fee_minor:
        params["line_items"] = [
            _line(request.currency, request.amount_minor, request.description),
            _line(request.currency, request.fee_minor, "Card fee"),
        ]
        params["excluded_payment_method_types"] = ["us_bank_account"]
    # Stripe refuses other addresses; without one its page asks.
    if request.customer_email and request.customer_email.isascii():
        params["customer_email"] = request.customer_email
    return params


def _line(currency: str, amount_minor: int, name: str) -> SessionCreateParamsLineItem:
    return {
        "quantity": 1,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": amount_minor,
            "product_data": {"name": name},
        },
    }


def get_checkout_session(*, session_id: str) -> CheckoutSession:
    """The session as Stripe has it now; raises ProviderObjectMissing for one that it doesn't know."""
    known_id = objects.known(session_id)
    found = calls.ask(
        "get_checkout_session",
        lambda stripe: stripe.v1.checkout.sessions.retrieve(known_id, {"expand": [_INTENT]}),
    )
    return calls.read(objects.checkout_session, found)


def expire_checkout_session(*, session_id: str, idempotency_key: str) -> CheckoutSession:
    """Close a payment page, so that nobody can pay there; raises Refused where it is paid or closed."""
    known_id = objects.known(session_id)
    closed = calls.ask(
        "expire_checkout_session",
        lambda stripe: stripe.v1.checkout.sessions.expire(known_id, {}, {"idempotency_key": idempotency_key}),
    )
    return calls.read(objects.checkout_session, closed)


def list_checkout_sessions(*, since: datetime) -> Iterator[CheckoutSession | UnreadableObject]:
    """Every session of the account made at or after ``since`` (aware), newest first; other products' too."""
    start = int(since.timestamp())
    sessions = calls.every(
        "list_checkout_sessions",
        lambda stripe: stripe.v1.checkout.sessions.list(
            {"created": {"gte": start}, "limit": _PAGE, "expand": [f"data.{_INTENT}"]}
        ),
    )
    return calls.read_each(objects.checkout_session, sessions)


def find_session_by_payment_intent(*, payment_intent: str) -> CheckoutSession | None:
    """The session that a PaymentIntent belongs to; None for payments that no Checkout made."""
    try:
        known_id = objects.known(payment_intent)
        page = calls.ask(
            "find_session_by_payment_intent",
            lambda stripe: stripe.v1.checkout.sessions.list(
                {"payment_intent": known_id, "limit": 1, "expand": [f"data.{_INTENT}"]}
            ),
        )
    except ProviderObjectMissing:
        return None
    sessions = calls.read(lambda page: [objects.checkout_session(session) for session in page.data], page)
    return sessions[0] if sessions else None
