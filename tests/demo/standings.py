"""How many members of a demo chapter are in which standing."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.queries.members import member_figures


def standings(slug: str) -> Counter[StandingKind]:
    chapter_id = db.session.scalars(select(Chapter.id).where(Chapter.slug == slug)).one()
    members = db.session.scalars(
        select(Member.id).where(Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE)
    )
    return Counter(
        member_figures.member_figures(chapter_id=chapter_id, member_id=member_id).standing.kind
        for member_id in members.all()
    )
