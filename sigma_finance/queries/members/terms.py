"""Officers' terms: of one member, and of the whole chapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sigma_finance.database.paging import AnySelect
from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.extensions import db
from sigma_finance.models import Member, OfficerTerm
from sigma_finance.queries.officers import running
from sigma_finance.queries.people import known

#: Of the terms that are over, so many are shown.
SHOWN = 100


@dataclass(frozen=True)
class TermLine:
    """An office of a member, from one day to another, both included."""

    id: int
    member_id: int
    member_name: str
    status: MemberStatus
    registered: bool
    post: Post
    starts_on: date
    ends_on: date | None

    def state(self, today: date) -> str:
        """The word of its badge on ``today``: to come, in office or ended."""
        if self.ends_on is not None and self.ends_on < today:
            return "ended"
        return "in_office" if self.starts_on <= today else "to_come"

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether the term shares a day with another span."""
        return (last is None or self.starts_on <= last) and (self.ends_on is None or first <= self.ends_on)


def terms_of(*, chapter_id: int, member_id: int) -> list[TermLine]:
    """A member's terms, latest first."""
    wanted = _terms(chapter_id).where(OfficerTerm.member_id == member_id)
    return [read_row(TermLine, row) for row in db.session.execute(_latest(wanted))]


def terms_not_over(*, chapter_id: int, today: date) -> list[TermLine]:
    """The terms that run or are to come, in the order of the offices."""
    wanted = _terms(chapter_id).where((OfficerTerm.ends_on.is_(None)) | (OfficerTerm.ends_on >= today))
    found = [read_row(TermLine, row) for row in db.session.execute(_latest(wanted))]
    places = list(Post)
    return sorted(found, key=lambda term: (places.index(term.post), term.starts_on))


def terms_over(*, chapter_id: int, today: date) -> list[TermLine]:
    """The terms that have ended, latest first, at most ``SHOWN`` of them."""
    wanted = _terms(chapter_id).where(OfficerTerm.ends_on < today)
    return [read_row(TermLine, row) for row in db.session.execute(_latest(wanted).limit(SHOWN))]


def get_term(*, chapter_id: int, term_id: int) -> TermLine:
    """The chapter's term of this id; raises NotFound."""
    row = db.session.execute(_terms(chapter_id).where(OfficerTerm.id == term_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such term in your chapter.")
    return read_row(TermLine, row)


def lock_term(*, chapter_id: int, term_id: int) -> OfficerTerm | None:
    """The chapter's term, locked."""
    return db.session.scalar(
        select(OfficerTerm)
        .where(OfficerTerm.chapter_id == chapter_id, OfficerTerm.id == term_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_running(*, chapter_id: int, member_id: int, on: date) -> list[OfficerTerm]:
    """A member's terms that run on a day and go on after it, locked."""
    return list(
        db.session.scalars(
            select(OfficerTerm)
            .where(
                OfficerTerm.chapter_id == chapter_id,
                OfficerTerm.member_id == member_id,
                *running(on),
                (OfficerTerm.ends_on.is_(None)) | (OfficerTerm.ends_on > on),
            )
            .order_by(OfficerTerm.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def lock_held(*, chapter_id: int, member_id: int, post: Post, on: date) -> list[OfficerTerm]:
    """A member's terms of one office that run on a day, locked."""
    return list(
        db.session.scalars(
            select(OfficerTerm)
            .where(
                OfficerTerm.chapter_id == chapter_id,
                OfficerTerm.member_id == member_id,
                OfficerTerm.post == post,
                *running(on),
            )
            .order_by(OfficerTerm.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _terms(chapter_id: int) -> AnySelect:
    statement: AnySelect = (
        select(
            OfficerTerm.id,
            OfficerTerm.member_id,
            Member.name.label("member_name"),
            Member.status,
            Member.user_id.is_not(None).label("registered"),
            OfficerTerm.post,
            OfficerTerm.starts_on,
            OfficerTerm.ends_on,
        )
        .join(Member, (Member.chapter_id == OfficerTerm.chapter_id) & (Member.id == OfficerTerm.member_id))
        .where(OfficerTerm.chapter_id == chapter_id, known(chapter_id))
    )
    return statement


def _latest(statement: AnySelect) -> AnySelect:
    return statement.order_by(OfficerTerm.starts_on.desc(), OfficerTerm.id.desc())
