"""Who decides: another officer about one's own money, and a second one above the chapter's limit."""

from __future__ import annotations

from collections.abc import Collection

from sigma_finance.database import transactions
from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import WINDOW
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import normal_email
from sigma_finance.queries import giving, locks, officers


def decides_alone(
    *, chapter_id: int, member_id: int, permission: Permission, by: Actor, refusal: str
) -> bool:
    """Whether ``by`` decides about their own money because no other officer may; raises Forbidden where one may."""
    if by.member_id is None or by.member_id != member_id:
        return False
    if officers.others_may(chapter_id=chapter_id, permission=permission, besides=member_id):
        raise Forbidden(refusal)
    return True


def acting_for(*, chapter_id: int, email: str, permission: Permission) -> Actor:
    """An officer on whose behalf somebody else acts; raises Forbidden where they may not do it themselves."""
    address = normal_email(email)
    for one in officers.who_may(chapter_id=chapter_id, permission=permission):
        if one.email == address:
            return Actor(ActorKind.PERSON, one.user_id, one.id)
    raise Forbidden(f"{email} is no officer of this chapter who may {permission.label.lower()}.")


class NeedsSecond(Conflict):
    """One officer would give more than the chapter's limit, so another has to approve it; ``amount_minor`` of it."""

    def __init__(self, amount_minor: int) -> None:
        super().__init__("This is above your chapter's limit. Another officer has to approve it.")
        self.amount_minor = amount_minor


def require(
    *, chapter_id: int, member_ids: Collection[int], amount_minor: int, by: Actor, approved: bool = False
) -> None:
    """Have the transaction under way raise NeedsSecond at its end where a person gives too much alone.

    That is what they have given in 30 days with this act, or what one of the members was given by any officer. It is
    asked under the lock of the chapter's row, so that two acts at once do not pass between each other.
    """
    if approved or by.kind is not ActorKind.PERSON or by.member_id is None:
        return
    officer_id = by.member_id
    transactions.at_the_end(
        ("limit", chapter_id, officer_id, frozenset(member_ids)),
        lambda: _check(chapter_id, officer_id, member_ids, amount_minor),
    )


def _check(chapter_id: int, officer_id: int, member_ids: Collection[int], amount_minor: int) -> None:
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    limit_minor = policy.read(chapter.policy).second_person_above_minor
    if not limit_minor:
        return
    since = now() - WINDOW
    given = giving.given_by(chapter_id=chapter_id, officer_id=officer_id, since=since)
    received = giving.most_given_to(chapter_id=chapter_id, member_ids=member_ids, since=since)
    if max(given, received) > limit_minor:
        raise NeedsSecond(amount_minor)
