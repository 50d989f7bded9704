"""Telling a member that money of theirs moved: how much, and where their account stands now."""

from __future__ import annotations

from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.services.messages import outbox


def tell(member: Member | None, kind: str, amount_minor: int, **facts: str) -> None:
    """Write to a member, in the transaction that moved the money and after it did; to nobody where there is none."""
    if member is None or amount_minor <= 0:
        return
    chapter = db.session.get_one(Chapter, member.chapter_id)
    outbox.tell(
        member,
        kind,
        amount=format_money(amount_minor, chapter.currency),
        balance=format_money(member.balance_minor, chapter.currency),
        credit=format_money(member.credit_minor, chapter.currency) if member.credit_minor else "",
        **facts,
    )
