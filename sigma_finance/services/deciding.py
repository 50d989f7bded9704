"""Who decides: another officer about one's own money, and a second one above the chapter's limit."""

from __future__ import annotations

from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.errors import Conflict, Forbidden
from sigma_finance.domain.permissions import Permission
from sigma_finance.models import Chapter
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


class NeedsSecond(Conflict):
    """The amount is above the chapter's limit, so another officer has to approve it."""


def require(chapter: Chapter, *, amount_minor: int, by: Actor, approved: bool) -> None:
    """Raise NeedsSecond where a person acts alone above the chapter's limit."""
    limit_minor = policy.read(chapter.policy).second_person_above_minor
    if approved or by.kind is not ActorKind.PERSON or not limit_minor or amount_minor <= limit_minor:
        return
    raise NeedsSecond("This is above your chapter's limit. Another officer has to approve it.")
