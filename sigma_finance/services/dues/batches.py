"""Charges that belong together: made in one step for many members, and taken back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import CHARGED_BY_HAND
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChargeBatch
from sigma_finance.queries import locks
from sigma_finance.queries.dues import charging as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger
from sigma_finance.services.dues.charges import (
    EARLIEST,
    LATEST,
    Approved,
    NewCharge,
    post_charges,
    require_for_reversal,
    reversal_draft,
)
from sigma_finance.services.messages import movements


@transactional
def charge_many(
    *, chapter_id: int, member_ids: Sequence[int], request: NewCharge, by: Actor, form_key: str | None = None
) -> int:
    """Charge each of these active members what ``request`` says, whose own member does not count; returns the batch.

    The same form again returns the first one. Raises Invalid without a member, for an amount out of bounds or a kind
    that is not charged by hand.
    """
    description = clean_text(request.description, field="description", label="What it is for", at_most=120)
    if request.kind not in CHARGED_BY_HAND:
        raise Invalid("Choose what kind of charge it is.", field="kind")
    chapter = db.session.get_one(Chapter, chapter_id)
    check_bounds(request.amount_minor, chapter.currency)
    if not EARLIEST <= request.due_on <= LATEST:
        raise Invalid("Enter a due date of this century.", field="due_on")
    wanted = sorted(set(member_ids))
    locks.lock_members(chapter_id=chapter_id, member_ids=wanted)
    earlier = queries.find_batch_by_form_key(chapter_id=chapter_id, form_key=form_key) if form_key else None
    if earlier is not None:
        return _same(earlier, len(wanted), request.amount_minor)
    if not wanted or set(wanted) != queries.active_ids(chapter_id=chapter_id, member_ids=wanted):
        raise Invalid("Choose at least one member, all of them active.", field="members")
    requests = [replace(request, member_id=member_id) for member_id in wanted]
    batch = post_batch(chapter, requests, description=description, by=by, form_key=form_key)
    audit.record(
        Action.CHARGES_MADE,
        chapter_id=chapter_id,
        subject=("charge_batches", batch.id),
        by=by,
        kind=request.kind.value,
        charged=batch.charges,
        total_minor=batch.total_minor,
    )
    return batch.id


def _same(earlier: ChargeBatch, members: int, amount_minor: int) -> int:
    if (earlier.charges, earlier.total_minor) != (members, members * amount_minor):
        raise Conflict("This form was sent already, with other members or another amount. Open it again.")
    return earlier.id


def post_batch(
    chapter: Chapter,
    requests: list[NewCharge],
    *,
    description: str,
    by: Actor,
    period_id: int | None = None,
    on: date | None = None,
    form_key: str | None = None,
) -> ChargeBatch:
    """Write charges that belong together, so that they can be taken back together."""
    batch = ChargeBatch(
        chapter_id=chapter.id,
        dues_period_id=period_id,
        description=description,
        charges=len(requests),
        total_minor=sum(request.amount_minor for request in requests),
        form_key=form_key,
        made_by_member_id=by.member_id,
    )
    db.session.add(batch)
    db.session.flush()
    post_charges(chapter, requests, description=description, by=by, batch_id=batch.id, on=on)
    return batch


@transactional
def reverse_batch(
    *, chapter_id: int, batch_id: int, reason: str, by: Actor, approved: Approved = None
) -> int:
    """Take charges that were made together back together, those that still stand; returns how many.

    What had settled them becomes credit. Raises Conflict where none stands, and NeedsSecond where that gives more than
    one officer may, unless so much was ``approved``.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    member_ids = queries.members_of_batch(chapter_id=chapter_id, batch_id=batch_id)
    members = locks.lock_members(chapter_id=chapter_id, member_ids=member_ids)
    batch = queries.lock_batch(chapter_id=chapter_id, batch_id=batch_id)
    if batch is None:
        raise NotFound("There are no such charges in this chapter.")
    standing = queries.standing_charges(chapter_id=chapter_id, batch_id=batch_id)
    if not standing:
        raise Conflict("These charges have been reversed already.")
    chapter = db.session.get_one(Chapter, chapter_id)
    today, batch.reversed_at = today_in(chapter.timezone), now()
    for one in standing:
        one.reversed_at = batch.reversed_at
    drafts = [reversal_draft(one, booked_on=today, reason=reason, by=by) for one in standing]
    require_for_reversal(chapter_id, drafts, by=by, approved=approved)
    ledger.post_all(drafts)
    audit.record(
        Action.CHARGES_REVERSED,
        chapter_id=chapter_id,
        subject=("charge_batches", batch.id),
        by=by,
        charged=len(standing),
        total_minor=sum(one.amount_minor for one in standing),
    )
    for one in standing:
        movements.tell(
            members[one.member_id], "charge_reversed", one.amount_minor, description=one.description
        )
    return len(standing)
