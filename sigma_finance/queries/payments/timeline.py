"""What became of a payment, step by step, from its beginning and its entries; amounts are in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.domain.payments.payouts import LineKind, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Payment, Posting
from sigma_finance.queries.payments.going_back import ReturnedMoney
from sigma_finance.queries.payments.payout_pages import PayoutOfPayment

_WORDS = {
    EntryKind.PAYMENT: "Paid",
    EntryKind.HISTORICAL: "Brought in with an import",
    EntryKind.PAYMENT_REVERSAL: "Reversed",
    EntryKind.HISTORICAL_REVERSAL: "Reversed",
    EntryKind.ASSIGNMENT: "Assigned to its member",
    EntryKind.PROCESSING_FEE: "Stripe's fee",
    EntryKind.REFUND: "Refunded",
    EntryKind.REFUND_FAILED: "The refund did not arrive",
    EntryKind.DISPUTE: "Disputed, and taken back by the bank",
    EntryKind.DISPUTE_WON: "Dispute won, and given back",
    EntryKind.WRITE_OFF: "Written off, beyond what it held",
}


@dataclass(frozen=True)
class TimelineStep:
    """Something that happened to a payment, and how much it moved."""

    at: datetime
    what: str
    amount_minor: int | None = None
    note: str = ""
    payout_id: int | None = None
    bank_line_id: int | None = None


def steps(
    payment: Payment,
    *,
    receipt: str | None,
    returned: Sequence[ReturnedMoney] = (),
    paid_out: Sequence[PayoutOfPayment] = (),
) -> list[TimelineStep]:
    """Everything that happened to a payment, in its order, and by when a bank waits for an answer.

    The receipt stands where it was numbered. An inquiry, by which no bank took anything, has no entry of its own.
    """
    moved = func.sum(case((Posting.amount_minor > 0, Posting.amount_minor), else_=0))
    rows = db.session.execute(
        select(
            JournalEntry.kind,
            JournalEntry.created_at,
            moved,
            _on(Account.DISPUTE_FEES),
            _on(Account.LOST_DISPUTES),
            _on(Account.CASH_STRIPE),
        )
        .join(
            Posting, (Posting.chapter_id == JournalEntry.chapter_id) & (Posting.entry_id == JournalEntry.id)
        )
        .where(JournalEntry.chapter_id == payment.chapter_id, JournalEntry.payment_id == payment.id)
        .group_by(JournalEntry.id, JournalEntry.kind, JournalEntry.created_at)
        .order_by(JournalEntry.created_at, JournalEntry.id)
    )
    booked = _booked(rows.all(), receipt)
    taken = any(step.what == _WORDS[EntryKind.DISPUTE] for step in booked)
    found = [*_beginning(payment), *booked, *_disputed(returned, taken), *_paid_out(paid_out)]
    return sorted(found, key=lambda step: step.at)


def _on(account: Account) -> Any:
    """What an entry posts on an account."""
    return func.sum(case((Posting.account == account, Posting.amount_minor), else_=0))


def _paid_out(payouts: Sequence[PayoutOfPayment]) -> Iterator[TimelineStep]:
    """In which payouts its money went to the bank, and in which some of it was taken off again."""
    for one in payouts:
        what = "Paid out to the bank" if one.kind is LineKind.PAYMENT else "Taken off a payout to the bank"
        day = long_date(one.arrives_on)
        note = f"at the bank on {day}" if one.state is PayoutState.PAID else one.state.label.lower()
        yield TimelineStep(one.made_at, what, abs(one.net_minor), note, one.id)


def _disputed(returned: Sequence[ReturnedMoney], taken: bool) -> Iterator[TimelineStep]:
    """What the books don't say of disputes: one that took nothing, and the day by which one wants an answer."""
    for one in returned:
        if not isinstance(one.state, DisputeState):
            continue
        if not taken:
            yield TimelineStep(one.at, "The bank asks about it", one.amount_minor)
        if one.answer_by is not None and one.state is DisputeState.OPEN:
            yield TimelineStep(one.answer_by, "Answer to the dispute is due")


def _beginning(payment: Payment) -> list[TimelineStep]:
    """When it was asked for, where that is another moment than when the money came."""
    if payment.method.by_stripe or payment.succeeded_at is None:
        return [TimelineStep(payment.created_at, "Asked for" if payment.method.by_stripe else "Reported")]
    return []


def _booked(
    rows: Iterable[Row[EntryKind, datetime, int, int, int, int]], receipt: str | None
) -> list[TimelineStep]:
    found = list[TimelineStep]()
    for kind, at, amount_minor, fee_minor, lost_minor, cash_minor in rows:
        if kind not in _WORDS:
            continue
        note = f"Receipt {receipt}" if receipt and kind is EntryKind.PAYMENT else ""
        what = _of_dispute(fee_minor, lost_minor, cash_minor) if kind is EntryKind.DISPUTE else ""
        found.append(TimelineStep(at, what or _WORDS[kind], amount_minor, note))
    return found


def _of_dispute(fee_minor: int, lost_minor: int, cash_minor: int) -> str:
    """What an entry of a dispute is that takes nothing of the payment itself: its fee, or a loss that is final."""
    if fee_minor:
        return "Stripe's fee for the dispute" if fee_minor > 0 else "Fee for the dispute given back"
    return "Lost for good, beyond what it held" if lost_minor > 0 and not cash_minor else ""
