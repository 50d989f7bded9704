"""One's own money: another officer decides about it, wherever the chapter has one."""

from __future__ import annotations

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries import officers


def decides_alone(
    *, chapter_id: int, member_id: int, permission: Permission, by: Actor, refusal: str
) -> bool:
    """Whether ``by`` decides about their own money because no other officer may; raises Forbidden where one may."""
    if by.member_id is None or by.member_id != member_id:
        return False
    if officers.others_may(chapter_id=chapter_id, permission=permission, besides=member_id):
        raise Forbidden(refusal)
    return True
