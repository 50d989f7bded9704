"""The chapter's limit above which one officer asks and another approves: held where the act itself is booked."""

from __future__ import annotations

from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.errors import Conflict
from sigma_finance.models import Chapter


class NeedsSecond(Conflict):
    """The amount is above the chapter's limit, so another officer has to approve it."""


def require(chapter: Chapter, *, amount_minor: int, by: Actor, approved: bool) -> None:
    """Raise NeedsSecond where a person acts alone above the chapter's limit."""
    limit_minor = policy.read(chapter.policy).second_person_above_minor
    if approved or by.kind is not ActorKind.PERSON or not limit_minor or amount_minor <= limit_minor:
        return
    raise NeedsSecond("This is above your chapter's limit. Another officer has to approve it.")
