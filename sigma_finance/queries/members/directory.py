"""Who is in a chapter, as its members see each other: names, photos, and who holds an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sigma_finance.database import paging
from sigma_finance.database.paging import Cursor, Order, Page
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, OfficerTerm
from sigma_finance.queries.members.photos import photo_mark
from sigma_finance.queries.officers import running


@dataclass(frozen=True)
class FellowMember:
    """A member as the others see them."""

    id: int
    name: str
    photo: str | None
    role: Role
    posts: tuple[Post, ...]

    @property
    def title(self) -> str:
        """Their offices, else their role where that is more than a member's."""
        return ", ".join(post.label for post in self.posts) or (
            "" if self.role is Role.MEMBER else self.role.label
        )


def fellow_members(*, chapter_id: int, cursor: Cursor, today: date) -> Page[FellowMember]:
    """The chapter's active members by name, a page at a time."""
    statement = select(Member.id, Member.name, photo_mark().label("photo"), Member.role).where(
        Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE
    )
    page = paging.fetch(statement, Order(Member.folded_name, Member.id), cursor)
    held = _posts(chapter_id, [row.id for row in page.rows], today)
    rows = [
        FellowMember(row.id, row.name, row.photo, row.role, tuple(held.get(row.id, ()))) for row in page.rows
    ]
    return Page(rows, page.previous, page.next)


def _posts(chapter_id: int, member_ids: list[int], today: date) -> dict[int, list[Post]]:
    held: dict[int, list[Post]] = {}
    rows = db.session.execute(
        select(OfficerTerm.member_id, OfficerTerm.post)
        .where(OfficerTerm.chapter_id == chapter_id, OfficerTerm.member_id.in_(member_ids), *running(today))
        .order_by(OfficerTerm.starts_on, OfficerTerm.id)
    )
    for row in rows:
        held.setdefault(row.member_id, []).append(row.post)
    return held
