"""What Stripe says has happened, booked: sessions, refunds, disputes, fees.

Everything here is idempotent on the object (the session, refund, dispute, charge), not on the event that told of it,
and is called with a snapshot fetched just before, outside any transaction.
"""

from __future__ import annotations

from datetime import date, datetime

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import local_date, long_date, now, today_in
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState, move
from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.gateways.payments.types import (
    ChargeFee,
    CheckoutSession,
    DirectCharge,
    ProviderDispute,
    ProviderRefund,
    Taken,
)
from sigma_finance.models import Chapter, Dispute, Member, Payment, Refund
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, movements
from sigma_finance.services.payments import autopay_outcomes, booking, payer_news
from sigma_finance.services.payments.verdicts import (
    NOT_OURS,
    SettlementOutcome,
    applied,
    ignored,
    quarantined,
)

BOOKED = (PaymentState.SUCCEEDED, PaymentState.REVERSED)
WAITING = (PaymentState.CREATED, PaymentState.PENDING, PaymentState.PROCESSING)
LEFT_OPEN = "The page to pay on was left open for too long. Nothing was charged."
#: What a dispute has come to when it opens, for whoever keeps the books.
ASKED = "The payer's bank asks about this payment. No money has moved, and the books show it as paid."
WITHDRAWN = "The payer's bank took the payment back. The books show it as owed again."
SENT_BACK = (
    "The payer's bank sent the payment back, and its decision is final. The books show it as owed again."
)
#: Why a receipt states less than it did, or more.
REFUNDED = "It was refunded, in whole or in part."
TAKEN_BACK = "The payer's bank took the money back."
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
    if payment.state not in BOOKED and taken.stage == "paid":
        _book(payment, taken, chapter)
    elif payment.state in WAITING:
        _bring_unpaid(payment, taken, chapter)
    if payment.state in BOOKED and taken.fee_minor is not None:
        _post_fee_once(payment, taken.fee_minor, chapter)


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
        _audit(Action.PAYMENT_DECLINED, payment, payment.amount_minor)


def _book(payment: Payment, taken: Taken, chapter: Chapter) -> None:
    member = None
    if payment.member_id is not None:
        member = locks.lock_member(chapter_id=chapter.id, member_id=payment.member_id)
    payment.method = _method(taken)
    payment.received_on = _day_of(taken.taken_at, chapter)
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


def _day_of(moment: datetime | None, chapter: Chapter) -> date:
    """The day of a moment at Stripe in the chapter's zone: today where it doesn't tell, or its clock is ahead."""
    today = today_in(chapter.timezone)
    return min(local_date(moment, chapter.timezone), today) if moment else today


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
    if taken.stage == "failed":
        _fail(payment, taken.failure or "", chapter)
    elif payment.state is not PaymentState.PROCESSING:
        payment.state = move(payment.state, PaymentState.PROCESSING)
        payment.problem = ""
        _audit(Action.PAYMENT_UNDER_WAY, payment, payment.amount_minor)
        payer_news.under_way(payment, chapter, confirm_url=_confirm_url(taken))
        version.changed(chapter_id=payment.chapter_id)


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


@transactional
def book_refund(*, refund: ProviderRefund) -> SettlementOutcome:
    """Take a refund out of its payment when it is on its way, and put it back should it fail; each once."""
    payment = locks.lock_payment_by_intent(payment_intent=refund.payment_intent or "")
    if payment is None:
        return NOT_OURS
    known = queries.find_refund(stripe_refund_id=refund.id)
    gone = refund.status in ("failed", "canceled")
    if known is None:
        _lock_member(payment)
        known = _new_refund(payment, refund, gone)
    elif gone and known.state is not RefundState.FAILED:
        _refund_back(payment, known)
    if refund.status == "succeeded" and known.state is RefundState.PENDING:
        known.state = RefundState.SUCCEEDED
    _restate_receipt(payment, REFUNDED)
    _give_up_what_is_lost(payment)
    return applied(payment.chapter_id)


def _new_refund(payment: Payment, refund: ProviderRefund, gone: bool) -> Refund:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    known = Refund(
        chapter_id=chapter.id,
        payment_id=payment.id,
        stripe_refund_id=refund.id,
        amount_minor=refund.amount_minor,
        state=RefundState.FAILED if gone else RefundState.PENDING,
    )
    db.session.add(known)
    db.session.flush()
    if not gone:
        booking.go_back(
            payment,
            amount_minor=known.amount_minor,
            kind=EntryKind.REFUND,
            refund_id=known.id,
            booked_on=_day_of(refund.created_at, chapter),
        )
        _audit(Action.PAYMENT_REFUNDED, payment, known.amount_minor)
        _open_again(payment)
        movements.tell(_member_of(payment), "refunded", known.amount_minor)
    return known


def _refund_back(payment: Payment, known: Refund) -> None:
    known.state = RefundState.FAILED
    booking.put_back(
        payment, amount_minor=known.amount_minor, kind=EntryKind.REFUND_FAILED, by=STRIPE, refund_id=known.id
    )
    _audit(Action.REFUND_FAILED, payment, known.amount_minor)
    movements.tell(_member_of(payment), "refund_failed", known.amount_minor)


def _member_of(payment: Payment) -> Member | None:
    return db.session.get(Member, payment.member_id) if payment.member_id else None


def _open_again(payment: Payment) -> None:
    """What autopay had paid and is open again is told and charged anew."""
    if payment.autopay:
        autopay_outcomes.reopened(payment)


def _lock_member(payment: Payment) -> None:
    if payment.member_id is not None:
        locks.lock_member(chapter_id=payment.chapter_id, member_id=payment.member_id)


@transactional
def book_dispute(*, dispute: ProviderDispute) -> SettlementOutcome:
    """Bring the books to what a dispute has moved at Stripe: its money out, back when won, and its fee."""
    payment = locks.lock_payment_by_intent(payment_intent=dispute.payment_intent or "")
    if payment is None:
        return NOT_OURS
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    _lock_member(payment)
    known = queries.find_dispute(stripe_dispute_id=dispute.id)
    moved = -postings.cash_of_dispute(chapter_id=chapter.id, dispute_id=known.id) if known else 0
    outgoing = dispute.withdrawn_minor - dispute.reinstated_minor - moved
    known = known or _open_dispute(payment, dispute, chapter)
    known.reason = dispute.reason[:80]
    known.evidence_due_at = dispute.evidence_due_at
    moved_on = _day_of(dispute.moved_at, chapter)
    _move_disputed_money(payment, known, outgoing, moved_on)
    _book_dispute_fee(payment, known, dispute.fee_minor, chapter, moved_on)
    _close_dispute(payment, known, dispute)
    _restate_receipt(payment, TAKEN_BACK)
    _give_up_what_is_lost(payment)
    return applied(chapter.id)


def _open_dispute(payment: Payment, dispute: ProviderDispute, chapter: Chapter) -> Dispute:
    known = Dispute(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        stripe_dispute_id=dispute.id,
        amount_minor=dispute.amount_minor,
        state=DisputeState.OPEN,
        created_at=dispute.created_at,
    )
    db.session.add(known)
    db.session.flush()
    _audit(Action.DISPUTE_OPENED, payment, dispute.amount_minor)
    member = db.session.get(Member, payment.member_id) if payment.member_id else None
    due = dispute.evidence_due_at
    keepers.tell_keepers(
        chapter.id,
        "dispute_opened",
        dispute.amount_minor,
        f"/treasurer/payments/{payment.reference}",
        member_name=member.name if member else "An unknown payer",
        due_on=long_date(local_date(due, chapter.timezone)) if due else None,
        reason=dispute.reason.replace("_", " "),
        happened=_in_words(payment, dispute, chapter),
    )
    version.changed(chapter_id=chapter.id)
    return known


def _in_words(payment: Payment, dispute: ProviderDispute, chapter: Chapter) -> str:
    """What has happened so far: a bank that only asks has taken nothing, and one that has decided can't be answered."""
    taken = dispute.withdrawn_minor - dispute.reinstated_minor
    if taken <= 0:
        return ASKED
    lost = dispute.status == "lost"
    held = min(max(ledger.held(payment).left_minor, 0), taken)
    if held == taken:
        return SENT_BACK if lost else WITHDRAWN
    what = "sent the payment back, and its decision is final" if lost else "took the payment back"
    owed = f" {format_money(held, chapter.currency)} is owed again." if held else ""
    excess = format_money(taken - held, chapter.currency)
    account = Account.LOST_DISPUTES if lost else Account.DISPUTED_IN_EXCESS
    return (
        f"The payer's bank {what}, though {excess} of it had gone back before.{owed} "
        f"{excess} stands in the books as {account.label.lower()}: nobody owes it."
    )


def _move_disputed_money(payment: Payment, known: Dispute, outgoing_minor: int, moved_on: date) -> None:
    if outgoing_minor > 0:
        held = booking.go_back(
            payment,
            amount_minor=outgoing_minor,
            kind=EntryKind.DISPUTE,
            dispute_id=known.id,
            booked_on=moved_on,
        )
        _open_again(payment)
        movements.tell(_member_of(payment), "payment_taken", held)
    elif outgoing_minor < 0:
        theirs = booking.put_back(
            payment,
            amount_minor=-outgoing_minor,
            kind=EntryKind.DISPUTE_WON,
            by=STRIPE,
            dispute_id=known.id,
            booked_on=moved_on,
        )
        movements.tell(_member_of(payment), "payment_returned", theirs)


def _book_dispute_fee(
    payment: Payment, known: Dispute, fee_minor: int, chapter: Chapter, moved_on: date
) -> None:
    booked = postings.booked_on_account(
        chapter_id=chapter.id, payment_id=payment.id, account=Account.DISPUTE_FEES, dispute_id=known.id
    )
    if fee_minor == booked:
        return
    _post_fee(
        payment,
        chapter,
        EntryKind.DISPUTE,
        Account.DISPUTE_FEES,
        fee_minor - booked,
        dispute_id=known.id,
        booked_on=moved_on,
    )


def _close_dispute(payment: Payment, known: Dispute, dispute: ProviderDispute) -> None:
    if known.state is not DisputeState.OPEN:
        return
    if dispute.status in ("won", "warning_closed", "prevented"):
        known.state = DisputeState.WON
        _audit(Action.DISPUTE_WON, payment, known.amount_minor)
    elif dispute.status == "lost":
        known.state = DisputeState.LOST
        _audit(Action.DISPUTE_LOST, payment, known.amount_minor)
    else:
        return
    known.closed_at = now()
    version.changed(chapter_id=payment.chapter_id)


def _restate_receipt(payment: Payment, reason: str) -> None:
    db.session.flush()
    receipts.restate(payment, reason=reason)


def _give_up_what_is_lost(payment: Payment) -> None:
    """Book as an expense what stands in excess once disputes are lost and none is open, save what refunds alone did."""
    disputes = queries.disputes_of(payment)
    states = {one.state for one in disputes}
    if DisputeState.LOST not in states or DisputeState.OPEN in states:
        return
    by_refunds = max(-postings.cash_without_disputes(payment), 0)
    lost = ledger.held(payment).excess.get(Account.DISPUTED_IN_EXCESS, 0) - by_refunds
    if lost > 0:
        booking.lose(payment, amount_minor=lost, dispute_id=disputes[-1].id)


@transactional
def book_fee(*, charge: ChargeFee) -> SettlementOutcome:
    """Book what Stripe kept of a payment, once it is known."""
    payment = locks.lock_payment_by_intent(payment_intent=charge.payment_intent or "")
    if payment is None:
        return NOT_OURS
    if charge.fee_minor is None or payment.state not in BOOKED:
        return ignored("Its fee is not known yet, or its payment is not booked.")
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    _post_fee_once(payment, charge.fee_minor, chapter)
    return applied(chapter.id)


def _post_fee_once(payment: Payment, fee_minor: int, chapter: Chapter) -> None:
    """Book of the provider's fee what is not booked yet."""
    booked = postings.booked_on_account(
        chapter_id=chapter.id, payment_id=payment.id, account=Account.PROCESSING_FEES
    )
    if fee_minor != booked:
        _post_fee(payment, chapter, EntryKind.PROCESSING_FEE, Account.PROCESSING_FEES, fee_minor - booked)


def _post_fee(
    payment: Payment,
    chapter: Chapter,
    kind: EntryKind,
    account: Account,
    amount_minor: int,
    dispute_id: int | None = None,
    booked_on: date | None = None,
) -> None:
    ledger.post(
        Draft(
            chapter_id=chapter.id,
            kind=kind,
            booked_on=booked_on or today_in(chapter.timezone),
            payment_id=payment.id,
            dispute_id=dispute_id,
            lines=entries.kept_by_provider(account, amount_minor),
        )
    )


def _audit(action: Action, payment: Payment, amount_minor: int) -> None:
    audit.record(
        action,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=STRIPE,
        member_id=payment.member_id,
        amount_minor=amount_minor,
    )
