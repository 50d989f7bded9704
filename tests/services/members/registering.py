"""What tests of registration share: invites, those who register by them, and what is there afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member, SignInSession
from sigma_finance.services.logins import sessions
from sigma_finance.services.members import invites, registration
from sigma_finance.services.members.registration import (
    Registration,
)
from tests.mailed import newest_link
from tests.people import PASSWORD, People, Person


def invite(people: People, **facts: Any) -> str:
    """The code of an invite, by default for ada@example.org."""
    wanted = {"role": Role.MEMBER, "email": "ada@example.org", **facts}
    request = InviteRequest(chapter_id=people.chapter_id, **wanted)
    return invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR).code


def open_code(people: People, **facts: Any) -> str:
    """The code of an invite that names nobody."""
    return invite(people, email=None, **facts)


def proof_of(code: str) -> str:
    """What the mailed link carries beside the code."""
    return invites.mailed_url(invite_of(code)).partition("proof=")[2]


def register(code: str, *, proof: str = "", name: str = "Ada Byron", password: str = PASSWORD) -> str | None:
    return registration.register(request=Registration(code, proof, name, password), by=OPERATOR)


def from_mail(code: str, **facts: str) -> str | None:
    """Register by the link as it was mailed."""
    return register(code, proof=proof_of(code), **facts)


def ask(code: str, email: str) -> None:
    """Come with an open code and give an address."""
    registration.ask_for_link(code=code, email=email)


def raise_role(member_id: int, role: Role) -> None:
    db.session.get_one(Member, member_id).role = role
    db.session.commit()


def member(email: str) -> Member | None:
    db.session.rollback()
    return db.session.scalar(
        select(Member).where(Member.email == email).execution_options(populate_existing=True)
    )


def get_member(email: str) -> Member:
    found = member(email)
    assert found is not None
    return found


def invite_of(code: str) -> Invite:
    db.session.rollback()
    return db.session.scalars(
        select(Invite).where(Invite.code == code).execution_options(populate_existing=True)
    ).one()


def mailed(kind: str) -> str:
    """The code in the one message of a kind."""
    return newest_link(kind).partition("code=")[2].partition("&")[0]


def count(table: type[Any]) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(table)) or 0)


def session_of(person: Person) -> int:
    sessions.begin(user_id=person.user_id, member_id=person.member_id, remember=False, by=OPERATOR)
    return db.session.scalars(select(SignInSession.id).where(SignInSession.user_id == person.user_id)).one()
