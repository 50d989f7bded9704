"""The port to whoever takes payments: what the product asks, in its own words. Services know this and no vendor.

A provider is a module that holds these functions. Those of ``ProviderAccount`` are made on one account, the
deployment's own or a chapter's; what they answer names it. Every call that changes something carries our own
idempotency key, made from a row that is committed; calls raise what ``errors`` declares, within ten seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sigma_finance.gateways.payments.types import (
    AccountRequest,
    ChargeFee,
    CheckoutRequest,
    CheckoutSession,
    DirectCharge,
    DisputeEvidence,
    Event,
    EvidenceFile,
    LinePage,
    OwnAccount,
    ProviderDispute,
    ProviderFinding,
    ProviderPayout,
    ProviderRefund,
    RefundOrder,
    SavedCharge,
    SavedMethod,
    SetupRequest,
    SetupSession,
    UnreadableObject,
)


class Checkouts(Protocol):
    """Payment pages: opened, asked after, closed, listed."""

    def create_checkout_session(self, *, request: CheckoutRequest, idempotency_key: str) -> CheckoutSession:
        """Open a payment page; nobody is charged by this."""
        ...

    def get_checkout_session(self, *, session_id: str) -> CheckoutSession:
        """A page as it is now; raises ProviderObjectMissing."""
        ...

    def expire_checkout_session(self, *, session_id: str, idempotency_key: str) -> CheckoutSession:
        """Close a page; raises ProviderRefused where it is paid or closed."""
        ...

    def list_checkout_sessions(self, *, since: datetime) -> Iterator[CheckoutSession | UnreadableObject]:
        """Every page made since a moment, other products' too."""
        ...

    def find_session_by_payment_intent(self, *, payment_intent: str) -> CheckoutSession | None:
        """The page on which a payment was made; None where there was none."""
        ...


class SavedMethods(Protocol):
    """Payment methods that a payer keeps at the provider, for being charged while they are away."""

    def create_customer(
        self, *, name: str, email: str | None, chapter_slug: str, member_id: int, idempotency_key: str
    ) -> str:
        """The id under which a member's methods are kept."""
        ...

    def create_setup_session(self, *, request: SetupRequest, idempotency_key: str) -> SetupSession:
        """Open a page on which a method is kept; nothing is charged there."""
        ...

    def get_setup_intent(self, *, setup_intent: str) -> SetupSession:
        """What came of a setup page, by its SetupIntent; raises ProviderObjectMissing."""
        ...

    def get_setup_session(self, *, session_id: str) -> SetupSession:
        """Such a page as it is now; raises ProviderObjectMissing."""
        ...

    def find_saved_method(self, *, customer: str, preferred: str | None) -> SavedMethod | None:
        """What a customer keeps and wants charged."""
        ...

    def create_portal_session(self, *, customer: str, return_url: str) -> str:
        """A way into the provider's own pages for one customer; returns its address."""
        ...

    def charge_saved(self, *, request: SavedCharge, idempotency_key: str) -> DirectCharge:
        """Charge a kept method; a decline is an answer. Raises ProviderRefused where nothing was tried."""
        ...

    def get_direct_charge(self, *, payment_intent: str) -> DirectCharge:
        """Such a charge as it is now; raises ProviderObjectMissing."""
        ...

    def find_direct_charge(self, *, customer: str, payment_ref: str) -> DirectCharge | None:
        """The charge of a customer's method that carries our reference, if it was ever made."""
        ...


class MoneyBack(Protocol):
    """What moves after a payment: refunds, disputes, and what the provider keeps."""

    def create_refund(self, *, order: RefundOrder, idempotency_key: str) -> ProviderRefund:
        """Send money of a payment back; raises ProviderRefused where nothing was sent."""
        ...

    def find_refund(self, *, payment_intent: str, refund_ref: str) -> ProviderRefund | None:
        """The refund of a payment that carries our reference, if it was ever made."""
        ...

    def get_refund(self, *, refund_id: str) -> ProviderRefund:
        """A refund as it is now; raises ProviderObjectMissing."""
        ...

    def list_refunds(self, *, since: datetime) -> Iterator[ProviderRefund | UnreadableObject]:
        """Every refund made since a moment."""
        ...

    def get_dispute(self, *, dispute_id: str) -> ProviderDispute:
        """A dispute as it is now; raises ProviderObjectMissing."""
        ...

    def list_disputes(self, *, since: datetime) -> Iterator[ProviderDispute | UnreadableObject]:
        """Every dispute opened since a moment."""
        ...

    def upload_evidence(self, *, file: EvidenceFile, idempotency_key: str) -> str:
        """Keep a document for a dispute at the provider; returns its id there. Nobody is sent it by this."""
        ...

    def submit_evidence(self, *, evidence: DisputeEvidence, idempotency_key: str) -> ProviderDispute:
        """Answer a dispute, for good; raises ProviderRefused where nothing was sent."""
        ...

    def close_dispute(self, *, dispute_id: str, idempotency_key: str) -> ProviderDispute:
        """Give a dispute up, for good; raises ProviderRefused where it stays as it is."""
        ...

    def get_charge_fee(self, *, charge_id: str) -> ChargeFee:
        """What the provider keeps of a charge; raises ProviderObjectMissing."""
        ...


class MoneyOut(Protocol):
    """What the provider sends to the bank, and what it holds."""

    def get_payout(self, *, payout_id: str) -> ProviderPayout:
        """A payout as it is now; raises ProviderObjectMissing."""
        ...

    def list_payouts(self, *, since: datetime) -> Iterator[ProviderPayout | UnreadableObject]:
        """Every payout made since a moment."""
        ...

    def get_payout_lines(self, *, payout_id: str, after: str | None) -> LinePage:
        """A page of what is in an automatic payout, its own withdrawal apart, from a line on."""
        ...

    def get_holdings(self) -> Mapping[str, int]:
        """What the provider holds of ours by currency, what is on its way to the bank included."""
        ...


class ProviderAccount(Checkouts, SavedMethods, MoneyBack, MoneyOut, Protocol):
    """What is asked of one account: pages, kept methods, money back, and money out."""


class Deployment(Protocol):
    """What is asked of the provider whichever account it is about: deliveries, the key, and its own state."""

    def verify_event(self, *, payload: bytes, signature: str | None) -> Event:
        """The event in a delivery, once it is proven; raises BadPaymentSignature or BadPaymentEvent alone."""
        ...

    def livemode(self) -> bool | None:
        """Whether our key moves real money; None where it doesn't tell."""
        ...

    def open_account(self, *, request: AccountRequest, idempotency_key: str) -> OwnAccount:
        """Open an account for a chapter, to be finished on the provider's pages."""
        ...

    def get_account(self, *, account: str) -> OwnAccount:
        """A chapter's own account as it is now; raises ProviderObjectMissing."""
        ...

    def link_to_set_up(self, *, account: str, return_url: str, refresh_url: str) -> str:
        """A way to the provider's pages that ask for what an account lacks; returns its address."""
        ...

    def let_go_of(self, *, account: str) -> None:
        """Give up access to an account, for ever."""
        ...

    def check_account(self, *, own_accounts: bool) -> list[ProviderFinding]:
        """What is right about the account and what an operator has to mend."""
        ...

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Give the calls made inside ``seconds`` in all."""
        ...
