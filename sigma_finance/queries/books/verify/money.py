"""Payments, and what went back of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.books.accounts import (
    BANK_ACCOUNTS,
    CASH_ACCOUNTS,
    EXCESS_ACCOUNTS,
    OPENING_KINDS,
    Account,
    EntryKind,
)
from sigma_finance.domain.payments.payments import GONE, DisputeState, PaymentState
from sigma_finance.models import CreditReturn, Deposit, Dispute, JournalEntry, Payment, Posting, Refund
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same

BOOKED = (PaymentState.SUCCEEDED, PaymentState.REVERSED)
BOOKING = (EntryKind.PAYMENT, EntryKind.HISTORICAL)
UNBOOKING = (EntryKind.PAYMENT_REVERSAL, EntryKind.HISTORICAL_REVERSAL)
HISTORICAL = (Account.HISTORICAL_CASH, Account.HISTORICAL_INCOME)


def _total(*when: ColumnElement[bool]) -> ColumnElement[int]:
    total = func.sum(Posting.amount_minor)
    return func.coalesce(total.filter(*when) if when else total, 0)


def _cash() -> ColumnElement[bool]:
    return Posting.account.in_((*CASH_ACCOUNTS, Account.HISTORICAL_CASH))


def _by_payment(chapter_id: int, *columns: Any) -> Any:
    """Payments of a chapter with all postings that name them."""
    return (
        select(Payment.id, *columns)
        .outerjoin(Posting, of_same(Posting, Posting.payment_id, Payment))
        .outerjoin(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Payment.chapter_id == chapter_id)
        .group_by(Payment.id, Payment.amount_minor, Payment.state, Payment.member_id, Payment.donor_name)
    )


def _wrong_cash(chapter_id: int) -> Statement:
    """A booked payment brought exactly its amount, any other nothing."""
    brought = _total(_cash(), JournalEntry.kind.in_(BOOKING))
    due = case((Payment.state.in_(BOOKED), Payment.amount_minor), else_=0)
    statement: Statement = _by_payment(chapter_id, due, brought).having(brought != due)
    return statement


def _posted_though_unpaid(chapter_id: int) -> Statement:
    count = func.count(Posting.id)
    statement: Statement = _by_payment(chapter_id, literal(0), count).having(
        and_(Payment.state.not_in(BOOKED), count > 0)
    )
    return statement


def _credited_twice(chapter_id: int) -> Statement:
    """By PaymentIntent where there is one, else by payment: at most one entry took the money in."""
    key = func.coalesce(Payment.stripe_payment_intent_id, Payment.reference)
    count = func.count(JournalEntry.id)
    return (
        select(key, literal(1), count)
        .join(JournalEntry, of_same(JournalEntry, JournalEntry.payment_id, Payment))
        .where(Payment.chapter_id == chapter_id, JournalEntry.kind.in_(BOOKING))
        .group_by(key)
        .having(count > 1)
    )


def _lopsided(chapter_id: int) -> Statement:
    """What a payment's money is for adds up to the money that is here."""
    total = _total()
    statement: Statement = _by_payment(chapter_id, literal(0), total).having(total != 0)
    return statement


def _overdrawn(chapter_id: int) -> Statement:
    left = _total(_cash()) + _total(Posting.account.in_(EXCESS_ACCOUNTS))
    wrong = or_(
        left < 0, left > Payment.amount_minor, and_(Payment.state == PaymentState.REVERSED, left != 0)
    )
    due = case((Payment.state == PaymentState.REVERSED, 0), else_=Payment.amount_minor)
    statement: Statement = _by_payment(chapter_id, due, left).having(wrong)
    return statement


def _wrong_excess(chapter_id: int) -> Statement:
    """In excess stands what went back beyond what a payment brought, and nothing before all of that went back."""
    stands = _total(Posting.account.in_(EXCESS_ACCOUNTS))
    left = _total(_cash())
    due = case((left < 0, -left), else_=0)
    statement: Statement = _by_payment(chapter_id, due, stands).having(stands != due)
    return statement


def _not_given_up(chapter_id: int) -> Statement:
    """Once disputes are lost and none is open, the excess is an expense, save what refunds alone went beyond."""
    of_payment = of_same(Dispute, Dispute.payment_id, Payment)
    stands = _total(Posting.account == Account.DISPUTED_IN_EXCESS)
    without = _total(_cash(), JournalEntry.dispute_id.is_(None))
    due = case((without < 0, -without), else_=0)
    lost = and_(
        exists().where(of_payment, Dispute.state == DisputeState.LOST),
        ~exists().where(of_payment, Dispute.state == DisputeState.OPEN),
    )
    statement: Statement = _by_payment(chapter_id, due, stands).where(lost).having(stands > due)
    return statement


def _negative_credit(chapter_id: int) -> Statement:
    credit = -_total(Posting.account == Account.MEMBER_CREDIT)
    statement: Statement = _by_payment(chapter_id, literal("not below 0"), credit).having(credit < 0)
    return statement


def _nameless_credit(chapter_id: int) -> Statement:
    """Credit names its payment; what a member has without one was brought from before the books began."""
    nameless = _total(Posting.account == Account.MEMBER_CREDIT, Posting.payment_id.is_(None))
    brought = _total(Posting.account == Account.MEMBER_CREDIT, JournalEntry.kind.in_(OPENING_KINDS))
    return (
        select(Posting.member_id, -brought, -nameless)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Posting.chapter_id == chapter_id)
        .group_by(Posting.member_id)
        .having(or_(nameless > 0, -nameless > -brought, _total(*_nobodys_unassigned()) != 0))
    )


def _nobodys_unassigned() -> tuple[ColumnElement[bool], ...]:
    return Posting.account == Account.UNASSIGNED, Posting.payment_id.is_(None)


def _wrong_unassigned(chapter_id: int) -> Statement:
    """Money without a member lies on *unassigned*, other money does not."""
    lying = -_total(Posting.account == Account.UNASSIGNED)
    nobodys = and_(Payment.member_id.is_(None), Payment.donor_name.is_(None))
    due = case((nobodys, _total(_cash()) + _total(Posting.account.in_(EXCESS_ACCOUNTS))), else_=0)
    statement: Statement = _by_payment(chapter_id, due, lying).having(lying != due)
    return statement


def _refunded_too_much(chapter_id: int) -> Statement:
    refunded = func.sum(Refund.amount_minor)
    return (
        select(Payment.id, Payment.amount_minor, refunded)
        .join(Refund, of_same(Refund, Refund.payment_id, Payment))
        .where(Payment.chapter_id == chapter_id, Refund.state.in_(GONE))
        .group_by(Payment.id, Payment.amount_minor)
        .having(refunded > Payment.amount_minor)
    )


def _unbooked_refunds(chapter_id: int) -> Statement:
    gone = -_total(_cash(), Posting.payment_id.is_not(None))
    due = case((Refund.state.in_(GONE), Refund.amount_minor), else_=0)
    return (
        select(Refund.id, due, gone)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.refund_id, Refund))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(Refund.chapter_id == chapter_id)
        .group_by(Refund.id, Refund.amount_minor, Refund.state)
        .having(gone != due)
    )


def _wrong_deposits(chapter_id: int) -> Statement:
    """A deposit that stands moved its amount from what is on hand to the bank, a reversed one nothing."""
    banked = _total(Posting.account.in_(BANK_ACCOUNTS))
    left = _total(Posting.account == Account.CASH_ON_HAND)
    due = case((Deposit.reversed_at.is_(None), Deposit.amount_minor), else_=0)
    return (
        select(Deposit.id, due, banked)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.deposit_id, Deposit))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(Deposit.chapter_id == chapter_id)
        .group_by(Deposit.id, Deposit.amount_minor, Deposit.reversed_at)
        .having(or_(banked != due, left != -due))
    )


def _wrong_credit_returns(chapter_id: int) -> Statement:
    gone = -_total(_cash())
    due = case((CreditReturn.reversed_at.is_(None), CreditReturn.amount_minor), else_=0)
    return (
        select(CreditReturn.id, due, gone)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.credit_return_id, CreditReturn))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(CreditReturn.chapter_id == chapter_id)
        .group_by(CreditReturn.id, CreditReturn.amount_minor, CreditReturn.reversed_at)
        .having(gone != due)
    )


def _overdrawn_disputes(chapter_id: int) -> Statement:
    gone = -_total(_cash(), Posting.payment_id.is_not(None))
    return (
        select(Dispute.id, literal("between 0 and its amount"), gone)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.dispute_id, Dispute))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(Dispute.chapter_id == chapter_id)
        .group_by(Dispute.id, Dispute.amount_minor)
        .having(or_(gone < 0, gone > Dispute.amount_minor))
    )


def _wrong_reversals(chapter_id: int) -> Statement:
    """A reversed payment has one entry that names the one it takes back, any other payment none."""
    original = aliased(JournalEntry)
    count = func.count(original.id)
    due = case((Payment.state == PaymentState.REVERSED, 1), else_=0)
    taken_back = and_(
        of_same(JournalEntry, JournalEntry.payment_id, Payment), JournalEntry.kind.in_(UNBOOKING)
    )
    names_it = and_(
        original.id == JournalEntry.reverses_entry_id,
        original.payment_id == Payment.id,
        original.kind.in_(BOOKING),
    )
    return (
        select(Payment.id, due, count)
        .outerjoin(JournalEntry, taken_back)
        .outerjoin(original, names_it)
        .where(Payment.chapter_id == chapter_id)
        .group_by(Payment.id, Payment.state)
        .having(count != due)
    )


def _mixed_up(chapter_id: int) -> Statement:
    """Historical payments lie on accounts of their own, and nothing else does."""
    return (
        select(Posting.id, Payment.historical, Posting.account)
        .join(Payment, Payment.id == Posting.payment_id)
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(HISTORICAL) != Payment.historical)
    )


CHECKS = (
    Check(
        "payments_in_cash",
        "A booked payment brought exactly its amount, others nothing.",
        "payment",
        _wrong_cash,
    ),
    Check(
        "unpaid_posts_nothing",
        "A payment that is not booked has no postings.",
        "payment",
        _posted_though_unpaid,
    ),
    Check("credited_once", "A PaymentIntent or payment is booked at most once.", "payment", _credited_twice),
    Check(
        "reversals_named",
        "A reversed payment has one entry that names what it takes back.",
        "payment",
        _wrong_reversals,
    ),
    Check("payments_balance", "What a payment is for adds up to its money.", "payment", _lopsided),
    Check("payments_not_overdrawn", "No more went back of a payment than it brought.", "payment", _overdrawn),
    Check(
        "disputed_in_excess",
        "What went back beyond what a payment brought stands in excess, nothing else does.",
        "payment",
        _wrong_excess,
    ),
    Check(
        "lost_disputes_given_up",
        "What stood in excess is an expense once its disputes are lost.",
        "payment",
        _not_given_up,
    ),
    Check(
        "credit_not_negative",
        "No payment's credit is used beyond what is there.",
        "payment",
        _negative_credit,
    ),
    Check(
        "credit_names_payment",
        "Credit and unmatched money name their payment, or came from before the books.",
        "member",
        _nameless_credit,
    ),
    Check("unassigned_money", "Unmatched money is what lies on unassigned.", "payment", _wrong_unassigned),
    Check("history_apart", "Historical payments touch neither balances nor cash.", "posting", _mixed_up),
    Check("refunds_within_payment", "Refunds do not exceed their payment.", "payment", _refunded_too_much),
    Check("refunds_booked", "A refund is booked once, a failed one taken back.", "refund", _unbooked_refunds),
    Check("deposits_booked", "A deposit moved its amount to the bank.", "deposit", _wrong_deposits),
    Check("credit_returns_booked", "Credit returned left cash once.", "credit return", _wrong_credit_returns),
    Check("disputes_booked", "A dispute moves no more than its amount.", "dispute", _overdrawn_disputes),
)
