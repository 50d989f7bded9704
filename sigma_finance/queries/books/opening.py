"""What members brought from before the books began, and whether money has come to hang on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import OPENING_KINDS, Account, ChargeKind, EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import Charge, JournalEntry, Member, Posting


def openings(*, chapter_id: int, member_ids: Sequence[int]) -> list[Charge]:
    """The charges by which these members' balances were brought forward, those that stand."""
    return list(
        db.session.scalars(
            select(Charge)
            .where(
                Charge.chapter_id == chapter_id,
                Charge.member_id.in_(member_ids),
                Charge.kind == ChargeKind.OPENING,
                Charge.reversed_at.is_(None),
            )
            .order_by(Charge.id)
            .execution_options(populate_existing=True)
        )
    )


def opening_credit(*, chapter_id: int, member_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """Entry, amount in minor units and member of credit that was brought forward and not taken back."""
    taken_back = select(JournalEntry.reverses_entry_id).where(
        JournalEntry.chapter_id == chapter_id, JournalEntry.kind == EntryKind.OPENING_CREDIT_REVERSAL
    )
    rows = db.session.execute(
        select(JournalEntry.id, -Posting.amount_minor, Posting.member_id)
        .join(Posting, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.kind == EntryKind.OPENING_CREDIT,
            Posting.account == Account.MEMBER_CREDIT,
            Posting.member_id.in_(member_ids),
            JournalEntry.id.not_in(taken_back),
        )
        .order_by(JournalEntry.id)
    )
    return [(entry_id, int(minor), int(member_id or 0)) for entry_id, minor, member_id in rows]


def names_with_money(*, chapter_id: int, member_ids: Sequence[int]) -> list[str]:
    """Those of these members on whose account anything but the opening itself was ever booked, by name."""
    own = JournalEntry.kind.in_(OPENING_KINDS) | (Charge.kind == ChargeKind.OPENING) & JournalEntry.kind.in_(
        (EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL)
    )
    others = (
        select(Posting.member_id)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .outerjoin(Charge, points_at(JournalEntry.charge_id, Charge))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.member_id.in_(member_ids),
            or_(~own, own.is_(None)),
        )
    )
    return list(
        db.session.scalars(
            select(Member.name)
            .where(Member.chapter_id == chapter_id, Member.id.in_(others))
            .order_by(Member.folded_name, Member.id)
        )
    )
