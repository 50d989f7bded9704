"""A member's own payments as their pages show them: the lines of the history, and one with what it settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, exists, func, select, tuple_

from sigma_finance.database.given import Number
from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import local_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments import debits, disputes
from sigma_finance.domain.payments.debits import AccountCheck, DebitFacts, DebitStep
from sigma_finance.domain.payments.labels import PaymentLabel, shown_as
from sigma_finance.domain.payments.payments import GONE, DisputeState, Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, JournalEntry, Member, Payment, Posting, Receipt, Refund
from sigma_finance.queries.payments import amendments, receipts, settling
from sigma_finance.queries.payments.amendments import ReceiptMark
from sigma_finance.queries.payments.receipts import LaterMovement
from sigma_finance.queries.payments.settling import SettledLine

PAGE = 20


@dataclass(frozen=True)
class PaymentLine:
    """A payment as a list shows it; amounts in minor units, the date in the chapter's zone.

    ``refunded_minor`` went back to its payer, ``taken_minor`` is with the payer's bank, which has not given it back.
    """

    reference: str
    method: Method
    state: PaymentState
    shown: PaymentState | PaymentLabel
    amount_minor: int
    refunded_minor: int
    taken_minor: int
    on: date
    receipt: str | None
    problem: str
    confirm_url: str | None = None
    account_check: AccountCheck | None = None
    expected_on: date | None = None


@dataclass(frozen=True)
class PaymentPage:
    """A part of the history, newest first, and the references to go on from, where there is more."""

    lines: Sequence[PaymentLine]
    newer: str | None
    older: str | None


@dataclass(frozen=True)
class PaymentDetail:
    """One payment with everything that its page says; amounts in minor units."""

    line: PaymentLine
    member_id: int | None
    member_name: str | None
    balance_minor: int
    note: str
    taken_by: str
    checkout_url: str | None
    restated: ReceiptMark | None
    dispute: DisputeState | None
    dispute_reason: str
    disputed_on: date | None
    settled: Sequence[SettledLine]
    credit_minor: int
    since: Sequence[LaterMovement]

    @property
    def void_reason(self) -> str | None:
        """Why its receipt proves nothing any more."""
        return self.restated.reason if self.restated and self.restated.is_void else None

    @property
    def debit_steps(self) -> list[DebitStep]:
        """How far a bank debit is, stage by stage; nothing for a payment of another kind."""
        line = self.line
        if line.method is not Method.BANK_DEBIT:
            return []
        returned = self.dispute is DisputeState.LOST
        return debits.steps(
            DebitFacts(
                state=line.state,
                account=line.account_check,
                expected_on=line.expected_on,
                problem=line.problem,
                paid_on=line.on,
                returned_on=self.disputed_on if returned else None,
                returned_because=disputes.reason_in_words(self.dispute_reason) if returned else "",
            )
        )

    @property
    def undecided_minor(self) -> int:
        """What a bank has taken of it and not decided about."""
        return self.line.taken_minor if self.dispute is DisputeState.OPEN else 0

    @property
    def amended(self) -> ReceiptMark | None:
        """What of its receipt stays paid, where that is a part of it."""
        mark = self.restated
        return mark if mark and 0 < mark.stays_minor < self.line.amount_minor else None


def _refunded() -> Any:
    return (
        select(func.coalesce(func.sum(Refund.amount_minor), 0))
        .where(
            Refund.chapter_id == Payment.chapter_id,
            Refund.payment_id == Payment.id,
            Refund.state.in_(GONE),
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _taken() -> Any:
    """What banks have taken of the payment by disputes, less what they gave back."""
    return (
        select(-func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == Payment.chapter_id,
            Posting.payment_id == Payment.id,
            Posting.account == Account.CASH_STRIPE,
            JournalEntry.kind.in_((EntryKind.DISPUTE, EntryKind.DISPUTE_WON)),
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _disputed() -> Any:
    return (
        exists()
        .where(
            Dispute.chapter_id == Payment.chapter_id,
            Dispute.payment_id == Payment.id,
            Dispute.state != DisputeState.WON,
        )
        .correlate(Payment)
    )


def _last_dispute(column: Any) -> Any:
    """What the newest dispute of the payment says."""
    return (
        select(column)
        .where(Dispute.chapter_id == Payment.chapter_id, Dispute.payment_id == Payment.id)
        .order_by(Dispute.id.desc())
        .limit(1)
        .correlate(Payment)
        .scalar_subquery()
    )


def _credit() -> Any:
    """What is left unused of the payment as its member's credit."""
    return (
        select(-func.coalesce(func.sum(Posting.amount_minor), 0))
        .where(
            Posting.chapter_id == Payment.chapter_id,
            Posting.payment_id == Payment.id,
            Posting.account == Account.MEMBER_CREDIT,
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def payment_lines(*, chapter_id: Number) -> Select[Any]:
    """The SELECT of a chapter's payments with receipt, refunds and disputes; ``read_line`` reads its rows."""
    return (
        select(
            Payment,
            Receipt.label.label("receipt"),
            _refunded().label("refunded"),
            _disputed().label("disputed"),
            _taken().label("taken"),
        )
        .outerjoin(Receipt, (Receipt.chapter_id == Payment.chapter_id) & (Receipt.payment_id == Payment.id))
        .where(Payment.chapter_id == chapter_id)
        .execution_options(populate_existing=True)
    )


def read_line(row: Row[Any], *, timezone: str) -> PaymentLine:
    """A row of ``payment_lines`` as a page shows it."""
    payment: Payment = row.Payment
    return PaymentLine(
        reference=payment.reference,
        method=payment.method,
        state=payment.state,
        shown=shown_as(
            payment.state,
            amount_minor=payment.amount_minor,
            refunded_minor=row.refunded,
            disputed=row.disputed,
            problem=payment.problem,
            historical=payment.historical,
        ),
        amount_minor=payment.amount_minor,
        refunded_minor=int(row.refunded),
        taken_minor=int(row.taken),
        on=payment.received_on or local_date(payment.created_at, timezone),
        receipt=row.receipt,
        problem=payment.problem,
        confirm_url=payment.checkout_url if payment.state is PaymentState.PROCESSING else None,
        account_check=payment.account_check,
        expected_on=payment.expected_on,
    )


def get_page(
    *, chapter_id: int, member_id: int, timezone: str, before: str | None = None, after: str | None = None
) -> PaymentPage:
    """A page of a member's payments: the newest, or those before or after the payment of a reference.

    Raises NotFound for a reference that is not this member's.
    """
    wanted = payment_lines(chapter_id=chapter_id).where(Payment.member_id == member_id)
    place = tuple_(Payment.created_at, Payment.id)
    newest_first = (Payment.created_at.desc(), Payment.id.desc())
    if after:
        rows = _rows(
            wanted.where(place > _place(chapter_id, member_id, after)), Payment.created_at, Payment.id
        )
        lines = [read_line(row, timezone=timezone) for row in reversed(rows[:PAGE])]
        return _page(lines, newer=len(rows) > PAGE, older=True)
    if before:
        wanted = wanted.where(place < _place(chapter_id, member_id, before))
    rows = _rows(wanted, *newest_first)
    lines = [read_line(row, timezone=timezone) for row in rows[:PAGE]]
    return _page(lines, newer=bool(before), older=len(rows) > PAGE)


def _rows(wanted: Select[Any], *order: Any) -> Sequence[Row[Any]]:
    return db.session.execute(wanted.order_by(*order).limit(PAGE + 1)).all()


def _page(lines: Sequence[PaymentLine], *, newer: bool, older: bool) -> PaymentPage:
    return PaymentPage(
        lines,
        newer=lines[0].reference if lines and newer else None,
        older=lines[-1].reference if lines and older else None,
    )


def _place(chapter_id: int, member_id: int, reference: str) -> Any:
    found = db.session.execute(
        select(Payment.created_at, Payment.id).where(
            Payment.chapter_id == chapter_id, Payment.member_id == member_id, Payment.reference == reference
        )
    ).first()
    if found is None:
        raise NotFound("There is no such payment.")
    return tuple_(*found)


def get_payment(
    *, chapter_id: int, reference: str, timezone: str, member_id: int | None = None
) -> PaymentDetail:
    """A payment of the chapter, of ``member_id`` alone where that is given; raises NotFound."""
    wanted = (
        payment_lines(chapter_id=chapter_id)
        .add_columns(
            func.coalesce(Member.name, Payment.donor_name).label("name"),
            Member.balance_minor,
            *amendments.columns(),
            _last_dispute(Dispute.state).label("dispute"),
            _last_dispute(Dispute.reason).label("dispute_reason"),
            _last_dispute(Dispute.created_at).label("disputed_at"),
            _credit().label("credit"),
        )
        .outerjoin(Member, (Member.chapter_id == Payment.chapter_id) & (Member.id == Payment.member_id))
        .where(Payment.reference == reference)
    )
    row = db.session.execute(wanted).first()
    if row is None or (member_id is not None and row.Payment.member_id != member_id):
        raise NotFound("There is no such payment.")
    payment: Payment = row.Payment
    return PaymentDetail(
        line=read_line(row, timezone=timezone),
        member_id=payment.member_id,
        member_name=row.name,
        balance_minor=row.balance_minor or 0,
        note=payment.note,
        taken_by=payment.taken_by,
        checkout_url=payment.checkout_url,
        restated=amendments.read(row, timezone=timezone),
        dispute=row.dispute,
        dispute_reason=row.dispute_reason or "",
        disputed_on=local_date(row.disputed_at, timezone) if row.disputed_at else None,
        settled=settling.settled_lines(chapter_id=chapter_id, payment_id=payment.id),
        credit_minor=int(row.credit),
        since=receipts.movements_since(chapter_id=chapter_id, payment_id=payment.id),
    )
