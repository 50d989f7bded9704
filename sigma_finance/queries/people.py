"""Whom a chapter's pages know of: everybody but those whose import was undone; and how anybody is searched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from sigma_finance.domain.folding import search_words
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.models import Member


def known(chapter_id: int) -> ColumnElement[bool]:
    """The condition that a member is the chapter's and was not removed."""
    return (Member.chapter_id == chapter_id) & (Member.status != MemberStatus.REMOVED)


def finds(
    text: str, folded: InstrumentedAttribute[str], *others: InstrumentedAttribute[Any] | ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that every word of ``text`` stands somewhere in a folded name, or in one of the other columns.

    Case and accents make no difference; the other columns are in lower case. Empty text finds everybody.
    """
    words = search_words(text)
    if not words:
        return false() if text.strip() else true()
    return and_(
        *(or_(*(column.contains(word, autoescape=True) for column in (folded, *others))) for word in words)
    )
