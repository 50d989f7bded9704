"""What a member can be in a chapter."""

from __future__ import annotations

from enum import StrEnum


class MemberStatus(StrEnum):
    """Whether a member still belongs."""

    ACTIVE = "active"
    INACTIVE = "inactive"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class MemberClass(StrEnum):
    """What a member is charged: the regular dues, or nothing."""

    REGULAR = "regular"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        return self.value.capitalize()
