"""What the product knows of Stripe's objects: frozen snapshots, amounts in minor units, moments in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: The events that the product acts on; the endpoint at Stripe has to send these.
EVENT_TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_method.detached",
    "payment_method.automatically_updated",
    "customer.updated",
    "charge.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
)

SessionStatus = Literal["open", "complete", "expired"]
PaymentStatus = Literal["paid", "unpaid", "no_payment_required"]
StripeMethod = Literal["card", "bank_debit", "other"]


@dataclass(frozen=True)
class CheckoutRequest:
    """What a payer is about to be asked for on Stripe's page.

    ``fee_minor`` is asked for on top, by card alone; zero where the payer does not cover it.
    ``success_url`` holds ``{CHECKOUT_SESSION_ID}`` literally where Stripe is to put the session's id.
    """

    payment_ref: str
    chapter_slug: str
    member_id: int
    description: str
    amount_minor: int
    currency: str
    customer_email: str | None
    statement_suffix: str
    success_url: str
    cancel_url: str
    fee_minor: int = 0


@dataclass(frozen=True)
class CheckoutSession:
    """A Checkout Session as Stripe has it now, or with no id a charge of a kept payment method, which needs no page.

    The three references are our own, from its metadata: all None on a session that another product made.
    ``method`` is "other" until the payer has chosen one. ``failure`` says, in the payer's words, why the last
    try failed. ``payer_email`` is what the payer gave at Stripe.
    """

    id: str
    url: str | None
    status: SessionStatus
    payment_status: PaymentStatus
    amount_total_minor: int
    discount_minor: int
    currency: str
    payment_intent: str | None
    payment_ref: str | None
    chapter_slug: str | None
    member_id: int | None
    livemode: bool
    created_at: datetime
    method: StripeMethod
    failure: str | None
    payer_email: str | None = None
    is_setup: bool = False


@dataclass(frozen=True)
class SetupRequest:
    """What a payer is about to keep at Stripe, for the chapter to charge while they are away."""

    mandate_ref: str
    chapter_slug: str
    member_id: int
    customer: str
    currency: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class SavedMethod:
    """A card or bank account that Stripe keeps; ``label`` says which, such as Visa ending 4242."""

    id: str
    label: str
    by_bank: bool
    exp_month: int | None
    exp_year: int | None


@dataclass(frozen=True)
class SetupSession:
    """A page on which a payment method is kept, as Stripe has it now; ``method`` is there once it is complete."""

    id: str
    url: str | None
    status: SessionStatus
    mandate_ref: str | None
    livemode: bool
    customer: str | None
    method: SavedMethod | None


@dataclass(frozen=True)
class SavedCharge:
    """What is to be taken from a kept payment method while its owner is away."""

    payment_ref: str
    chapter_slug: str
    member_id: int
    customer: str
    method_id: str
    amount_minor: int
    currency: str
    description: str
    statement_suffix: str


@dataclass(frozen=True)
class ProviderRefund:
    """Money on its way back to a payer.

    ``status`` is Stripe's: pending, requires_action, succeeded, failed or canceled.
    """

    id: str
    payment_intent: str | None
    amount_minor: int
    currency: str
    status: str
    created_at: datetime


@dataclass(frozen=True)
class ProviderDispute:
    """A payer's bank taking money back; withdrawn, reinstated and fee are what moved at Stripe so far."""

    id: str
    payment_intent: str | None
    amount_minor: int
    currency: str
    status: str
    reason: str
    evidence_due_at: datetime | None
    withdrawn_minor: int
    reinstated_minor: int
    fee_minor: int


@dataclass(frozen=True)
class Taken:
    """One successful debit of a payer; fee and net are None until Stripe knows them, up to an hour later."""

    id: str
    payment_intent: str | None
    fee_minor: int | None
    net_minor: int | None


@dataclass(frozen=True)
class Event:
    """A verified delivery.

    ``account`` is empty for the deployment's own account, ``object_id`` for an object that has no id.
    """

    id: str
    type: str
    account: str
    livemode: bool
    object_id: str
    object_type: str
    created_at: datetime
    payload: str


@dataclass(frozen=True)
class ProviderFinding:
    """One thing that was checked about the Stripe account, and what to do where it is not right."""

    name: str
    ok: bool
    detail: str
