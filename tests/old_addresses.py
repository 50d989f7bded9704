"""An address as it was kept in earlier days."""

from __future__ import annotations

from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from tests.people import People

WIDE, NORMAL = "ada@ｅｘａｍｐｌｅ.org", "ada@example.org"


def widen(people: People) -> None:
    """Give the chapter's member a login, and their place, in full-width letters."""
    db.session.get_one(User, people.member.user_id).email = WIDE
    db.session.get_one(Member, people.member.member_id).email = WIDE
    db.session.commit()
