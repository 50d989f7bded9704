"""Paying by Stripe Checkout, up to the money being booked.

Each call to Stripe stands between two transactions: the payment's row and its reference (the idempotency key) exist
before Stripe is asked, and the answer is committed after it. ``settle`` is the one function that books what a Checkout
Session brought; the webhook, the return page and the reconciliation all call it, as often and as concurrently as they
like (Stripe, "Fulfill orders with Checkout").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference, statement_suffix
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid, NotFound, Unavailable
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method, PaymentState, move
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.errors import (
    Busy,
    IdempotencyConflict,
    ProviderObjectMissing,
    ProviderRefused,
)
from sigma_finance.gateways.payments.providers import provider, provider_on
from sigma_finance.gateways.payments.types import CheckoutRequest, CheckoutSession
from sigma_finance.models import Chapter, Member, NamedInstallment, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import named, pay_links
from sigma_finance.queries.payments import settling as queries
from sigma_finance.queries.payments.settling import PageAtProvider
from sigma_finance.services import audit
from sigma_finance.services.payments import accounts, fees, settlement

#: Stripe keeps a session open, and an idempotency key's answer, for 24 hours; we reuse neither so long.
REUSE_FOR = timedelta(hours=20)
#: What all the calls of one press of *Pay* may take together.
CALL_SECONDS = 8
UNKNOWN_AT_STRIPE = "Stripe does not know this payment page any more. Nothing was charged."


@dataclass(frozen=True)
class PayLinkVisit:
    """The pay link that a payer came by, and the address to which they return."""

    id: int
    address: str


@dataclass(frozen=True)
class CheckoutOrder:
    """What is to be paid for a member: minor units of what they owe, with the card fee, by a pay link, or neither.

    The installments named are settled by it before others.
    """

    chapter_id: int
    member_id: int
    amount_minor: int
    cover_fee: bool = False
    link: PayLinkVisit | None = None
    installment_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Intent:
    """What is to be asked of Stripe, with our row already committed."""

    request: CheckoutRequest
    session_id: str | None
    superseded: list[PageAtProvider] = field(default_factory=list)


def start(
    *,
    chapter_id: int,
    member_id: int,
    amount_minor: int,
    by: Actor,
    cover_fee: bool = False,
    installment_ids: tuple[int, ...] = (),
) -> str:
    """Open Checkout for a member who pays ``amount_minor`` of what they owe; returns the address to send them to.

    It settles ``installment_ids`` before others.

    With ``cover_fee`` the card fee is added, where the chapter leaves that to the payer. The same amount leads to the
    same session while that is open; any other open one is expired first. Raises Invalid for an amount that is not
    owed, Unavailable when Stripe cannot be asked (nothing was charged, or we find out).
    """
    wanted = CheckoutOrder(
        chapter_id, member_id, amount_minor, cover_fee=cover_fee, installment_ids=installment_ids
    )
    return open_page(wanted=wanted, by=by)


def open_page(*, wanted: CheckoutOrder, by: Actor) -> str:
    """Open Checkout for whoever pays for a member; returns the address to send them to. Raises as ``start`` does.

    One page is open for a member at a time: what another choice or another payer had opened is expired first.
    """
    with provider().within(CALL_SECONDS):
        return _open(wanted, by)


def _open(wanted: CheckoutOrder, by: Actor) -> str:
    for _ in range(3):
        intent = _intend(wanted=wanted, by=by)
        transactions.end_read()
        for page in intent.superseded:
            supersede(page)
        if intent.session_id is None:
            return open_session(intent.request)
        page = PageAtProvider(intent.request.payment_ref, intent.session_id, intent.request.account)
        url = _still_open(page)
        if url is not None:
            return url
    raise Conflict("Your last payment is still being looked up. Open your dashboard to see where it stands.")


def _still_open(page: PageAtProvider) -> str | None:
    """The address of a session that can still be paid; one that has ended is brought to its end here first."""
    try:
        session = provider_on(page.account).get_checkout_session(session_id=page.session_id)
    except ProviderObjectMissing:
        close(reference=page.reference, state=PaymentState.EXPIRED, problem=UNKNOWN_AT_STRIPE)
        return None
    if session.stage == "open" and session.url:
        return session.url
    settlement.settle(taken=session)
    return None


def open_session(request: CheckoutRequest) -> str:
    """Ask Stripe for the page of a payment whose row is committed; returns its address. Raises Unavailable."""
    reference = request.payment_ref
    try:
        session = provider_on(request.account).create_checkout_session(
            request=request, idempotency_key=reference
        )
    except IdempotencyConflict as conflict:
        close(
            reference=reference,
            state=PaymentState.FAILED,
            problem="It could not be opened. Nothing was charged.",
        )
        raise Unavailable(
            "This payment could not be opened. Nothing was charged; press Pay again."
        ) from conflict
    except (ProviderRefused, Busy) as refusal:
        close(reference=reference, state=PaymentState.FAILED, problem=refusal.message)
        raise Unavailable("Card payments cannot be taken right now. Nothing was charged.") from refusal
    note_opened(session=session)
    if not session.url:
        raise Conflict("This payment has been made already. Open your dashboard to see it.")
    return session.url


@transactional
def _intend(*, wanted: CheckoutOrder, by: Actor) -> _Intent:
    member = locks.lock_member(chapter_id=wanted.chapter_id, member_id=wanted.member_id)
    chapter = db.session.get_one(Chapter, wanted.chapter_id)
    _check(member, chapter, wanted)
    if queries.is_being_charged(chapter_id=member.chapter_id, member_id=member.id):
        raise Conflict("Autopay is charging this at the moment. Look again in a few minutes.")
    if wanted.link is not None and not pay_links.works(
        chapter_id=member.chapter_id, link_id=wanted.link.id, at=now()
    ):
        raise Conflict("This link was taken back, or has expired. Nothing was charged.")
    open_payments = queries.open_checkouts(chapter_id=wanted.chapter_id, member_id=wanted.member_id)
    fee_minor = policy.read(chapter.policy).card_fee(wanted.amount_minor) if wanted.cover_fee else 0
    fresh = Payment(
        chapter_id=member.chapter_id,
        member_id=member.id,
        reference=new_reference(),
        method=Method.CARD,
        state=PaymentState.CREATED,
        amount_minor=wanted.amount_minor + fee_minor,
        fee_minor=fee_minor,
        pay_link_id=wanted.link.id if wanted.link else None,
        stripe_account=accounts.account_of(chapter),
    )
    names = named.open_of(member, wanted.installment_ids)
    known = named.by_payment([p for p in open_payments if _same(p, fresh)])
    payment = next((p for p, its in known if its == names), None) or _keep(fresh, names, by)
    superseded = [
        PageAtProvider(p.reference, p.stripe_session_id, p.stripe_account)
        for p in open_payments
        if p is not payment and p.stripe_session_id
    ]
    request = _request(chapter, member, payment, wanted.link)
    return _Intent(request, payment.stripe_session_id, superseded)


def _same(known: Payment, fresh: Payment) -> bool:
    """Whether a page that is open asks for the same, of the same payer, and will be open for a while."""
    kind = (known.amount_minor, known.fee_minor, known.pay_link_id, known.stripe_account)
    wanted = (fresh.amount_minor, fresh.fee_minor, fresh.pay_link_id, fresh.stripe_account)
    return kind == wanted and now() - known.created_at < REUSE_FOR


def _check(member: Member, chapter: Chapter, wanted: CheckoutOrder) -> None:
    owed = format_money(member.balance_minor, chapter.currency)
    if member.balance_minor == 0:
        nothing = "Nothing is owed" if wanted.link else "You owe nothing"
        raise Invalid(f"{nothing}, so there is nothing to pay.", field="amount")
    if wanted.amount_minor <= 0:
        raise Invalid("Enter an amount above zero.", field="amount")
    if wanted.amount_minor > member.balance_minor:
        most = f"{owed} is owed" if wanted.link else f"You owe {owed}"
        raise Invalid(f"{most}. Enter that or less.", field="amount")


def _keep(payment: Payment, names: Collection[int], by: Actor) -> Payment:
    db.session.add(payment)
    db.session.flush()
    whose = {"chapter_id": payment.chapter_id, "payment_id": payment.id}
    db.session.add_all(NamedInstallment(**whose, installment_id=one) for one in sorted(names))
    audit.record(
        Action.PAYMENT_STARTED,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=payment.member_id,
        amount_minor=payment.amount_minor,
    )
    return payment


def _request(
    chapter: Chapter, member: Member, payment: Payment, link: PayLinkVisit | None
) -> CheckoutRequest:
    base = f"{setting('BASE_URL')}/c/{chapter.slug}"  # whichever chapter their other tabs are of
    result = f"{link.address}/{payment.reference}" if link else f"{base}/payments/{payment.reference}/result"
    return CheckoutRequest(
        payment_ref=payment.reference,
        chapter_slug=chapter.slug,
        member_id=member.id,
        description=f"{chapter.name} dues",
        amount_minor=payment.amount_minor - payment.fee_minor,
        fee_minor=payment.fee_minor,
        currency=chapter.currency,
        customer_email=None if link else member.email,
        statement_suffix=statement_suffix(chapter.slug),
        success_url=f"{result}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=link.address if link else f"{base}/payments/pay?cancelled={payment.reference}",
        account=payment.stripe_account,
    )


def supersede(page: PageAtProvider) -> None:
    """Expire a session that is no longer wanted; had it been paid meanwhile, book that."""
    try:
        session = provider_on(page.account).expire_checkout_session(
            session_id=page.session_id, idempotency_key=f"{page.reference}:expire"
        )
    except ProviderObjectMissing:
        close(reference=page.reference, state=PaymentState.EXPIRED, problem=UNKNOWN_AT_STRIPE)
        return
    except ProviderRefused:
        session = provider_on(page.account).get_checkout_session(session_id=page.session_id)
    settlement.settle(taken=session)


@transactional
def note_opened(*, session: CheckoutSession) -> None:
    """Keep what Stripe answered on our row; a webhook that was faster has done so already."""
    payment = locks.lock_payment_by_reference(reference=session.payment_ref or "")
    if payment is not None and payment.state is PaymentState.CREATED:
        payment.state = move(payment.state, PaymentState.PENDING)
        payment.stripe_session_id = session.id
        payment.checkout_url = session.url


@transactional
def close(*, reference: str, state: PaymentState, problem: str) -> None:
    """End a payment that will bring nothing: refused, or never known at Stripe."""
    payment = locks.lock_payment_by_reference(reference=reference)
    if payment is not None and payment.state in (PaymentState.CREATED, PaymentState.PENDING):
        settlement.end(payment, state, problem)


def settle_return(*, chapter_id: int, member_id: int, reference: str, session_id: str | None) -> None:
    """Book what a returning payer's session brought, if no webhook has done so yet.

    Raises NotFound for a payment or session that is not this member's, Unavailable while Stripe cannot be asked.
    """
    payment = queries.find_payment(chapter_id=chapter_id, reference=reference)
    if payment is None or payment.member_id != member_id:
        raise NotFound("There is no such payment.")
    look_up(payment, session_id=session_id)


def look_up(payment: Payment, *, session_id: str | None) -> None:
    """Ask Stripe what became of a payment that is not booked yet, and book it."""
    reference = payment.reference
    if payment.stripe_session_id and session_id and session_id != payment.stripe_session_id:
        raise NotFound("There is no such payment.")
    asked = payment.stripe_session_id or session_id
    if payment.state in fees.BOOKED or not payment.method.by_stripe or not asked:
        return
    account = payment.stripe_account
    transactions.end_read()
    try:
        session = provider_on(account).get_checkout_session(session_id=asked)
    except ProviderObjectMissing as missing:
        raise NotFound("There is no such payment.") from missing
    if session.payment_ref != reference:
        raise NotFound("There is no such payment.")
    settlement.settle(taken=session)
