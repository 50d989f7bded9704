"""What the product knows of a payment provider's objects: frozen snapshots, amounts in minor units, moments in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sigma_finance.domain.payments.payouts import LineKind, PayoutState

#: The events that the product acts on; the endpoint at Stripe has to send these.
EVENT_TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
    "setup_intent.requires_action",
    "setup_intent.succeeded",
    "setup_intent.setup_failed",
    "payment_method.detached",
    "payment_method.automatically_updated",
    "customer.updated",
    "customer.deleted",
    "charge.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "payout.created",
    "payout.updated",
    "payout.paid",
    "payout.failed",
    "payout.canceled",
    "payout.reconciliation_completed",
)
#: What an endpoint for connected accounts has to send besides.
ACCOUNT_EVENT_TYPES = ("account.updated", "account.application.deauthorized")

#: How far a setup page is.
SetupStatus = Literal["open", "complete", "expired"]
#: How far taking is: the payer may still act, the bank is at it, paid (a discount may leave nothing to take),
#: refused for good, or given up without a try.
TakingStage = Literal["open", "under_way", "paid", "failed", "ended"]
TakingMethod = Literal["card", "bank_debit", "other"]
#: Whether what is kept can be charged: a bank account may wait for its owner to confirm two small deposits.
Confirmation = Literal["confirmed", "waits", "failed"]
#: The failure that its owner alone can mend, by paying while they are there.
EXTRA_CHECK_FAILED = "Your bank's extra check was not completed."


@dataclass(frozen=True)
class CheckoutRequest:
    """What a payer is about to be asked for on Stripe's page.

    ``account`` is on whose account: empty for the deployment's own, here and in the other requests.

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
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a provider has taken of a payer, or is about to, as it stands there now.

    ``account`` is whose it is at the provider: empty for the deployment's own, here and in the other snapshots.

    The three references are our own: all None where another product of the account took it. ``method`` is "other"
    until the payer has chosen one. ``failure`` says, in the payer's words, why the last try failed. ``taken_at`` is the
    moment on which the money was received and ``fee_minor`` what the provider kept: None until it tells.

    Of a bank debit ``expected_on`` is the day by which its next stage comes; *checking* is one whose account the
    provider looks at first.
    """

    payment_ref: str | None
    chapter_slug: str | None
    member_id: int | None
    stage: TakingStage
    amount_minor: int
    discount_minor: int = 0
    currency: str
    payment_intent: str | None
    livemode: bool
    created_at: datetime
    method: TakingMethod
    failure: str | None
    taken_at: datetime | None = None
    fee_minor: int | None = None
    expected_on: date | None = None
    checking: bool = False
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckoutSession(Taken):
    """A payment page at the provider and what was taken there; ``payer_email`` is what the payer gave on it.

    ``confirm_url`` is where the payer confirms their bank account, while the payment waits for that.
    """

    id: str
    url: str | None
    payer_email: str | None = None
    confirm_url: str | None = None
    is_setup: bool = False


@dataclass(frozen=True, kw_only=True)
class DirectCharge(Taken):
    """A charge of a kept payment method: there was no page, and nobody stood before it."""


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
    account: str = ""


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
    """A page on which a payment method is kept, as Stripe has it now; ``method`` is there once it is complete.

    ``confirm_url`` is where its owner confirms a bank account, while that waits, and ``deposits_on`` when they can;
    *timed out* is one that nobody confirmed in time.
    """

    id: str
    url: str | None
    status: SetupStatus
    mandate_ref: str | None
    livemode: bool
    customer: str | None
    method: SavedMethod | None
    confirmation: Confirmation = "confirmed"
    confirm_url: str | None = None
    deposits_on: date | None = None
    timed_out: bool = False
    account: str = ""


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
    account: str = ""


@dataclass(frozen=True)
class RefundOrder:
    """What of a payment is to go back to whoever paid it, under our own reference."""

    refund_ref: str
    payment_intent: str
    amount_minor: int
    account: str = ""


@dataclass(frozen=True)
class ProviderRefund:
    """Money on its way back to a payer.

    ``status`` is Stripe's: pending, requires_action, succeeded, failed or canceled. ``refund_ref`` is our own
    reference: None where it was made at Stripe's dashboard. ``failure`` says why it came back, in words.
    """

    id: str
    payment_intent: str | None
    amount_minor: int
    currency: str
    status: str
    created_at: datetime
    refund_ref: str | None = None
    failure: str | None = None
    account: str = ""


@dataclass(frozen=True)
class ProviderDispute:
    """A payer's bank taking money back; withdrawn, reinstated and fee are what moved at Stripe so far.

    ``moved_at`` is the moment on which it last did: None while nothing has moved. *Answered* is one whose evidence the
    bank looks at.
    """

    id: str
    payment_intent: str | None
    amount_minor: int
    currency: str
    status: str
    reason: str
    created_at: datetime
    evidence_due_at: datetime | None
    moved_at: datetime | None
    withdrawn_minor: int
    reinstated_minor: int
    fee_minor: int
    answered: bool = False
    account: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether its bank has decided, so that nothing said to it counts any more."""
        return self.status in ("won", "lost", "warning_closed", "prevented")


@dataclass(frozen=True)
class EvidenceFile:
    """A document for a dispute, as it was read before it is sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class DisputeEvidence:
    """What answers a dispute: texts by the names of Stripe's own fields, and the file that holds the whole."""

    dispute_id: str
    texts: Mapping[str, str]
    file_id: str


@dataclass(frozen=True)
class ChargeFee:
    """What the provider kept of one successful debit; fee and net are None until it knows them, up to an hour later."""

    id: str
    payment_intent: str | None
    fee_minor: int | None
    net_minor: int | None
    account: str = ""


@dataclass(frozen=True)
class ProviderPayout:
    """Money on its way to the bank, there, or back again; below zero where the provider takes it from the bank.

    ``account`` is empty for the deployment's own. Its lines can be listed once it is ``itemised``, and never where it
    is not ``automatic``.
    """

    id: str
    account: str
    amount_minor: int
    currency: str
    state: PayoutState
    automatic: bool
    itemised: bool
    failure: str
    arrives_on: date
    made_at: datetime
    livemode: bool


@dataclass(frozen=True)
class ProviderLine:
    """A movement on the provider's balance that is in a payout, as it counts it: net is gross less fee.

    ``source_id`` is the charge, refund, dispute or payout that it is about; ``payment_ref`` is our own reference of it.
    """

    id: str
    kind: LineKind
    gross_minor: int
    fee_minor: int
    net_minor: int
    description: str
    source_id: str
    payment_intent: str | None
    payment_ref: str | None
    made_at: datetime


@dataclass(frozen=True)
class LinePage:
    """Some lines of a payout; ``after`` is where the next page begins, None at the end."""

    lines: Sequence[ProviderLine]
    after: str | None


@dataclass(frozen=True)
class AccountRequest:
    """For whom an account at the provider is to be opened."""

    chapter_slug: str
    name: str
    email: str | None


@dataclass(frozen=True)
class OwnAccount:
    """A chapter's own account as the provider has it now.

    ``submitted`` is that its owner has given what was asked for, ``charges`` and ``payouts`` what it may do, ``wants``
    what the provider still asks for, each in words.
    """

    account: str
    name: str
    submitted: bool
    charges: bool
    payouts: bool
    wants: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnreadableObject:
    """An object of a provider's list whose fields are not what it documents: named, so that the list goes on."""

    id: str


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
