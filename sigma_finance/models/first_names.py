"""The names by which the first guide asks ``flask shell`` for rows, and a login that names its role.

``User(name=…, email=…, role="treasurer")`` is understood in the shell alone, which says with ``seat_with`` what becomes
of the role: nowhere else does a login have one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from sigma_finance.extensions import db
from sigma_finance.models.invites import Invite
from sigma_finance.models.plans import Plan
from sigma_finance.models.users import User

PaymentPlan = Plan
InviteCode = Invite


def seat_with(seat: Callable[[User, str], None]) -> None:
    """Let a new login name its role, and give it its place with ``seat`` before it is committed."""
    roles: dict[User, str] = {}

    @event.listens_for(User, "init")
    def _take_role(user: User, _args: Any, given: dict[str, Any]) -> None:
        if "role" in given:
            roles[user] = given.pop("role")

    @event.listens_for(db.session, "before_commit")
    def _give_place(session: Session) -> None:
        for user in [user for user in roles if user in session.new]:
            session.flush()
            seat(user, roles.pop(user))
