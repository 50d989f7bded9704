"""Taking cash on hand to the bank."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind, bank_account
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Deposit
from sigma_finance.queries import locks
from sigma_finance.queries.payments import deposits as queries
from sigma_finance.services.payments import cash_moves


@transactional
def deposit(
    *,
    chapter_id: int,
    payment_ids: Collection[int],
    deposited_on: date,
    note: str,
    by: Actor,
    place: BankPlace = BankPlace.FIRST,
) -> int:
    """Book that the money of these payments was taken to the bank, to the account at ``place``; returns its id.

    Raises Invalid without a payment or for a day to come, Conflict where one of them is not on hand any more.
    """
    note = clean_text(note, field="note", label="The note", at_most=300, required=False, lines=True)
    chapter = db.session.get_one(Chapter, chapter_id)
    if not payment_ids:
        raise Invalid("Choose at least one payment that is in the deposit.", field="payments")
    if deposited_on > today_in(chapter.timezone):
        raise Invalid("That day has not come yet. Enter the day of the deposit.", field="deposited_on")
    for payment_id in sorted(set(payment_ids)):
        locks.lock_payment(chapter_id=chapter_id, payment_id=payment_id)
    held = queries.on_hand(chapter_id=chapter_id, payment_ids=payment_ids)
    if {one.payment_id for one in held} != set(payment_ids):
        raise Conflict("Some of this money is not on hand any more. Look at the list again.")
    made = Deposit(
        chapter_id=chapter_id,
        deposited_on=deposited_on,
        amount_minor=sum(one.amount_minor for one in held),
        payments=len(held),
        note=note,
        made_by_member_id=by.member_id,
    )
    db.session.add(made)
    db.session.flush()
    parts = [(one.payment_id, one.amount_minor) for one in held]
    lines = entries.moved(parts, out_of=Account.CASH_ON_HAND, into=bank_account(place))
    cash_moves.post(made, EntryKind.DEPOSIT, lines, booked_on=deposited_on, by=by)
    cash_moves.note(Action.DEPOSIT_MADE, made, by, payments=made.payments)
    return made.id


@transactional
def reverse(*, chapter_id: int, deposit_id: int, reason: str, by: Actor) -> None:
    """Take a deposit back that was not made as it says; its money is on hand again.

    Raises Conflict for one reversed already, or whose money has left the bank since.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    made = queries.lock_deposit(chapter_id=chapter_id, deposit_id=deposit_id)
    if made is None:
        raise NotFound("There is no such deposit in this chapter.")
    if made.reversed_at is not None:
        raise Conflict("This deposit has been reversed already.")
    moved = queries.moved(chapter_id=chapter_id, deposit_id=deposit_id)
    for payment_id in sorted(moved):
        locks.lock_payment(chapter_id=chapter_id, payment_id=payment_id)
    account = queries.account(chapter_id=chapter_id, deposit_id=deposit_id)
    at_bank = queries.at_bank(chapter_id=chapter_id, account=account, payment_ids=moved)
    if any(at_bank.get(payment_id, 0) < minor for payment_id, minor in moved.items()):
        raise Conflict("A payment of this deposit has been taken back since, so the deposit stands.")
    made.reversed_at = now()
    lines = entries.moved(list(moved.items()), out_of=account, into=Account.CASH_ON_HAND)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    original = queries.entry_id(chapter_id=chapter_id, deposit_id=deposit_id)
    cash_moves.post(
        made,
        EntryKind.DEPOSIT_REVERSAL,
        lines,
        booked_on=today,
        by=by,
        memo=reason,
        reverses_entry_id=original,
    )
    cash_moves.note(Action.DEPOSIT_REVERSED, made, by, payments=made.payments)
