"""What officers gave away alone: of the chapter's money, and of what members owe. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from sigma_finance.database.keys import points_at
from sigma_finance.domain.approvals import CORRECTS, GIVES, Act, ApprovalState
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.payments.payments import RefundState
from sigma_finance.domain.spending.spending import SpendingState
from sigma_finance.extensions import db
from sigma_finance.models import (
    Approval,
    Charge,
    ImportedMember,
    JournalEntry,
    Payment,
    Posting,
    Refund,
    Spending,
    SpendingEntry,
)


def given_by(*, chapter_id: int, officer_id: int, since: datetime) -> int:
    """What an officer has given away since then, without what another one approved."""
    amount = func.coalesce(-func.sum(Posting.amount_minor), 0)
    found = select(amount).join(JournalEntry, JournalEntry.id == Posting.entry_id)
    conditions = [*_alone(chapter_id, since), JournalEntry.actor_member_id == officer_id]
    asked = _asked(chapter_id, since).where(Refund.made_by_member_id == officer_id)
    return sum(int(db.session.scalar(one) or 0) for one in (found.where(*conditions), asked))


def most_given_to(*, chapter_id: int, member_ids: Collection[int], since: datetime) -> int:
    """The most that one of these members was given since then by whichever officers, without what was approved."""
    amount = -func.sum(Posting.amount_minor)
    found = select(amount).join(JournalEntry, JournalEntry.id == Posting.entry_id)
    conditions = [*_alone(chapter_id, since), Posting.member_id.in_(member_ids)]
    most = found.where(*conditions).group_by(Posting.member_id).order_by(amount.desc()).limit(1)
    asked = (
        _asked(chapter_id, since)
        .join(Payment, points_at(Refund.payment_id, Payment))
        .where(Payment.member_id.in_(member_ids))
    )
    return sum(int(db.session.scalar(one) or 0) for one in (most, asked)) + _reimbursed(
        chapter_id, member_ids, since
    )


def _reimbursed(chapter_id: int, member_ids: Collection[int], since: datetime) -> int:
    """What one officer alone has approved for these members since then; its entries name no member."""
    approved = select(func.coalesce(func.sum(Spending.amount_minor), 0)).where(
        Spending.chapter_id == chapter_id,
        Spending.member_id.in_(member_ids),
        Spending.state.in_((SpendingState.OWED, SpendingState.PAID)),
        Spending.approved_at >= since,
        Spending.by_two.is_(False),
    )
    return int(db.session.scalar(approved) or 0)


def _asked(chapter_id: int, since: datetime) -> Select[int]:
    """What officers have asked Stripe to give back and has no answer yet, so that no entry counts for it."""
    return select(func.coalesce(func.sum(Refund.amount_minor + Refund.forgives_minor), 0)).where(
        Refund.chapter_id == chapter_id,
        Refund.state == RefundState.CREATED,
        Refund.created_at >= since,
        Refund.made_by_member_id.is_not(None),
        Refund.by_two.is_(False),
    )


def _alone(chapter_id: int, since: datetime) -> list[ColumnElement[bool]]:
    """The postings by which officers gave something away since then, each by themselves."""
    gives = (
        and_(
            JournalEntry.kind == kind,
            Posting.account.in_(accounts),
            Posting.amount_minor < 0 if kind in CORRECTS else true(),
        )
        for kind, accounts in GIVES.items()
    )
    return [
        Posting.chapter_id == chapter_id,
        JournalEntry.chapter_id == chapter_id,
        JournalEntry.created_at >= since,
        JournalEntry.actor_member_id.is_not(None),
        JournalEntry.id.not_in(_approved(chapter_id, since)),
        ~exists().where(points_at(JournalEntry.refund_id, Refund), Refund.by_two.is_(True)),
        or_(*gives),
    ]


def _approved(chapter_id: int, since: datetime) -> list[int]:
    """The entries that were made as two officers decided since then."""
    found = db.session.scalars(
        select(Approval.facts).where(
            Approval.chapter_id == chapter_id,
            Approval.state == ApprovalState.APPROVED,
            Approval.decided_at >= since,
        )
    )
    return [entry for facts in found for entry in facts.get("entries", ())]


def last_entry(*, chapter_id: int) -> int:
    """The number of the chapter's latest entry."""
    return (
        db.session.scalar(select(func.max(JournalEntry.id)).where(JournalEntry.chapter_id == chapter_id)) or 0
    )


def entries_of(*, chapter_id: int, act: Act, subject_id: int, by: int, after: int) -> list[int]:
    """The entries by which a member did what was approved, all of them later than ``after``."""
    of_document = JournalEntry.id.in_(
        select(SpendingEntry.entry_id).where(
            SpendingEntry.chapter_id == chapter_id, SpendingEntry.spending_id == subject_id
        )
    )
    about: dict[Act, ColumnElement[bool]] = {
        Act.EXPENSE: of_document,
        Act.REIMBURSEMENT: of_document,
        Act.BILL: of_document,
        Act.INCOME_TAKEN_BACK: of_document,
        Act.CASH_COUNT: JournalEntry.kind == EntryKind.CASH_SHORT,
        Act.WAIVER: JournalEntry.charge_id == subject_id,
        Act.CHARGE_REVERSAL: JournalEntry.charge_id == subject_id,
        Act.CHARGES_REVERSAL: JournalEntry.charge_id.in_(
            select(Charge.id).where(Charge.chapter_id == chapter_id, Charge.batch_id == subject_id)
        ),
        Act.REVERSAL: JournalEntry.payment_id == subject_id,
        Act.WRITE_OFF: JournalEntry.payment_id == subject_id,
        Act.CREDIT_RETURN: JournalEntry.credit_return_id == subject_id,
        Act.ROSTER: JournalEntry.kind == EntryKind.OPENING_CREDIT,
        Act.ROSTER_UNDOING: JournalEntry.charge_id.in_(
            select(Charge.id)
            .join(
                ImportedMember,
                and_(
                    ImportedMember.chapter_id == Charge.chapter_id,
                    ImportedMember.member_id == Charge.member_id,
                ),
            )
            .where(Charge.chapter_id == chapter_id, ImportedMember.batch_id == subject_id)
        ),
    }
    if act not in about:
        return []
    return list(
        db.session.scalars(
            select(JournalEntry.id).where(
                JournalEntry.chapter_id == chapter_id,
                JournalEntry.id > after,
                JournalEntry.actor_member_id == by,
                JournalEntry.kind.in_(GIVES),
                about[act],
            )
        )
    )
