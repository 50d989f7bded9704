"""What Stripe's kinds of messages are called on a page."""

from __future__ import annotations

_WORDS = {
    "checkout.session.completed": "Payment page finished",
    "checkout.session.async_payment_succeeded": "Bank debit arrived",
    "checkout.session.async_payment_failed": "Bank debit failed",
    "checkout.session.expired": "Payment page ran out",
    "payment_intent.succeeded": "Payment succeeded",
    "payment_intent.payment_failed": "Payment declined",
    "payment_method.detached": "Card removed",
    "payment_method.automatically_updated": "Card renewed",
    "customer.updated": "Customer changed",
    "customer.deleted": "Customer deleted",
    "charge.updated": "Fee known",
    "charge.refunded": "Payment refunded",
    "refund.created": "Refund begun",
    "refund.updated": "Refund changed",
    "refund.failed": "Refund failed",
    "charge.dispute.created": "Dispute opened",
    "charge.dispute.updated": "Dispute changed",
    "charge.dispute.funds_withdrawn": "Disputed money taken",
    "charge.dispute.funds_reinstated": "Disputed money given back",
    "charge.dispute.closed": "Dispute closed",
}


def told(kind: str) -> str:
    """What a message of this kind tells, in words; one that is not acted on is its own words."""
    return _WORDS.get(kind) or kind.replace(".", " ").replace("_", " ").capitalize()
