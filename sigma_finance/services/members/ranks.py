"""Who may change whom: nobody changes the name, the address or the place of an officer above their own role."""

from __future__ import annotations

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.permissions import Role, acting_role, may_admit
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries import officers

#: How a member is called and reached.
CONTACT = ("name", "email", "phone")


class NotYours(Forbidden):
    """The role is above the officer's own, or the place is theirs."""


def is_within(role: Role, member: Member) -> bool:
    """Whether a member, as they are, may do no more than an officer who acts as ``role`` may make anybody."""
    held = officers.offices(chapter_id=member.chapter_id, member_ids=[member.id])
    return may_admit(role, member.role, held[member.id].or_later)


def check_over(role: Role, member: Member, *, field: str | None = None) -> None:
    """Raise NotYours where a member may do more than an officer who acts as ``role``."""
    if not is_within(role, member):
        raise NotYours(
            f"{member.name} has a higher role than yours. Ask an admin of your chapter.", field=field
        )


def role_of(by: Actor, *, chapter_id: int) -> Role:
    """As whom somebody acts in a chapter now; an operator and the application itself act as its admin."""
    if by.kind is not ActorKind.PERSON:
        return Role.ADMIN
    member = db.session.get(Member, by.member_id or 0)
    if member is None or member.chapter_id != chapter_id:
        return Role.MEMBER
    held = officers.offices(chapter_id=chapter_id, member_ids=[member.id])
    return acting_role(
        member.role, held[member.id].today, has_admin=officers.chapter_has_admin(chapter_id=chapter_id)
    )
