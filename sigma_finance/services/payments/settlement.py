"""What was taken at the provider, booked: a payment is brought to where its page or its charge is.

Idempotent on the object, not on the event that told of it; called with a snapshot fetched just before, outside any
transaction.
"""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.debits import AccountCheck
from sigma_finance.domain.payments.payments import Method, PaymentState, move
from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.gateways.payments.types import (
    CheckoutSession,
    DirectCharge,
    Taken,
)
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version
from sigma_finance.services.messages import movements
from sigma_finance.services.payments import (
    accounts,
    at_provider,
    autopay_outcomes,
    booking,
    fees,
    payer_news,
)
from sigma_finance.services.payments.verdicts import (
    NOT_OURS,
    SettlementOutcome,
    applied,
    ignored,
    quarantined,
)

WAITING = (PaymentState.CREATED, PaymentState.PENDING, PaymentState.PROCESSING)
LEFT_OPEN = "The page to pay on was left open for too long. Nothing was charged."
REPLACED = "It was replaced by a newer payment. Nothing was charged."


@transactional
def settle(*, taken: Taken) -> SettlementOutcome:
    """Bring a payment to where its page or its charge is at the provider; books exactly what was taken, once."""
    if taken.payment_ref is None:
        return NOT_OURS
    if taken.livemode != provider().livemode():
        return quarantined("It belongs to the other mode (test or live) of the Stripe account.")
    payment = locks.lock_payment_by_reference(reference=taken.payment_ref)
    if payment is None:
        return _adopt(taken)
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    problem = _mismatch(taken, payment, chapter)
    if problem:
        return quarantined(problem, chapter.id)
    _bring(payment, taken, chapter)
    return applied(chapter.id)


def _mismatch(taken: Taken, payment: Payment, chapter: Chapter) -> str:
    if taken.account != payment.stripe_account:
        return "It was taken on another Stripe account than the payment's."
    if taken.chapter_slug != chapter.slug:
        return "Its chapter is not the payment's."
    if taken.currency != chapter.currency:
        return f"It is in {taken.currency}, the chapter's books are in {chapter.currency}."
    return "" if _is_of(taken, payment) else "Another session has been opened for this payment."


def _is_of(taken: Taken, payment: Payment) -> bool:
    """Whether this is the payment's own page, or the payment needs none and this is a charge without one."""
    if isinstance(taken, CheckoutSession):
        return not payment.autopay and payment.stripe_session_id in (None, taken.id)
    return payment.autopay


def _adopt(taken: Taken) -> SettlementOutcome:
    """Take in money of ours whose row is not here (a restored backup): to its member, or kept as unmatched."""
    chapter = queries.find_chapter(slug=taken.chapter_slug or "")
    if taken.stage != "paid" or taken.amount_minor <= 0:
        return ignored("It names a payment that is not in the books and was not paid.")
    if chapter is None or taken.currency != chapter.currency:
        return quarantined("It was paid, but names no chapter here with its currency.")
    if not accounts.is_of(chapter, taken.account):
        return quarantined("It was paid on a Stripe account that is not the chapter's.", chapter.id)
    member = locks.lock_members(chapter_id=chapter.id, member_ids=[taken.member_id or 0]).get(
        taken.member_id or 0
    )
    payment = Payment(
        chapter_id=chapter.id,
        member_id=member.id if member else None,
        reference=taken.payment_ref or new_reference(),
        method=_method(taken),
        state=PaymentState.CREATED,
        amount_minor=taken.amount_minor,
        autopay=isinstance(taken, DirectCharge),
        stripe_account=taken.account,
    )
    db.session.add(payment)
    db.session.flush()
    _bring(payment, taken, chapter)
    return applied(chapter.id, "The payment was not in the books and has been taken in.")


def _method(taken: Taken) -> Method:
    return Method.BANK_DEBIT if taken.method == "bank_debit" else Method.CARD


def _bring(payment: Payment, taken: Taken, chapter: Chapter) -> None:
    payment.stripe_payment_intent_id = taken.payment_intent or payment.stripe_payment_intent_id
    if isinstance(taken, CheckoutSession):
        _note_page(payment, taken)
    if payment.state not in fees.BOOKED and taken.stage == "paid":
        _book(payment, taken, chapter)
    elif payment.state in WAITING:
        _bring_unpaid(payment, taken, chapter)
    if payment.state in fees.BOOKED and taken.fee_minor is not None:
        fees.post_once(payment, taken.fee_minor, chapter)


def _note_page(payment: Payment, session: CheckoutSession) -> None:
    payment.stripe_session_id = session.id
    payment.checkout_url = session.url or session.confirm_url
    if payment.pay_link_id is not None and session.payer_email:
        payment.payer_email = normal_email(session.payer_email)[:254]


def _bring_unpaid(payment: Payment, taken: Taken, chapter: Chapter) -> None:
    match taken.stage:
        case "under_way" | "failed":
            _under_way_or_failed(payment, taken, chapter)
        case "ended":
            newer = queries.has_newer_checkout(payment)
            end(payment, PaymentState.EXPIRED, REPLACED if newer else LEFT_OPEN)
        case _:
            if payment.state is PaymentState.CREATED:
                payment.state = move(payment.state, PaymentState.PENDING)
            payment.problem = (taken.failure or "")[:300]
            if taken.failure:
                _note_decline(payment, chapter, taken.failure)


def _note_decline(payment: Payment, chapter: Chapter, failure: str) -> None:
    if payer_news.declined(payment, chapter, failure):
        at_provider.record(Action.PAYMENT_DECLINED, payment, payment.amount_minor)


def _book(payment: Payment, taken: Taken, chapter: Chapter) -> None:
    member = None
    if payment.member_id is not None:
        member = locks.lock_member(chapter_id=chapter.id, member_id=payment.member_id)
    payment.method = _method(taken)
    payment.account_check, payment.expected_on = _account_check(payment, taken), None
    payment.received_on = at_provider.day_of(taken.taken_at, chapter)
    if taken.amount_minor > 0:
        booking.book(
            payment,
            member=member,
            amount_minor=taken.amount_minor,
            by=STRIPE,
            action=Action.PAYMENT_SUCCEEDED,
        )
        if payment.autopay:
            autopay_outcomes.paid(payment)
    elif payment.state in WAITING:
        end(payment, PaymentState.CANCELLED, "It was covered in full by a discount.")
    else:
        return  # so it was told before, and its discount was waived then
    if taken.discount_minor and member is not None:
        _waive_discount(member, taken.discount_minor, chapter)


def _waive_discount(member: Member, discount_minor: int, chapter: Chapter) -> None:
    """A discount settles what it can without inventing money."""
    amount = min(discount_minor, member.balance_minor)
    if amount <= 0:
        return
    ledger.post(
        Draft(
            chapter_id=chapter.id,
            kind=EntryKind.WAIVER,
            booked_on=today_in(chapter.timezone),
            memo="Discount at Checkout",
            lines=ledger.waiver_lines(member, amount_minor=amount),
        )
    )
    movements.tell(member, "charge_waived", amount, description="A discount at Checkout")


def _under_way_or_failed(payment: Payment, taken: Taken, chapter: Chapter) -> None:
    payment.method = _method(taken)
    before, payment.account_check = payment.account_check, _account_check(payment, taken)
    payment.expected_on = taken.expected_on
    if taken.stage == "failed":
        _fail(payment, taken.failure or "", chapter)
    elif payment.state is not PaymentState.PROCESSING:
        payment.state = move(payment.state, PaymentState.PROCESSING)
        payment.problem = ""
        at_provider.record(Action.PAYMENT_UNDER_WAY, payment, payment.amount_minor)
        payer_news.under_way(payment, chapter, confirm_url=_confirm_url(taken))
        version.changed(chapter_id=payment.chapter_id)
    elif payment.account_check is not before:
        payer_news.under_way(payment, chapter, confirm_url=_confirm_url(taken))
        version.changed(chapter_id=payment.chapter_id)


def _account_check(payment: Payment, taken: Taken) -> AccountCheck | None:
    """Whether the payer's bank account has been confirmed; none where that was never asked."""
    if _confirm_url(taken):
        return AccountCheck.WAITS
    if taken.checking:
        return AccountCheck.CHECKING
    if payment.account_check not in (AccountCheck.WAITS, AccountCheck.CHECKING):
        return payment.account_check
    return AccountCheck.FAILED if taken.stage == "failed" else AccountCheck.CONFIRMED


def _confirm_url(taken: Taken) -> str:
    return taken.confirm_url or "" if isinstance(taken, CheckoutSession) else ""


def _fail(payment: Payment, failure: str, chapter: Chapter) -> None:
    end(payment, PaymentState.FAILED, failure)
    if payment.autopay:
        autopay_outcomes.failed(payment, chapter, failure)
        return
    payer_news.debit_failed(payment, chapter, failure)


def end(payment: Payment, state: PaymentState, problem: str) -> None:
    """Close a payment without money, with the reason, inside the transaction under way."""
    before = payment.state
    payment.state = move(before, state)
    payment.problem = problem[:300]
    audit.record(
        Action.PAYMENT_CLOSED,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=STRIPE,
        before=before.value,
        after=state.value,
    )
    version.changed(chapter_id=payment.chapter_id)
