"""Who does something, as the audit trail names them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of hand is at work."""

    PERSON = "person"
    OPERATOR = "operator"
    STRIPE = "stripe"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where; a person is named by the id of their login and of their place in the chapter."""

    kind: ActorKind
    user_id: int | None = None
    member_id: int | None = None
    ip: str = ""
    user_agent: str = ""


OPERATOR = Actor(ActorKind.OPERATOR)
STRIPE = Actor(ActorKind.STRIPE)
SYSTEM = Actor(ActorKind.SYSTEM)
