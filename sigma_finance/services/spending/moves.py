"""Moving money between a chapter's own accounts, and making the books say what cash was counted."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import HELD_IN_HAND, EntryKind
from sigma_finance.domain.books.lines import Draft, opposite
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending import spending as rules
from sigma_finance.domain.spending.requests import NewCount, NewTransfer
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import CashCount, CashTransfer, Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings
from sigma_finance.queries.spending import moves as queries
from sigma_finance.queries.spending import places
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version
from sigma_finance.services.spending import documents


@transactional
def transfer(*, request: NewTransfer, by: Actor) -> int:
    """Book that money went from one own account to another; returns its id, for the same form the first one."""
    earlier = queries.find_transfer(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        if earlier.amount_minor != request.amount_minor:
            raise FormSentAlready("This form was sent already, with other contents. Open it again.")
        return earlier.id
    documents.check_amount(request.amount_minor)
    documents.check_day(request.chapter_id, request.moved_on, field="moved_on")
    if request.out_of not in places.PLACES or request.into not in places.PLACES:
        raise Invalid("Choose both accounts from the lists.", field="into")
    note = clean_text(request.note, field="note", label="The note", at_most=300, required=False, lines=True)
    lines = rules.moved(request.out_of, request.into, request.amount_minor)
    entry_id = ledger.post(
        Draft(
            chapter_id=request.chapter_id,
            kind=EntryKind.TRANSFER,
            booked_on=request.moved_on,
            memo=note,
            actor_member_id=by.member_id,
            lines=lines,
        )
    )
    made = CashTransfer(
        chapter_id=request.chapter_id,
        from_place=request.out_of.value,
        to_place=request.into.value,
        amount_minor=request.amount_minor,
        moved_on=request.moved_on,
        note=note,
        entry_id=entry_id,
        form_key=request.form_key[:64],
        made_by_member_id=by.member_id,
    )
    db.session.add(made)
    db.session.flush()
    _note(Action.TRANSFER_MADE, made, by)
    return made.id


@transactional
def reverse(*, chapter_id: int, transfer_id: int, reason: str, by: Actor) -> None:
    """Take a transfer back that did not happen as it says."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    made = queries.lock_transfer(chapter_id=chapter_id, transfer_id=transfer_id)
    if made.reversed_at is not None:
        raise Conflict("This transfer has been reversed already.")
    made.reversed_at = now()
    ledger.post(
        Draft(
            chapter_id=chapter_id,
            kind=EntryKind.TRANSFER_REVERSAL,
            booked_on=today_in(db.session.get_one(Chapter, chapter_id).timezone),
            memo=reason,
            reverses_entry_id=made.entry_id,
            actor_member_id=by.member_id,
            lines=opposite(postings.lines_of_entry(chapter_id=chapter_id, entry_id=made.entry_id)),
        )
    )
    _note(Action.TRANSFER_REVERSED, made, by)


def _note(action: Action, made: CashTransfer, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=made.chapter_id,
        subject=("cash_transfers", made.id),
        by=by,
        amount_minor=made.amount_minor,
        out_of=made.from_place,
        into=made.to_place,
    )


@transactional
def count(*, request: NewCount, by: Actor, approved: int | None = None) -> int:
    """Book the difference between what cash was counted and what the books say, on *over and short*.

    Returns the count's id, for the same form the first one. Raises Invalid for what is not held in hands, NeedsSecond
    where more is short than one officer may give, unless it was ``approved``.
    """
    locks.lock_chapter(chapter_id=request.chapter_id)
    earlier = queries.find_count(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        if earlier.counted_minor != request.counted_minor:
            raise FormSentAlready("This form was sent already, with other contents. Open it again.")
        return earlier.id
    if request.place not in HELD_IN_HAND:
        raise Invalid("Choose petty cash or cash on hand.", field="place")
    if not 0 <= request.counted_minor < LIMIT_MINOR:
        raise Invalid("Enter what was counted.", field="counted")
    documents.check_day(request.chapter_id, request.counted_on, field="counted_on")
    book_minor = postings.total_of_account(chapter_id=request.chapter_id, account=request.place)
    note = clean_text(request.note, field="note", label="The note", at_most=300, required=False, lines=True)
    difference = rules.counted(request.place, book_minor=book_minor, counted_minor=request.counted_minor)
    entry_id = None
    if difference is not None:
        kind, lines = difference
        entry_id = ledger.post(
            Draft(
                chapter_id=request.chapter_id,
                kind=kind,
                booked_on=request.counted_on,
                memo=note,
                actor_member_id=by.member_id,
                lines=lines,
            )
        )
    made = CashCount(
        chapter_id=request.chapter_id,
        place=request.place.value,
        counted_on=request.counted_on,
        counted_minor=request.counted_minor,
        book_minor=book_minor,
        note=note,
        entry_id=entry_id,
        form_key=request.form_key[:64],
        made_by_member_id=by.member_id,
    )
    db.session.add(made)
    db.session.flush()
    if made.counted_minor < made.book_minor:
        short_minor = made.book_minor - made.counted_minor
        if approved not in (None, short_minor):
            raise Conflict("The books are not as they were when this was asked. Decline it and count again.")
        deciding.require(
            chapter_id=made.chapter_id,
            member_ids=[],
            amount_minor=short_minor,
            by=by,
            approved=approved is not None,
        )
    audit.record(
        Action.CASH_COUNTED,
        chapter_id=made.chapter_id,
        subject=("cash_counts", made.id),
        by=by,
        place=made.place,
        counted_minor=made.counted_minor,
        book_minor=made.book_minor,
    )
    version.changed(chapter_id=made.chapter_id)
    return made.id
