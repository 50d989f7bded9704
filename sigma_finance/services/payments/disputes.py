"""Disputes at the provider, booked: money out at once, back when won, given up when lost, and the fee.

Idempotent on the object, not on the event that told of it; called with a snapshot fetched just before, outside any
transaction.
"""

from __future__ import annotations

from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.disputes import reason_in_words
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ProviderDispute
from sigma_finance.models import Chapter, Dispute, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, movements
from sigma_finance.services.payments import at_provider, booking, fees, going_back
from sigma_finance.services.payments.verdicts import NOT_OURS, SettlementOutcome, applied

#: What a dispute has come to when it opens, for whoever keeps the books.
ASKED = "The payer's bank asks about this payment. No money has moved, and the books show it as paid."
WITHDRAWN = "The payer's bank took the payment back. The books show it as owed again."
SENT_BACK = (
    "The payer's bank sent the payment back, and its decision is final. The books show it as owed again."
)
#: Why a receipt states less than it did, or more.
TAKEN_BACK = "The payer's bank took the money back."


@transactional
def book_dispute(*, dispute: ProviderDispute) -> SettlementOutcome:
    """Bring the books to what a dispute has moved at Stripe: its money out, back when won, and its fee."""
    payment = locks.lock_payment_by_intent(
        account=dispute.account, payment_intent=dispute.payment_intent or ""
    )
    if payment is None:
        return NOT_OURS
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    at_provider.lock_member(payment)
    known = queries.find_dispute(stripe_dispute_id=dispute.id)
    moved = -postings.cash_of_dispute(chapter_id=chapter.id, dispute_id=known.id) if known else 0
    outgoing = dispute.withdrawn_minor - dispute.reinstated_minor - moved
    known = known or _open_dispute(payment, dispute, chapter)
    known.reason = dispute.reason[:80]
    _follow(known, dispute)
    moved_on = at_provider.day_of(dispute.moved_at, chapter)
    _move_disputed_money(payment, known, outgoing, moved_on)
    _book_dispute_fee(payment, known, dispute.fee_minor, chapter, moved_on)
    _close_dispute(payment, known, dispute)
    going_back.restate_receipt(payment, TAKEN_BACK)
    going_back.give_up_what_is_lost(payment)
    return applied(chapter.id)


def _follow(known: Dispute, dispute: ProviderDispute) -> None:
    """Take over by when it wants an answer, and whether it has one; with another day, its warnings come anew."""
    if dispute.answered is not known.answered:
        version.changed(chapter_id=known.chapter_id)
    if dispute.evidence_due_at != known.evidence_due_at:
        known.warned_days = None
    known.answered, known.evidence_due_at = dispute.answered, dispute.evidence_due_at


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
    at_provider.record(Action.DISPUTE_OPENED, payment, dispute.amount_minor)
    member = at_provider.member_of(payment)
    due = dispute.evidence_due_at
    keepers.tell_keepers(
        chapter.id,
        "dispute_opened",
        dispute.amount_minor,
        f"/treasurer/disputes/{known.id}",
        member_name=member.name if member else "An unknown payer",
        due_on=long_date(local_date(due, chapter.timezone)) if due else None,
        reason=reason_in_words(dispute.reason),
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
        going_back.open_again(payment)
        movements.tell(at_provider.member_of(payment), "payment_taken", held)
    elif outgoing_minor < 0:
        theirs = booking.put_back(
            payment,
            amount_minor=-outgoing_minor,
            kind=EntryKind.DISPUTE_WON,
            by=STRIPE,
            dispute_id=known.id,
            booked_on=moved_on,
        )
        movements.tell(at_provider.member_of(payment), "payment_returned", theirs)


def _book_dispute_fee(
    payment: Payment, known: Dispute, fee_minor: int, chapter: Chapter, moved_on: date
) -> None:
    booked = postings.booked_on_account(
        chapter_id=chapter.id, payment_id=payment.id, account=Account.DISPUTE_FEES, dispute_id=known.id
    )
    if fee_minor == booked:
        return
    fees.post(
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
        at_provider.record(Action.DISPUTE_WON, payment, known.amount_minor)
    elif dispute.status == "lost":
        known.state = DisputeState.LOST
        at_provider.record(Action.DISPUTE_LOST, payment, known.amount_minor)
    else:
        return
    known.closed_at = now()
    version.changed(chapter_id=payment.chapter_id)
