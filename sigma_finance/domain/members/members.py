"""What a member can be in a chapter."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class MemberStatus(LabelledEnum):
    """Whether a member still belongs; one whose import was undone is *removed* and shown nowhere."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    REMOVED = "removed"


#: What pages offer and show; the removed stand nowhere.
SHOWN_STATUSES = (MemberStatus.ACTIVE, MemberStatus.INACTIVE)


class MemberClass(LabelledEnum):
    """What a member is charged: a period has an amount for each class but the exempt."""

    REGULAR = "regular"
    ASSOCIATE = "associate"
    ALUMNI = "alumni"
    EXEMPT = "exempt"


class Post(LabelledEnum):
    """An office in the chapter, held for a term."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
