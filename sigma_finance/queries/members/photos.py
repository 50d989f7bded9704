"""Photos of members, and the marks by which their addresses change with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, select

from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Member, MemberPhoto


def photo_mark() -> ScalarSelect[Any]:
    """The mark of the photo of the member of the surrounding SELECT; empty or None where there is none."""
    return (
        select(MemberPhoto.sha256)
        .where(MemberPhoto.chapter_id == Member.chapter_id, MemberPhoto.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )


def get_photo(*, chapter_id: int, member_id: int) -> bytes:
    """The photo of a chapter's member as PNG; raises NotFound."""
    photo = find_photo(chapter_id=chapter_id, member_id=member_id)
    if photo is None or not photo.content:
        raise NotFound("There is no such photo.")
    return photo.content


def find_photo(*, chapter_id: int, member_id: int) -> MemberPhoto | None:
    """The row of a member's photo."""
    return db.session.scalar(
        select(MemberPhoto).where(MemberPhoto.chapter_id == chapter_id, MemberPhoto.member_id == member_id)
    )
