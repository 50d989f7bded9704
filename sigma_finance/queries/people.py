"""Whom a chapter's pages know of: everybody but those whose import was undone."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.models import Member


def known(chapter_id: int) -> ColumnElement[bool]:
    """The condition that a member is the chapter's and was not removed."""
    return (Member.chapter_id == chapter_id) & (Member.status != MemberStatus.REMOVED)
