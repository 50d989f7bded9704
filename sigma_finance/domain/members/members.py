"""What a member can be in a chapter."""

from __future__ import annotations

from enum import StrEnum


class MemberStatus(StrEnum):
    """Whether a member still belongs; one whose import was undone is *removed* and shown nowhere."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


#: What pages offer and show; the removed stand nowhere.
SHOWN_STATUSES = (MemberStatus.ACTIVE, MemberStatus.INACTIVE)


class MemberClass(StrEnum):
    """What a member is charged: a period has an amount for each class but the exempt."""

    REGULAR = "regular"
    ASSOCIATE = "associate"
    ALUMNI = "alumni"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Post(StrEnum):
    """An office in the chapter, held for a term."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
