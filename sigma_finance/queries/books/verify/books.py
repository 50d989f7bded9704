"""Entries, postings, and the balances that are kept beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, literal, or_, select, type_coerce

from sigma_finance.domain.books.accounts import HELD_ACCOUNTS, Account, ChargeKind, EntryKind
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.models import Charge, Installment, JournalEntry, Member, Plan, Posting
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same

TOTAL: ColumnElement[Any] = func.coalesce(func.sum(Posting.amount_minor), 0)


def _entries(chapter_id: int) -> Any:
    return (
        select(JournalEntry.id)
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(JournalEntry.chapter_id == chapter_id)
        .group_by(JournalEntry.id)
        .order_by(JournalEntry.id)
    )


def _too_few_postings(chapter_id: int) -> Statement:
    count = func.count(Posting.id)
    statement: Statement = _entries(chapter_id).add_columns(literal("at least 2"), count).having(count < 2)
    return statement


def _unbalanced(chapter_id: int) -> Statement:
    statement: Statement = _entries(chapter_id).add_columns(literal(0), TOTAL).having(TOTAL != 0)
    return statement


def _out_of_bounds(chapter_id: int) -> Statement:
    amount = Posting.amount_minor
    return select(Posting.id, literal(f"not zero, below {LIMIT_MINOR}"), amount).where(
        Posting.chapter_id == chapter_id, or_(amount == 0, amount >= LIMIT_MINOR, amount <= -LIMIT_MINOR)
    )


def _member_totals(chapter_id: int, account: Account) -> Any:
    return (
        select(Posting.member_id, TOTAL.label("total"))
        .where(Posting.chapter_id == chapter_id, Posting.account == account)
        .group_by(Posting.member_id)
        .subquery()
    )


def _wrong_balances(chapter_id: int) -> Statement:
    totals = _member_totals(chapter_id, Account.RECEIVABLE)
    posted = func.coalesce(totals.c.total, 0)
    return (
        select(Member.id, posted, Member.balance_minor)
        .outerjoin(totals, totals.c.member_id == Member.id)
        .where(Member.chapter_id == chapter_id, Member.balance_minor != posted)
    )


def _wrong_credits(chapter_id: int) -> Statement:
    totals = _member_totals(chapter_id, Account.MEMBER_CREDIT)
    posted = -func.coalesce(totals.c.total, 0)
    return (
        select(Member.id, posted, Member.credit_minor)
        .outerjoin(totals, totals.c.member_id == Member.id)
        .where(Member.chapter_id == chapter_id, Member.credit_minor != posted)
    )


def _idle_credit(chapter_id: int) -> Statement:
    return select(Member.id, literal(0), Member.credit_minor).where(
        Member.chapter_id == chapter_id, Member.credit_minor > 0, Member.balance_minor > 0
    )


def _wrong_installments(chapter_id: int) -> Statement:
    totals = (
        select(Posting.installment_id, TOTAL.label("total"))
        .where(Posting.chapter_id == chapter_id, Posting.account == Account.RECEIVABLE)
        .group_by(Posting.installment_id)
        .subquery()
    )
    posted = func.coalesce(totals.c.total, 0)
    return (
        select(Installment.id, posted, Installment.open_minor)
        .outerjoin(totals, totals.c.installment_id == Installment.id)
        .where(Installment.chapter_id == chapter_id, Installment.open_minor != posted)
    )


def _unequal_charges(chapter_id: int) -> Statement:
    """Its own entry and what moved it to other dates, over all installments, come to the charge's amount."""
    debits = func.coalesce(func.sum(case((_charging(), Posting.amount_minor), else_=0)), 0)
    return (
        select(Charge.id, Charge.amount_minor, debits)
        .outerjoin(Installment, of_same(Installment, Installment.charge_id, Charge))
        .outerjoin(Posting, of_same(Posting, Posting.installment_id, Installment))
        .outerjoin(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Charge.chapter_id == chapter_id)
        .group_by(Charge.id, Charge.amount_minor)
        .having(debits != Charge.amount_minor)
    )


def _charging() -> ColumnElement[bool]:
    return and_(
        Posting.account == Account.RECEIVABLE, JournalEntry.kind.in_((EntryKind.CHARGE, EntryKind.RESCHEDULE))
    )


def _unearned_charges(chapter_id: int) -> Statement:
    """A charge that stands has earned its amount on its kind's account, a reversed one nothing."""
    earned = func.coalesce(-func.sum(case((_income_of_charge(), Posting.amount_minor), else_=0)), 0)
    owed = case((Charge.reversed_at.is_(None), Charge.amount_minor), else_=0)
    return (
        select(Charge.id, owed, earned)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.charge_id, Charge))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(Charge.chapter_id == chapter_id)
        .group_by(Charge.id, Charge.amount_minor, Charge.reversed_at)
        .having(earned != owed)
    )


def _income_of_charge() -> ColumnElement[bool]:
    own = (and_(Charge.kind == kind, Posting.account == kind.income) for kind in ChargeKind)
    return or_(Posting.account.in_(HELD_ACCOUNTS), *own)


def _wrongly_held(chapter_id: int) -> Statement:
    """What of a charge that stands is held for others is what its period says, of a reversed one nothing."""
    held = func.coalesce(
        -func.sum(case((Posting.account.in_(HELD_ACCOUNTS), Posting.amount_minor), else_=0)), 0
    )
    due = case((Charge.reversed_at.is_(None), Charge.national_minor + Charge.regional_minor), else_=0)
    return (
        select(Charge.id, due, held)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.charge_id, Charge))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(Charge.chapter_id == chapter_id)
        .group_by(Charge.id, Charge.national_minor, Charge.regional_minor, Charge.reversed_at)
        .having(held != due)
    )


def _reversed_yet_open(chapter_id: int) -> Statement:
    still_open = func.sum(Installment.open_minor)
    return (
        select(Charge.id, literal(0), still_open)
        .join(Installment, of_same(Installment, Installment.charge_id, Charge))
        .where(Charge.chapter_id == chapter_id, Charge.reversed_at.is_not(None))
        .group_by(Charge.id)
        .having(still_open != 0)
    )


def _idle_plans(chapter_id: int) -> Statement:
    left = func.coalesce(func.sum(Installment.open_minor), 0)
    return (
        select(Plan.id, literal("above 0"), left)
        .outerjoin(Installment, of_same(Installment, Installment.plan_id, Plan))
        .where(Plan.chapter_id == chapter_id, Plan.state == PlanState.ACTIVE)
        .group_by(Plan.id)
        .having(left == 0)
    )


def _lopsided_members(chapter_id: int) -> Statement:
    """Charged less waived less paid is balance less credit: what names a member sums to zero."""
    return (
        select(Posting.member_id, literal(0), TOTAL)
        .where(Posting.chapter_id == chapter_id, Posting.member_id.is_not(None))
        .group_by(Posting.member_id)
        .having(TOTAL != 0)
    )


def _nobodys_receivable(chapter_id: int) -> Statement:
    """The chapter's receivable is the sum of its members' balances."""
    posted = (
        select(TOTAL)
        .where(Posting.chapter_id == chapter_id, Posting.account == Account.RECEIVABLE)
        .scalar_subquery()
    )
    owed = func.coalesce(func.sum(Member.balance_minor), 0)
    return (
        select(type_coerce(chapter_id, BigInteger), owed, posted)
        .where(Member.chapter_id == chapter_id)
        .having(owed != posted)
    )


CHECKS = (
    Check("entries_have_postings", "Every entry has at least two postings.", "entry", _too_few_postings),
    Check("entries_balance", "Every entry sums to zero.", "entry", _unbalanced),
    Check("amounts_bounded", "No posting is zero or beyond its bounds.", "posting", _out_of_bounds),
    Check("member_balances", "A member's balance is the sum of its postings.", "member", _wrong_balances),
    Check("member_credits", "A member's credit is the sum of its postings.", "member", _wrong_credits),
    Check("credit_is_applied", "Nobody has credit while something is open.", "member", _idle_credit),
    Check(
        "member_figures", "Charged less waived less paid is balance less credit.", "member", _lopsided_members
    ),
    Check(
        "chapter_receivable",
        "The chapter's receivable is its members' balances.",
        "chapter",
        _nobodys_receivable,
    ),
    Check(
        "installments_open",
        "An installment is open by the sum of its postings.",
        "installment",
        _wrong_installments,
    ),
    Check("charges_in_full", "The installments of a charge add up to it.", "charge", _unequal_charges),
    Check(
        "charges_earned",
        "A charge has earned its amount, a reversed one nothing.",
        "charge",
        _unearned_charges,
    ),
    Check(
        "charges_held",
        "A charge holds its part for other bodies, a reversed one nothing.",
        "charge",
        _wrongly_held,
    ),
    Check(
        "plans_under_way",
        "Of an active payment plan something is open.",
        "plan",
        _idle_plans,
    ),
    Check("reversed_charges_closed", "Nothing of a reversed charge is open.", "charge", _reversed_yet_open),
)
