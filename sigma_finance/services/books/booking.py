"""How money enters and leaves the books, whoever brought it: entry, receipt, message and audit line.

Used inside the transactions of other services, which have locked the payment and its member.
"""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind, cash_account
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.members.initials import dotted
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method, PaymentState, move
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries.books import postings
from sigma_finance.queries.locks import lock_member
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.messages import outbox
from sigma_finance.services.messages.keepers import tell_keepers


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
    cash = ledger.PostingLine(
        cash_account(payment.method), amount_minor, payment.member_id, payment_id=payment.id
    )
    fee = ledger.fee_line(payment, amount_minor=amount_minor if member else 0)
    _post(payment, member, EntryKind.PAYMENT, [cash, fee], amount_minor + fee.amount_minor, by)
    return finish(payment, member=member, amount_minor=amount_minor, by=by, action=action)


def assign(payment: Payment, *, member: Member, amount_minor: int, by: Actor) -> BookingResult:
    """Move ``amount_minor`` of unmatched money to a member, with the receipt it had to wait for."""
    payment.member_id = member.id
    db.session.flush()
    taken = ledger.PostingLine(Account.UNASSIGNED, amount_minor, member.id, payment_id=payment.id)
    _post(payment, member, EntryKind.ASSIGNMENT, [taken], amount_minor, by)
    return finish(payment, member=member, amount_minor=amount_minor, by=by, action=Action.PAYMENT_ASSIGNED)


def _post(
    payment: Payment,
    member: Member | None,
    kind: EntryKind,
    lines: list[ledger.PostingLine],
    amount_minor: int,
    by: Actor,
) -> None:
    if member is None:
        lines.append(ledger.PostingLine(ledger.without_member(payment), -amount_minor, payment_id=payment.id))
    else:
        lines += ledger.settling_lines(member, payment_id=payment.id, amount_minor=amount_minor)
    day = payment.received_on if kind is EntryKind.PAYMENT else None
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    ledger.post(
        ledger.Draft(
            chapter_id=payment.chapter_id,
            kind=kind,
            booked_on=day or today_in(chapter.timezone),
            payment_id=payment.id,
            actor_member_id=by.member_id,
            lines=lines,
        )
    )


def finish(
    payment: Payment, *, member: Member | None, amount_minor: int, by: Actor, action: Action
) -> BookingResult:
    """The receipt, the message and the audit line of money that has been booked."""
    number = receipts.issue(payment) if member is not None or payment.donor_name is not None else None
    details = {"member_id": payment.member_id, "amount_minor": amount_minor, "receipt": number}
    if action is not Action.PAYMENT_ASSIGNED:
        details["method"] = payment.method.value
    audit.record(action, chapter_id=payment.chapter_id, subject=("payments", payment.id), by=by, **details)
    if member is not None and number is not None:
        _mail_receipt(payment, member, number)
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


def _mail_receipt(payment: Payment, member: Member, number: str) -> None:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    settled = queries.settled_lines(chapter_id=payment.chapter_id, payment_id=payment.id)
    credit = postings.credit_of_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
    outbox.enqueue(
        chapter_id=payment.chapter_id,
        kind="receipt",
        to=member.email,
        member_id=member.id,
        context={
            "member_name": member.name,
            "amount": format_money(payment.amount_minor, chapter.currency),
            "method_label": payment.method.label + (", by a pay link" if payment.pay_link_id else ""),
            "received_on": long_date(payment.received_on or today_in(chapter.timezone)),
            "receipt_number": number,
            "receipt_url": f"{setting('BASE_URL')}/payments/{payment.reference}/receipt.pdf",
            "balance": format_money(member.balance_minor, chapter.currency),
            "settled": [
                {"description": line.description, "amount": format_money(line.amount_minor, chapter.currency)}
                for line in settled
            ],
            "credit": format_money(credit, chapter.currency) if credit > 0 else None,
        },
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
) -> None:
    """Book money of a payment going back: its unused credit first, then what it settled is open again.

    Raises Conflict when less is left of the payment.
    """
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    taken = ledger.take_back_lines(payment, amount_minor=amount_minor)
    ledger.post(
        ledger.Draft(
            chapter_id=payment.chapter_id,
            kind=kind,
            booked_on=today_in(chapter.timezone),
            memo=memo[:300],
            payment_id=payment.id,
            refund_id=refund_id,
            dispute_id=dispute_id,
            reverses_entry_id=reverses_entry_id,
            actor_member_id=by.member_id,
            lines=[*taken, *ledger.cash_back_lines(payment, amount_minor=amount_minor)],
        )
    )


def put_back(
    payment: Payment,
    *,
    amount_minor: int,
    kind: EntryKind,
    by: Actor,
    refund_id: int | None = None,
    dispute_id: int | None = None,
) -> None:
    """Book money that had gone back and is ours again; it settles what is open today, the rest is credit."""
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    lines = [
        ledger.PostingLine(
            cash_account(payment.method), amount_minor, payment.member_id, payment_id=payment.id
        )
    ]
    if payment.member_id is None:
        lines.append(ledger.PostingLine(ledger.without_member(payment), -amount_minor, payment_id=payment.id))
    else:
        member = lock_member(chapter_id=payment.chapter_id, member_id=payment.member_id)
        fee = ledger.fee_line(payment, amount_minor=amount_minor)
        rest = amount_minor + fee.amount_minor
        lines += [fee, *ledger.settling_lines(member, payment_id=payment.id, amount_minor=rest)]
    ledger.post(
        ledger.Draft(
            chapter_id=payment.chapter_id,
            kind=kind,
            booked_on=today_in(chapter.timezone),
            payment_id=payment.id,
            refund_id=refund_id,
            dispute_id=dispute_id,
            actor_member_id=by.member_id,
            lines=lines,
        )
    )
