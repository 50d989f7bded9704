"""What moved at Stripe after a payment: refunds, disputes, and the fee on a charge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import (
    ChargeFee,
    ProviderDispute,
    ProviderRefund,
    RefundOrder,
    UnreadableObject,
)

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

_PAGE = 100


def create_refund(*, order: RefundOrder, idempotency_key: str) -> ProviderRefund:
    """Send money of a payment back to its payer; asked twice under one key, it is sent once.

    Raises Refused where nothing was sent, OutcomeUnknown where it may have been.
    """
    params: RefundCreateParams = {
        "payment_intent": objects.known(order.payment_intent),
        "amount": order.amount_minor,
        "reason": "requested_by_customer",
        "metadata": {objects.REFUND: order.refund_ref},
    }
    made = calls.ask(
        "create_refund",
        lambda stripe: stripe.v1.refunds.create(params, {"idempotency_key": idempotency_key}),
        so="Nothing was refunded.",
    )
    return calls.read(objects.refund, made)


def find_refund(*, payment_intent: str, refund_ref: str) -> ProviderRefund | None:
    """The refund of a payment that carries our reference, if Stripe ever made it."""
    known_id = objects.known(payment_intent)
    refunds = calls.every(
        "find_refund",
        lambda stripe: stripe.v1.refunds.list({"payment_intent": known_id, "limit": _PAGE}),
    )
    read = calls.read_each(objects.refund, refunds)
    return next(
        (one for one in read if isinstance(one, ProviderRefund) and one.refund_ref == refund_ref), None
    )


def get_refund(*, refund_id: str) -> ProviderRefund:
    """The refund as Stripe has it now; raises ProviderObjectMissing for one that it doesn't know."""
    known_id = objects.known(refund_id)
    return calls.read(
        objects.refund, calls.ask("get_refund", lambda stripe: stripe.v1.refunds.retrieve(known_id))
    )


def list_refunds(*, since: datetime) -> Iterator[ProviderRefund | UnreadableObject]:
    """Every refund of the account made at or after ``since`` (aware), newest first."""
    start = int(since.timestamp())
    refunds = calls.every(
        "list_refunds", lambda stripe: stripe.v1.refunds.list({"created": {"gte": start}, "limit": _PAGE})
    )
    return calls.read_each(objects.refund, refunds)


def get_dispute(*, dispute_id: str) -> ProviderDispute:
    """The dispute as Stripe has it now; raises ProviderObjectMissing for one that it doesn't know."""
    known_id = objects.known(dispute_id)
    return calls.read(
        objects.dispute, calls.ask("get_dispute", lambda stripe: stripe.v1.disputes.retrieve(known_id))
    )


def list_disputes(*, since: datetime) -> Iterator[ProviderDispute | UnreadableObject]:
    """Every dispute of the account made at or after ``since`` (aware), newest first."""
    start = int(since.timestamp())
    disputes = calls.every(
        "list_disputes", lambda stripe: stripe.v1.disputes.list({"created": {"gte": start}, "limit": _PAGE})
    )
    return calls.read_each(objects.dispute, disputes)


def get_charge_fee(*, charge_id: str) -> ChargeFee:
    """Fee and net of a charge, once Stripe knows them; raises ProviderObjectMissing for a charge that it doesn't."""
    known_id = objects.known(charge_id)
    found = calls.ask(
        "get_charge_fee",
        lambda stripe: stripe.v1.charges.retrieve(known_id, {"expand": ["balance_transaction"]}),
    )
    return calls.read(objects.charge_fee, found)
