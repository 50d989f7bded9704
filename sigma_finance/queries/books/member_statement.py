"""A member's statement over a span of days. Amounts are in minor units; a balance below zero is credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.books import member_account
from sigma_finance.queries.books.member_account import StatementLine
from sigma_finance.queries.people import known

#: Money of the member that came in or went back, also before the books began; all else is what they are charged.
_MONEY = frozenset(
    {
        EntryKind.PAYMENT,
        EntryKind.PAYMENT_REVERSAL,
        EntryKind.ASSIGNMENT,
        EntryKind.REFUND,
        EntryKind.REFUND_FAILED,
        EntryKind.DISPUTE,
        EntryKind.DISPUTE_WON,
        EntryKind.CREDIT_RETURN,
        EntryKind.CREDIT_RETURN_REVERSAL,
        EntryKind.OPENING_CREDIT,
        EntryKind.OPENING_CREDIT_REVERSAL,
    }
)


@dataclass(frozen=True)
class MemberStatement:
    """What a member owed before the span, every line of it, and what they owed after it."""

    member_id: int
    member_name: str
    span: Span
    opening_minor: int
    lines: Sequence[StatementLine]

    @property
    def closing_minor(self) -> int:
        """What was owed when the span was over."""
        return self.lines[-1].balance_minor if self.lines else self.opening_minor

    @property
    def paid_minor(self) -> int:
        """What was paid, less what went back."""
        return -sum(line.amount_minor for line in self.lines if line.kind in _MONEY)

    @property
    def charged_minor(self) -> int:
        """What was charged, less what was waived or reversed."""
        return self.closing_minor - self.opening_minor + self.paid_minor


def get_statement(*, chapter_id: int, member_id: int, span: Span) -> MemberStatement:
    """The statement of the chapter's member; raises NotFound."""
    name = db.session.scalar(select(Member.name).where(known(chapter_id), Member.id == member_id))
    if name is None:
        raise NotFound("There is no such member in your chapter.")
    opening_minor = 0
    within = []
    for line in member_account.statement(chapter_id=chapter_id, member_id=member_id):
        if span.first is not None and line.booked_on < span.first:
            opening_minor = line.balance_minor
        elif line.booked_on <= span.last:
            within.append(line)
    return MemberStatement(member_id, name, span, opening_minor, within)
