"""Who else may do something in a chapter."""

from __future__ import annotations

from sqlalchemy import select

from sigma_finance.domain.members import MemberStatus
from sigma_finance.domain.permissions import Permission, Role, may
from sigma_finance.extensions import db
from sigma_finance.models import Member, User


def others_may(*, chapter_id: int, permission: Permission, besides: int) -> bool:
    """Whether an active officer with a login, other than the member ``besides``, has ``permission``."""
    roles = [role for role in Role if may(role, permission)]
    found = db.session.scalar(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.chapter_id == chapter_id,
            Member.id != besides,
            Member.role.in_(roles),
            Member.status == MemberStatus.ACTIVE,
            User.is_active,
        )
        .limit(1)
    )
    return found is not None
