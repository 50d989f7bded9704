"""What members owed, or had paid ahead, when the chapter's books began here: against *opening balance*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import ChargeKind, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Permission
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.books import opening as queries
from sigma_finance.services import deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.dues import charges
from sigma_finance.services.dues.charges import Approved, NewCharge

DESCRIPTION = "Balance brought forward"


@dataclass(frozen=True)
class OpeningBalance:
    """What a member brings, in minor units: owed by the end of ``due_on``, and credit; the difference counts."""

    member_id: int
    owes_minor: int
    credit_minor: int
    due_on: date

    @property
    def net_minor(self) -> int:
        """What is owed, or below zero the credit."""
        return self.owes_minor - self.credit_minor


@transactional
def bring_forward(
    *, chapter_id: int, openings: Sequence[OpeningBalance], by: Actor, approved: Approved = None
) -> None:
    """Book what members owed or had paid ahead.

    Credit counts as given by the officer: it pays dues, and can be paid out. Raises NeedsSecond where that is more than
    one officer may give, unless so much was ``approved``, Conflict where another sum was, and Forbidden for credit of
    one's own where another officer may bring it.
    """
    ids = [opening.member_id for opening in openings]
    locks.lock_members(chapter_id=chapter_id, member_ids=ids)
    chapter = db.session.get_one(Chapter, chapter_id)
    owed = [
        NewCharge(o.member_id, ChargeKind.OPENING, DESCRIPTION, o.net_minor, o.due_on)
        for o in openings
        if o.net_minor > 0
    ]
    if owed:
        charges.post_charges(chapter, owed, description=DESCRIPTION, by=by)
    drafts = [_credit(chapter, o.member_id, -o.net_minor, by) for o in openings if o.net_minor < 0]
    credited = [o for o in openings if o.net_minor < 0]
    if drafts or approved is not None:
        _require(chapter_id, credited, by, approved)
        ledger.post_all(drafts)


def _require(chapter_id: int, brought: Sequence[OpeningBalance], by: Actor, approved: Approved) -> None:
    total = -sum(opening.net_minor for opening in brought)
    if approved is not None and approved != total:
        raise Conflict("The member list has changed since this was asked. Decline it and ask again.")
    ids = [opening.member_id for opening in brought]
    if by.member_id in ids:
        deciding.decides_alone(
            chapter_id=chapter_id,
            member_id=by.member_id,
            permission=Permission.RECORD_MONEY,
            by=by,
            refusal="The file brings credit of your own. Another officer has to import it.",
        )
    deciding.require(
        chapter_id=chapter_id,
        member_ids=ids,
        amount_minor=total,
        by=by,
        approved=approved is not None,
    )


@transactional
def take_back(
    *, chapter_id: int, member_ids: Sequence[int], reason: str, by: Actor, approved: Approved = None
) -> None:
    """Take what these members brought out of the books again.

    Raises Conflict, and nothing is written, where money hangs on it: it was paid, waived, or used as credit. What is
    forgiven so counts like every reversal of a charge; it may have been ``approved``.
    """
    members = locks.lock_members(chapter_id=chapter_id, member_ids=member_ids)
    chapter = db.session.get_one(Chapter, chapter_id)
    moved = queries.names_with_money(chapter_id=chapter_id, member_ids=list(members))
    if moved:
        raise Conflict(f"Money hangs on what {_named(moved)} brought forward.")
    today = today_in(chapter.timezone)
    drafts = []
    for charge in queries.openings(chapter_id=chapter_id, member_ids=list(members)):
        charge.reversed_at = now()
        drafts.append(charges.reversal_draft(charge, booked_on=today, reason=reason, by=by))
    for entry, amount_minor, member_id in queries.opening_credit(
        chapter_id=chapter_id, member_ids=list(members)
    ):
        drafts.append(
            Draft(
                chapter_id=chapter_id,
                kind=EntryKind.OPENING_CREDIT_REVERSAL,
                booked_on=today,
                memo=reason[:300],
                reverses_entry_id=entry,
                actor_member_id=by.member_id,
                lines=entries.opening_credit(member_id, -amount_minor),
            )
        )
    if drafts:
        charges.require_for_reversal(chapter_id, drafts, by=by, approved=approved)
        ledger.post_all(drafts)


def _credit(chapter: Chapter, member_id: int, amount_minor: int, by: Actor) -> Draft:
    return Draft(
        chapter_id=chapter.id,
        kind=EntryKind.OPENING_CREDIT,
        booked_on=today_in(chapter.timezone),
        memo=DESCRIPTION,
        actor_member_id=by.member_id,
        lines=entries.opening_credit(member_id, amount_minor),
    )


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
