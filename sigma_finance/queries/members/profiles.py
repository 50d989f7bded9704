"""What a person sees and changes of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Member, User


@dataclass(frozen=True)
class PersonalProfile:
    """A person's contact details in a chapter, and the time zone that they chose, if any."""

    name: str
    email: str
    phone: str
    timezone: str
    muted: list[str]


def get_profile(*, chapter_id: int, member_id: int) -> PersonalProfile:
    """The profile of a member who signs in; raises NotFound."""
    row = db.session.execute(
        select(Member.name, User.email, Member.phone, User.timezone, Member.muted)
        .join(User, User.id == Member.user_id)
        .where(Member.chapter_id == chapter_id, Member.id == member_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such member in your chapter.")
    return read_row(PersonalProfile, row)
