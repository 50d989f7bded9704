"""What was made of lines of the bank, and the rules by which they are made."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.bank.words import BankCategory, MatchReason
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import BankMatch, BankRule, JournalEntry


@dataclass(frozen=True)
class MadeEntry:
    """An entry that was made of a line as the bank's own money."""

    id: int
    kind: EntryKind


@dataclass(frozen=True)
class RuleRow:
    """A rule that stands."""

    id: int
    contains: str
    category: BankCategory


def made_of(*, chapter_id: int, line_id: int) -> MadeEntry | None:
    """The fee or interest that was made of a line, if it was."""
    row = db.session.execute(
        select(JournalEntry.id, JournalEntry.kind)
        .select_from(BankMatch)
        .join(JournalEntry, points_at(BankMatch.entry_id, JournalEntry))
        .where(
            BankMatch.chapter_id == chapter_id,
            BankMatch.line_id == line_id,
            BankMatch.undone_at.is_(None),
            BankMatch.reason == MatchReason.MADE,
            JournalEntry.kind.in_([one.kind for one in BankCategory]),
        )
    ).one_or_none()
    return read_row(MadeEntry, row) if row else None


def matches_so_far(*, chapter_id: int, line_id: int) -> int:
    """How often a line was matched, those that were undone included."""
    return (
        db.session.scalar(
            select(func.count(BankMatch.id)).where(
                BankMatch.chapter_id == chapter_id, BankMatch.line_id == line_id
            )
        )
        or 0
    )


def rules(*, chapter_id: int) -> list[RuleRow]:
    """The rules that stand, by their words."""
    rows = db.session.execute(
        select(BankRule.id, BankRule.contains, BankRule.category)
        .where(BankRule.chapter_id == chapter_id, BankRule.ended_at.is_(None))
        .order_by(BankRule.contains, BankRule.id)
    )
    return [read_row(RuleRow, row) for row in rows]


def lock_rule(*, chapter_id: int, rule_id: int) -> BankRule | None:
    """The chapter's rule of this id, locked."""
    return db.session.scalar(
        select(BankRule)
        .where(BankRule.chapter_id == chapter_id, BankRule.id == rule_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
