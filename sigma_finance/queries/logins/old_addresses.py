"""E-mail addresses that were kept before each had one form: in full-width letters, or with a dot at the end."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, literal, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, User


@dataclass(frozen=True)
class OldAddress:
    """An address in another form than the one that is kept today: a login's, or without ``user_id`` a member's."""

    user_id: int | None
    member_id: int | None
    chapter_id: int | None
    chapter: str
    email: str

    @property
    def normal(self) -> str:
        """The address in today's form."""
        return normal_email(self.email)

    @property
    def whose(self) -> str:
        """Whose it is, for a terminal."""
        return f"member of {self.chapter}" if self.user_id is None else "login"


def of_logins() -> list[OldAddress]:
    """The logins whose address is not as it would be kept today."""
    rows = db.session.execute(
        select(
            User.id.label("user_id"),
            literal(None).label("member_id"),
            literal(None).label("chapter_id"),
            literal("").label("chapter"),
            User.email,
        ).order_by(User.id)
    )
    return [old for old in (read_row(OldAddress, row) for row in rows) if old.normal != old.email]


def of_members() -> list[OldAddress]:
    """The members whose address is not, apart from those who sign in with the same one: it follows their login."""
    rows = db.session.execute(
        select(
            literal(None).label("user_id"),
            Member.id.label("member_id"),
            Member.chapter_id,
            Chapter.slug.label("chapter"),
            Member.email,
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .outerjoin(User, User.id == Member.user_id)
        .where(
            Member.email.is_not(None),
            Member.status != MemberStatus.REMOVED,
            User.email.is_(None) | (User.email != Member.email),
        )
        .order_by(Member.chapter_id, Member.id)
    )
    return [old for old in (read_row(OldAddress, row) for row in rows) if old.normal != old.email]


def is_taken(old: OldAddress) -> bool:
    """Whether somebody else has the address in today's form: another login, or another member of the chapter."""
    if old.user_id is not None:
        return bool(
            db.session.scalar(select(exists().where(User.email == old.normal, User.id != old.user_id)))
        )
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Member.chapter_id == old.chapter_id,
                    Member.email == old.normal,
                    Member.id != old.member_id,
                )
            )
        )
    )
