"""How money enters and leaves the books, whoever brought it: entry, receipt, message and audit line.

Used inside the transactions of other services, which have locked the payment and its member.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft, PostingLine, changes
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.members.initials import dotted
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method, PaymentState, move
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Member, Payment, Refund
from sigma_finance.queries.locks import lock_member
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.messages import outbox
from sigma_finance.services.messages.keepers import tell_keepers

#: Further entries of the same moment, by the lines of the one that they stand beside.
Beside = Callable[[Sequence[PostingLine]], Sequence[Draft]]


@dataclass(frozen=True)
class BookingResult:
    """What booking a payment came to; amounts in minor units."""

    payment_id: int
    reference: str
    amount_minor: int
    method: Method
    receipt_number: str | None
    balance_minor: int
    credit_minor: int


def book(
    payment: Payment, *, member: Member | None, amount_minor: int, by: Actor, action: Action
) -> BookingResult:
    """Book ``amount_minor`` received: cash against what the member owes, the rest as credit; or against *unassigned*.

    Gives the receipt (to a member's payment), mails it, writes the audit line.
    """
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    if payment.state is not PaymentState.SUCCEEDED:
        payment.state = move(payment.state, PaymentState.SUCCEEDED)
    payment.amount_minor = amount_minor
    payment.succeeded_at = payment.succeeded_at or now()
    payment.received_on = payment.received_on or today_in(chapter.timezone)
    payment.problem = ""
    db.session.flush()
    lines = ledger.received_lines(payment, member, amount_minor=amount_minor)
    _post(payment, EntryKind.PAYMENT, lines, by=by, booked_on=payment.received_on)
    return _finish(payment, member, amount_minor, lines, by=by, action=action)


def assign(payment: Payment, *, member: Member, amount_minor: int, by: Actor) -> BookingResult:
    """Move ``amount_minor`` of unmatched money to a member, with the receipt it had to wait for."""
    payment.member_id = member.id
    db.session.flush()
    lines = ledger.assigned_lines(payment, member, amount_minor=amount_minor)
    _post(payment, EntryKind.ASSIGNMENT, lines, by=by)
    return _finish(payment, member, amount_minor, lines, by=by, action=Action.PAYMENT_ASSIGNED)


def _post(
    payment: Payment,
    kind: EntryKind,
    lines: Sequence[PostingLine],
    *,
    by: Actor,
    booked_on: date | None = None,
    memo: str = "",
    refund_id: int | None = None,
    dispute_id: int | None = None,
    reverses_entry_id: int | None = None,
    beside: Beside | None = None,
) -> None:
    """Write an entry of the payment, of today unless it says another day, and what stands ``beside`` its lines."""
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    draft = Draft(
        chapter_id=chapter.id,
        kind=kind,
        booked_on=booked_on or today_in(chapter.timezone),
        lines=lines,
        memo=memo,
        payment_id=payment.id,
        refund_id=refund_id,
        dispute_id=dispute_id,
        reverses_entry_id=reverses_entry_id,
        actor_member_id=by.member_id,
    )
    ledger.post_all([draft, *(beside(lines) if beside else ())])


def _finish(
    payment: Payment,
    member: Member | None,
    amount_minor: int,
    lines: Sequence[PostingLine],
    *,
    by: Actor,
    action: Action,
) -> BookingResult:
    """The receipt, the message and the audit line of money that has been booked by these lines."""
    number = receipts.issue(payment) if member is not None or payment.donor_name is not None else None
    details = {"member_id": payment.member_id, "amount_minor": amount_minor, "receipt": number}
    if action is not Action.PAYMENT_ASSIGNED:
        details["method"] = payment.method.value
    audit.record(action, chapter_id=payment.chapter_id, subject=("payments", payment.id), by=by, **details)
    if member is not None and number is not None:
        _mail_receipt(payment, member, number, lines)
        _thank_payer(payment, member, number)
    elif number is not None:
        _thank_donor(payment, number)
    else:
        tell_keepers(payment.chapter_id, "unmatched_payment", amount_minor, "/treasurer/unmatched")
    return BookingResult(
        payment_id=payment.id,
        reference=payment.reference,
        amount_minor=amount_minor,
        method=payment.method,
        receipt_number=number,
        balance_minor=member.balance_minor if member else 0,
        credit_minor=member.credit_minor if member else 0,
    )


def _mail_receipt(payment: Payment, member: Member, number: str, lines: Sequence[PostingLine]) -> None:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    settled = queries.settled_lines(chapter_id=payment.chapter_id, payment_id=payment.id)
    credit = changes(lines).credit.get(member.id, 0)
    outbox.tell(
        member,
        "receipt",
        amount=format_money(payment.amount_minor, chapter.currency),
        method_label=payment.method.label + (", by a pay link" if payment.pay_link_id else ""),
        received_on=long_date(payment.received_on or today_in(chapter.timezone)),
        receipt_number=number,
        receipt_url=f"{setting('BASE_URL')}/payments/{payment.reference}/receipt.pdf",
        balance=format_money(member.balance_minor, chapter.currency),
        settled=[
            {"description": line.description, "amount": format_money(line.amount_minor, chapter.currency)}
            for line in settled
        ],
        credit=format_money(credit, chapter.currency) if credit > 0 else None,
    )


def _thank_payer(payment: Payment, member: Member, number: str) -> None:
    """Whoever paid by a pay link has a receipt of their own, which says no more of the member than the link did."""
    if payment.payer_email in (None, member.email):
        return
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    outbox.enqueue(
        chapter_id=payment.chapter_id,
        kind="payer_receipt",
        to=payment.payer_email,
        context={
            "member_initials": dotted(member.name),
            "amount": format_money(payment.amount_minor, chapter.currency),
            "method_label": payment.method.label,
            "received_on": long_date(payment.received_on or today_in(chapter.timezone)),
            "receipt_number": number,
        },
    )


def _thank_donor(payment: Payment, number: str) -> None:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    outbox.enqueue(
        chapter_id=payment.chapter_id,
        kind="donation_receipt",
        to=payment.donor_email,
        context={
            "donor_name": payment.donor_name,
            "amount": format_money(payment.amount_minor, chapter.currency),
            "method_label": payment.method.label,
            "received_on": long_date(payment.received_on or today_in(chapter.timezone)),
            "receipt_number": number,
        },
    )


def take_back(
    payment: Payment,
    *,
    amount_minor: int,
    kind: EntryKind,
    by: Actor,
    memo: str = "",
    refund_id: int | None = None,
    dispute_id: int | None = None,
    reverses_entry_id: int | None = None,
    booked_on: date | None = None,
) -> None:
    """Book money of a payment going back: its unused credit first, then what it settled is open again.

    Raises Conflict when less is left of the payment.
    """
    lines = entries.taken_back(ledger.held(payment), amount_minor)
    _post(
        payment,
        kind,
        lines,
        by=by,
        memo=memo,
        refund_id=refund_id,
        dispute_id=dispute_id,
        reverses_entry_id=reverses_entry_id,
        booked_on=booked_on,
    )


def go_back(
    payment: Payment,
    *,
    amount_minor: int,
    kind: EntryKind,
    by: Actor = STRIPE,
    memo: str = "",
    refund_id: int | None = None,
    dispute_id: int | None = None,
    booked_on: date | None = None,
    beside: Beside | None = None,
) -> int:
    """Book what Stripe took back of a payment, whatever is left of it; returns what of it the payment held.

    That is undone as ``take_back`` does, the rest stands on *disputed in excess*.
    """
    held = ledger.held(payment)
    lines = entries.gone_back(held, amount_minor)
    _post(
        payment,
        kind,
        lines,
        by=by,
        memo=memo,
        refund_id=refund_id,
        dispute_id=dispute_id,
        booked_on=booked_on,
        beside=beside,
    )
    return min(max(held.left_minor, 0), amount_minor)


def give_back(payment: Payment, refund: Refund, *, account: Account, by: Actor, beside: Beside) -> None:
    """Book a refund that was given by hand out of ``account``; raises Conflict when the payment holds less."""
    lines = entries.given_back(ledger.held(payment), refund.amount_minor, account)
    _post(
        payment,
        EntryKind.REFUND,
        lines,
        by=by,
        memo=refund.reason,
        refund_id=refund.id,
        booked_on=refund.given_on,
        beside=beside,
    )


def lose(payment: Payment, *, amount_minor: int, dispute_id: int) -> None:
    """Book as an expense what stood in excess and will not come back."""
    lines = entries.lost(ledger.held(payment), amount_minor)
    _post(payment, EntryKind.DISPUTE, lines, by=STRIPE, dispute_id=dispute_id)


def give_up(payment: Payment, *, amount_minor: int, memo: str, by: Actor) -> None:
    """Book as an expense what stands in excess, as an officer decided."""
    lines = entries.lost(ledger.held(payment), amount_minor)
    _post(payment, EntryKind.WRITE_OFF, lines, by=by, memo=memo)


def put_back(
    payment: Payment,
    *,
    amount_minor: int,
    kind: EntryKind,
    by: Actor,
    refund_id: int | None = None,
    dispute_id: int | None = None,
    booked_on: date | None = None,
    memo: str = "",
    account: Account | None = None,
) -> int:
    """Book money that had gone back and is ours again; returns what of it is its payer's.

    It lies where it came in, or in ``account``. What went back in excess is made good first; the rest settles what is
    open today, and is credit.
    """
    member = None
    if payment.member_id is not None:
        member = lock_member(chapter_id=payment.chapter_id, member_id=payment.member_id)
    excess_minor = ledger.held(payment).excess_minor
    lines = ledger.returned_lines(payment, member, amount_minor=amount_minor, account=account)
    _post(
        payment,
        kind,
        lines,
        by=by,
        memo=memo,
        refund_id=refund_id,
        dispute_id=dispute_id,
        booked_on=booked_on,
    )
    return max(amount_minor - excess_minor, 0)
