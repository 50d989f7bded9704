"""Stripe's objects as our snapshots. What is missing or misspelled reads as "nothing proven yet"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sigma_finance.domain.payments import debits
from sigma_finance.domain.payments.payouts import LineKind, PayoutState
from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.stripe import accounts, words
from sigma_finance.gateways.payments.types import (
    ChargeFee,
    CheckoutSession,
    Confirmation,
    DirectCharge,
    LinePage,
    OwnAccount,
    ProviderDispute,
    ProviderLine,
    ProviderPayout,
    ProviderRefund,
    SavedMethod,
    SetupSession,
    SetupStatus,
    TakingMethod,
    TakingStage,
)

if TYPE_CHECKING:
    import stripe

#: The metadata keys that make a session ours.
REFERENCE, CHAPTER, MEMBER = "sigma_payment", "sigma_chapter", "sigma_member"
#: The one that makes a setup ours, and the one that does so of a refund.
MANDATE, REFUND = "sigma_autopay", "sigma_refund"

_ID = re.compile(r"[A-Za-z0-9_]{1,255}")
_OURS = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MEMBER_ID = re.compile(r"[1-9][0-9]{0,8}")

_STATUSES: dict[str | None, SetupStatus] = {"open": "open", "complete": "complete", "expired": "expired"}
_PAID = ("paid", "no_payment_required")
#: Link charges a saved card and settles like one.
_METHODS: dict[str | None, TakingMethod] = {"card": "card", "link": "card", "us_bank_account": "bank_debit"}


_BRANDS = {"amex": "American Express", "mastercard": "Mastercard", "jcb": "JCB", "unionpay": "UnionPay"}


class _ObjectWithId(Protocol):
    id: str


def known(object_id: str) -> str:
    """An id that Stripe could have given: some come from addresses that people type; an empty one lists."""
    if not _ID.fullmatch(object_id):
        raise ProviderObjectMissing("The payment service knows no such payment.")
    return object_id


def checkout_session(found: stripe.checkout.Session) -> CheckoutSession:
    """A snapshot of a session; method and failure are known where its PaymentIntent was expanded."""
    reference, chapter, member = _references(found.metadata)
    failure = None if found.payment_status in _PAID else _failure(found.payment_intent)
    return CheckoutSession(
        account=accounts.current(),
        id=found.id,
        url=found.url,
        stage=_stage(found, failure),
        amount_minor=found.amount_total or 0,
        discount_minor=found.total_details.amount_discount if found.total_details else 0,
        currency=(found.currency or "").upper(),
        payment_intent=_id(found.payment_intent),
        payment_ref=reference,
        chapter_slug=chapter,
        member_id=member,
        livemode=found.livemode,
        created_at=_moment(found.created),
        method=_method(found.payment_intent),
        failure=failure,
        taken_at=_taken_at(found.payment_intent),
        fee_minor=_fee(found.payment_intent),
        payer_email=payer.email if (payer := getattr(found, "customer_details", None)) else None,
        is_setup=_text(found, "mode") == "setup",
        confirm_url=_confirm_url(found.payment_intent),
        expected_on=_expected_on(found.payment_intent),
        checking=_is_checking(found.payment_intent),
    )


def _deposits(intent: str | stripe.PaymentIntent | stripe.SetupIntent | None) -> Any:
    """What an intent says of the two small deposits that its owner has to confirm; None where it waits for none."""
    if intent is None or isinstance(intent, str) or getattr(intent, "status", None) != "requires_action":
        return None
    return getattr(getattr(intent, "next_action", None), "verify_with_microdeposits", None)


def _deposits_on(intent: str | stripe.PaymentIntent | stripe.SetupIntent | None) -> date | None:
    asked = _deposits(intent)
    return _moment(asked.arrival_date).date() if asked else None


def _is_checking(intent: str | stripe.PaymentIntent | None) -> bool:
    """Whether a payment waits for something that its payer has no page for: Stripe looks at the bank account itself."""
    waits = getattr(intent, "status", None) == "requires_action"
    return waits and not _deposits(intent)


def _expected_on(intent: str | stripe.PaymentIntent | None) -> date | None:
    """By when a bank debit's next stage comes: its small deposits, or the bank's word, which Stripe gives a day for."""
    if intent is None or isinstance(intent, str):
        return None
    if getattr(intent, "status", None) != "processing":
        return _deposits_on(intent)
    latest = _latest_charge(intent)
    if latest is None or _method(intent) != "bank_debit":
        return None
    details = getattr(latest.payment_method_details, "us_bank_account", None)
    told = getattr(details, "expected_debit_date", None)
    return date.fromisoformat(told) if told else debits.settles_by(_moment(latest.created).date())


def _confirm_url(intent: str | stripe.PaymentIntent | stripe.SetupIntent | None) -> str | None:
    """Where the owner of a bank account says what two small deposits came to, while Stripe waits for that."""
    asked = _deposits(intent)
    return asked.hosted_verification_url if asked else None


def _stage(found: stripe.checkout.Session, failure: str | None) -> TakingStage:
    """A declined card leaves the page open; a debit that fails after the page is done has failed for good."""
    if found.payment_status in _PAID:
        return "paid"
    if found.status == "expired":
        return "ended"
    if found.status == "complete":
        return "failed" if failure else "under_way"
    return "open"


def _references(metadata: stripe.StripeObject | None) -> tuple[str | None, str | None, int | None]:
    """Our own references of payment, chapter and member."""
    reference, chapter, member = (_ours(metadata, key) for key in (REFERENCE, CHAPTER, MEMBER))
    return reference, chapter, int(member) if member and _MEMBER_ID.fullmatch(member) else None


def direct_charge(found: stripe.PaymentIntent) -> DirectCharge:
    """A snapshot of a charge that needed no page: nobody can pay it later, so whatever is not on its way has failed."""
    paid = found.status == "succeeded"
    reference, chapter, member = _references(found.metadata)
    under_way = found.status in ("processing", "requires_capture")
    return DirectCharge(
        account=accounts.current(),
        stage="paid" if paid else "under_way" if under_way else "failed",
        amount_minor=found.amount_received if paid else found.amount,
        currency=found.currency.upper(),
        payment_intent=found.id,
        payment_ref=reference,
        chapter_slug=chapter,
        member_id=member,
        livemode=found.livemode,
        created_at=_moment(found.created),
        method=_method(found),
        failure=None if paid or under_way else _failure(found) or words.DECLINED,
        taken_at=_taken_at(found),
        fee_minor=_fee(found),
        expected_on=_expected_on(found),
    )


def setup(found: stripe.checkout.Session) -> SetupSession:
    """A snapshot of a page on which a method is kept; the method is known where its SetupIntent was expanded."""
    kept = found.setup_intent
    intent = None if kept is None or isinstance(kept, str) else kept
    return SetupSession(
        account=accounts.current(),
        id=found.id,
        url=found.url,
        status=_STATUSES.get(found.status, "open"),
        mandate_ref=_ours(found.metadata, MANDATE),
        livemode=found.livemode,
        customer=_id(found.customer),
        method=_kept_method(intent),
        confirmation=_confirmation(intent),
        confirm_url=_confirm_url(intent),
        deposits_on=_deposits_on(intent),
        timed_out=_has_timed_out(intent),
    )


def setup_intent(found: stripe.SetupIntent) -> SetupSession:
    """A snapshot of what came of a page that is done, by its SetupIntent alone."""
    return SetupSession(
        account=accounts.current(),
        id=found.id,
        url=None,
        status="open" if _confirmation(found) == "failed" else "complete",
        mandate_ref=_ours(found.metadata, MANDATE),
        livemode=found.livemode,
        customer=_id(found.customer),
        method=_kept_method(found),
        confirmation=_confirmation(found),
        confirm_url=_confirm_url(found),
        deposits_on=_deposits_on(found),
        timed_out=_has_timed_out(found),
    )


def _kept_method(intent: stripe.SetupIntent | None) -> SavedMethod | None:
    method = intent.payment_method if intent else None
    return None if method is None or isinstance(method, str) else saved_method(method)


def _confirmation(intent: stripe.SetupIntent | None) -> Confirmation:
    if intent is None or intent.status == "succeeded":
        return "confirmed"
    return "failed" if intent.status in ("requires_payment_method", "canceled") else "waits"


def _has_timed_out(intent: stripe.SetupIntent | None) -> bool:
    """Whether nobody said in time what the small deposits came to."""
    error = intent.last_setup_error if intent else None
    return getattr(error, "code", None) == words.TIMED_OUT


def saved_method(found: stripe.PaymentMethod) -> SavedMethod:
    """A snapshot of a kept payment method."""
    if found.type == "us_bank_account" and found.us_bank_account is not None:
        account = found.us_bank_account
        label = f"{account.bank_name or 'Bank account'} ending {account.last4}"
        return SavedMethod(found.id, label, True, None, None)
    if found.type == "card" and found.card is not None:
        card = found.card
        brand = _BRANDS.get(card.brand, card.brand.capitalize())
        return SavedMethod(found.id, f"{brand} ending {card.last4}", False, card.exp_month, card.exp_year)
    return SavedMethod(found.id, found.type.replace("_", " ").capitalize(), False, None, None)


def refund(found: stripe.Refund) -> ProviderRefund:
    """A snapshot of a refund."""
    return ProviderRefund(
        account=accounts.current(),
        id=found.id,
        payment_intent=_id(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency.upper(),
        status=found.status or "pending",
        created_at=_moment(found.created),
        refund_ref=_ours(found.metadata, REFUND),
        failure=words.explain_refund(_text(found, "failure_reason")),
    )


def dispute(found: stripe.Dispute) -> ProviderDispute:
    """A snapshot of a dispute; what moved so far is read off its balance transactions."""
    due = found.evidence_details.due_by
    moved = found.balance_transactions
    return ProviderDispute(
        account=accounts.current(),
        id=found.id,
        payment_intent=_id(found.payment_intent),
        amount_minor=found.amount,
        currency=found.currency.upper(),
        status=found.status,
        reason=found.reason[:80],
        created_at=_moment(found.created),
        evidence_due_at=_moment(due) if due else None,
        moved_at=_moment(max(line.created for line in moved)) if moved else None,
        withdrawn_minor=-sum(line.amount for line in moved if line.amount < 0),
        reinstated_minor=sum(line.amount for line in moved if line.amount > 0),
        fee_minor=sum(line.fee for line in moved),
        answered=found.status in _LOOKED_AT,
    )


#: The bank has the evidence of a dispute, or of an inquiry.
_LOOKED_AT = ("under_review", "warning_under_review")


def own_account(found: stripe.Account) -> OwnAccount:
    """A snapshot of a chapter's own account."""
    profile, asked = found.business_profile, found.requirements
    wanted = [*(asked.past_due or ()), *(asked.currently_due or ())] if asked else []
    return OwnAccount(
        account=found.id,
        name=((profile.name if profile else None) or "")[:120],
        submitted=bool(found.details_submitted),
        charges=bool(found.charges_enabled),
        payouts=bool(found.payouts_enabled),
        wants=words.explain_wants(wanted),
    )


_PAYOUT_STATES = {
    "paid": PayoutState.PAID,
    "failed": PayoutState.FAILED,
    "canceled": PayoutState.CANCELLED,
}


def payout(found: stripe.Payout) -> ProviderPayout:
    """A snapshot of a payout; Stripe gives its day of arrival as midnight in UTC."""
    return ProviderPayout(
        id=found.id,
        account=accounts.current(),
        amount_minor=found.amount,
        currency=found.currency.upper(),
        state=_PAYOUT_STATES.get(found.status, PayoutState.ON_ITS_WAY),
        automatic=found.automatic,
        itemised=found.reconciliation_status == "completed",
        failure=words.explain_payout(found.failure_code),
        arrives_on=_moment(found.arrival_date).date(),
        made_at=_moment(found.created),
        livemode=found.livemode,
    )


_LINE_KINDS = {
    "charge": LineKind.PAYMENT,
    "payment": LineKind.PAYMENT,
    "refund": LineKind.REFUND,
    "payment_refund": LineKind.REFUND,
    "refund_failure": LineKind.REFUND,
    "payment_failure_refund": LineKind.REFUND,
    "payout": LineKind.PAYOUT,
    "payout_failure": LineKind.PAYOUT,
    "payout_cancel": LineKind.PAYOUT,
    "stripe_fee": LineKind.FEE,
    "stripe_fx_fee": LineKind.FEE,
    "tax_fee": LineKind.FEE,
}


def payout_line(found: stripe.BalanceTransaction) -> ProviderLine:
    """A snapshot of a movement on the balance, whose source was expanded."""
    source = None if found.source is None or isinstance(found.source, str) else found.source
    kind = _LINE_KINDS.get(found.type, LineKind.ADJUSTMENT)
    if getattr(source, "object", None) == "dispute":
        kind = LineKind.DISPUTE
    return ProviderLine(
        id=found.id,
        kind=kind,
        gross_minor=found.amount,
        fee_minor=found.fee,
        net_minor=found.net,
        description=(found.description or "")[:300],
        source_id=_id(found.source) or "",
        payment_intent=_id(getattr(source, "payment_intent", None)),
        payment_ref=_ours(getattr(source, "metadata", None), REFERENCE),
        made_at=_moment(found.created),
    )


def line_page(found: stripe.ListObject[stripe.BalanceTransaction]) -> LinePage:
    """A snapshot of one page of movements, and where the next one begins."""
    lines = [payout_line(each) for each in found.data]
    return LinePage(lines, lines[-1].id if found.has_more and lines else None)


def charge_fee(found: stripe.Charge) -> ChargeFee:
    """What Stripe keeps of a charge; known once Stripe has booked it, where that was expanded."""
    booked = found.balance_transaction
    if booked is None or isinstance(booked, str):
        return ChargeFee(found.id, _id(found.payment_intent), None, None, accounts.current())
    return ChargeFee(found.id, _id(found.payment_intent), booked.fee, booked.net, accounts.current())


def _id(value: str | _ObjectWithId | None) -> str | None:
    """The id of something that Stripe gives as an id or, expanded, as the object."""
    return value if value is None or isinstance(value, str) else value.id


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _ours(metadata: stripe.StripeObject | None, key: str) -> str | None:
    """Our own reference from the metadata; None for anything that we would not have written."""
    value = _text(metadata, key)
    return value if value and _OURS.fullmatch(value) else None


def _text(source: stripe.StripeObject | None, name: str) -> str | None:
    """A field that Stripe leaves out where it has nothing to say, as it does in errors and in metadata."""
    value = source[name] if source is not None and name in source else None
    return value if isinstance(value, str) else None


def _latest_charge(intent: str | stripe.PaymentIntent | None) -> stripe.Charge | None:
    """The last try of a payment, where it was expanded."""
    if intent is None or isinstance(intent, str) or isinstance(intent.latest_charge, str):
        return None
    return intent.latest_charge


def _booked(intent: str | stripe.PaymentIntent | None) -> stripe.BalanceTransaction | None:
    """How Stripe has booked a payment, once it has and where that was expanded."""
    latest = _latest_charge(intent)
    booked = getattr(latest, "balance_transaction", None)
    return None if isinstance(booked, str) else booked


def _taken_at(intent: str | stripe.PaymentIntent | None) -> datetime | None:
    """When the money was received: a card pays at once, a bank debit when Stripe books it, days after it began."""
    latest = _latest_charge(intent)
    if latest is None or getattr(latest, "paid", False) is not True:
        return None
    if _method(intent) == "bank_debit":
        booked = _booked(intent)
        return _moment(booked.created) if booked else None
    return _moment(latest.created)


def _fee(intent: str | stripe.PaymentIntent | None) -> int | None:
    """What Stripe kept, where it books in the payment's own currency."""
    booked, latest = _booked(intent), _latest_charge(intent)
    return booked.fee if booked and latest and booked.currency == latest.currency else None


def _method(intent: str | stripe.PaymentIntent | None) -> TakingMethod:
    latest = _latest_charge(intent)
    if latest is not None and latest.payment_method_details is not None:
        return _METHODS.get(latest.payment_method_details.type, "other")
    if _confirm_url(intent):
        return "bank_debit"
    return _METHODS.get(_type_that_failed(intent), "other")


def _type_that_failed(intent: str | stripe.PaymentIntent | None) -> str | None:
    """What was tried last, where it failed before anything was charged."""
    if intent is None or isinstance(intent, str) or intent.last_payment_error is None:
        return None
    tried = getattr(intent.last_payment_error, "payment_method", None)
    return getattr(tried, "type", None)


def _failure(intent: str | stripe.PaymentIntent | None) -> str | None:
    """Why the last try failed, if one did and the payer has not begun another."""
    if intent is None or isinstance(intent, str) or intent.last_payment_error is None:
        return None
    sources = (
        (intent.last_payment_error, "decline_code"),
        (intent.last_payment_error, "code"),
        (_latest_charge(intent), "failure_code"),
    )
    return words.explain(_text(source, name) for source, name in sources)
