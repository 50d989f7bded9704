"""What Stripe says to a request for a payment page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import CheckoutRequest
from tests.gateways.faulty import CannedAnswer, Server

REQUEST = CheckoutRequest(
    payment_ref="P-1",
    chapter_slug="sds",
    member_id=7,
    description="Sigma Delta Sigma dues",
    amount_minor=20_000,
    currency="USD",
    customer_email="ada@example.org",
    statement_suffix="SDS DUES",
    success_url="http://localhost:5000/pay/done?session_id={CHECKOUT_SESSION_ID}",
    cancel_url="http://localhost:5000/pay",
)
SESSION = {
    "id": "cs_test_1",
    "object": "checkout.session",
    "url": "https://checkout.example.org/1",
    "status": "open",
    "payment_status": "unpaid",
    "amount_total": 20_000,
    "total_details": {"amount_discount": 0},
    "currency": "usd",
    "payment_intent": None,
    "metadata": {"sigma_payment": "P-1", "sigma_chapter": "sds", "sigma_member": "7"},
    "livemode": False,
    "created": 1_793_620_800,
}


Says = Callable[..., Server]


def answer(body: Any, status: int = 200, **more: Any) -> CannedAnswer:
    """One answer in Stripe's JSON."""
    return CannedAnswer(status=status, body=json.dumps(body).encode(), **more)


def refusal(kind: str = "invalid_request_error", **fields: Any) -> dict[str, Any]:
    return {"error": {"type": kind, "message": "No, said Stripe of ada@example.org", **fields}}


def create() -> Any:
    return gateway.create_checkout_session(request=REQUEST, idempotency_key="P-1-1")
