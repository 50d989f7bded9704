"""What went to the bank, and what stands on *unexplained*."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments.payouts import LineProblem, LinesState, PayoutState
from sigma_finance.models import ChapterPayout, JournalEntry, PayoutLine, Posting
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same


def _on(account: Account) -> ColumnElement[int]:
    return func.coalesce(func.sum(Posting.amount_minor).filter(Posting.account == account), 0)


def _if(condition: ColumnElement[bool], amount: Any) -> ColumnElement[int]:
    return case((condition, amount), else_=0)


def _wrong_payouts(chapter_id: int) -> Statement:
    """A payout stands where its state says: in transit, at the bank, due from the operator, or nowhere."""
    paid, amount = ChapterPayout.state == PayoutState.PAID, ChapterPayout.amount_minor
    moving = and_(ChapterPayout.state == PayoutState.ON_ITS_WAY, ~ChapterPayout.shared)
    at_bank = or_(and_(paid, ~ChapterPayout.shared), ChapterPayout.confirmed_at.is_not(None))
    left = -_on(Account.CASH_STRIPE)
    due = _if(or_(paid, moving), amount)
    wrong = or_(
        left != due,
        _on(Account.IN_TRANSIT) != _if(moving, amount),
        _on(Account.CASH_BANK) != _if(at_bank, amount),
    )
    return (
        select(ChapterPayout.id, due, left)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.chapter_payout_id, ChapterPayout))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(ChapterPayout.chapter_id == chapter_id)
        .group_by(
            ChapterPayout.id,
            amount,
            ChapterPayout.state,
            ChapterPayout.shared,
            ChapterPayout.confirmed_at,
        )
        .having(wrong)
    )


def _lines_that_do_not_add_up(chapter_id: int) -> Statement:
    total = func.coalesce(func.sum(PayoutLine.net_minor), 0)
    return (
        select(ChapterPayout.id, ChapterPayout.amount_minor, total)
        .outerjoin(
            PayoutLine,
            and_(
                PayoutLine.chapter_id == ChapterPayout.chapter_id,
                PayoutLine.account_payout_id == ChapterPayout.account_payout_id,
            ),
        )
        .where(ChapterPayout.chapter_id == chapter_id, ChapterPayout.lines_state == LinesState.READ)
        .group_by(ChapterPayout.id, ChapterPayout.amount_minor)
        .having(total != ChapterPayout.amount_minor)
    )


def _wrong_unexplained(chapter_id: int) -> Statement:
    """What nothing stands behind is posted once, and on *unexplained* until it is called something else."""
    nobodys = and_(PayoutLine.problem.is_not(None), PayoutLine.problem == LineProblem.NOTHING_BEHIND)
    due, posted = _if(nobodys, PayoutLine.net_minor), _on(Account.CASH_STRIPE)
    unexplained = _if(and_(nobodys, PayoutLine.category.is_(None)), PayoutLine.net_minor)
    return (
        select(PayoutLine.id, due, posted)
        .outerjoin(JournalEntry, of_same(JournalEntry, JournalEntry.payout_line_id, PayoutLine))
        .outerjoin(Posting, of_same(Posting, Posting.entry_id, JournalEntry))
        .where(PayoutLine.chapter_id == chapter_id)
        .group_by(PayoutLine.id, PayoutLine.net_minor, PayoutLine.problem, PayoutLine.category)
        .having(or_(posted != due, -_on(Account.UNEXPLAINED) != unexplained))
    )


CHECKS = (
    Check("payouts_booked", "A payout stands in the books where it is.", "payout", _wrong_payouts),
    Check("payouts_add_up", "The lines of a payout add up to it.", "payout", _lines_that_do_not_add_up),
    Check(
        "payout_lines_unexplained",
        "A line of a payout that nothing stands behind is posted once, others are not.",
        "payout line",
        _wrong_unexplained,
    ),
)
