"""What moved at Stripe after a payment: refunds, disputes, and the fee on a charge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import (
    ChargeFee,
    ProviderDispute,
    ProviderRefund,
    UnreadableObject,
)

_PAGE = 100


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
