"""What every document of spending shares: its checks, its entries, its receipts, its line of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft, PostingLine, opposite
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.files import MOST
from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.domain.payments.payments import EARLIEST
from sigma_finance.domain.spending import spending as rules
from sigma_finance.domain.spending.categories import earnable, spendable
from sigma_finance.domain.spending.requests import PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Spending, SpendingEntry, SpendingFile
from sigma_finance.queries.books import postings
from sigma_finance.queries.spending import categories, places
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.services import audit, files
from sigma_finance.services.books import ledger


def check_amount(amount_minor: int) -> None:
    """Raise Invalid for nothing, or for more than the books can hold."""
    if not 0 < amount_minor < LIMIT_MINOR:
        raise Invalid("Enter an amount above zero.", field="amount")


def check_day(chapter_id: int, day: date, *, field: str) -> None:
    """Raise Invalid for a day to come, or one before any books."""
    if day > today_in(db.session.get_one(Chapter, chapter_id).timezone):
        raise Invalid("That day has not come yet.", field=field)
    if day < EARLIEST:
        raise Invalid(f"That day is before {EARLIEST.year}. Check the year.", field=field)


def check_category(chapter_id: int, kind: SpendingKind, category: Account) -> None:
    """Raise Invalid for what a document of this kind cannot stand on."""
    offered = categories.offered(chapter_id=chapter_id)
    choices = earnable(offered) if kind is SpendingKind.INCOME else spendable(offered)
    if category not in [choice.account for choice in choices]:
        raise Invalid("Choose a category from the list.", field="category")


def check_paid(chapter_id: int, paid: PaidBy) -> None:
    """Raise Invalid for a way, place or day by which nothing can have been paid."""
    if paid.place not in places.PLACES:
        raise Invalid("Choose where it was paid from.", field="place")
    rules.check_place(paid.method, paid.place)
    check_day(chapter_id, paid.on, field="paid_on")


def pay_by(made: Spending, paid: PaidBy) -> None:
    """Write down how, when and from where a document was paid."""
    made.method, made.place, made.paid_on = paid.method, paid.place.value, paid.on
    made.trace = clean_text(
        paid.trace, field="trace", label="Check number or reference", at_most=80, required=False
    )


def post(
    made: Spending,
    kind: EntryKind,
    lines: Sequence[PostingLine],
    *,
    on: date,
    by: Actor,
    memo: str = "",
    reverses_entry_id: int | None = None,
) -> None:
    """Post a step of a document; its memo says whom it is about, unless another is given."""
    entry_id = ledger.post(
        Draft(
            chapter_id=made.chapter_id,
            kind=kind,
            booked_on=on,
            memo=memo or _memo(made),
            reverses_entry_id=reverses_entry_id,
            actor_member_id=by.member_id,
            lines=lines,
        )
    )
    db.session.add(SpendingEntry(chapter_id=made.chapter_id, spending_id=made.id, entry_id=entry_id))
    db.session.flush()


def _memo(made: Spending) -> str:
    return f"{made.payee}: {made.what}" if made.what else made.payee


def post_back(made: Spending, kinds: Sequence[EntryKind], *, reason: str, by: Actor) -> None:
    """Take back the latest step of these kinds that stands, today."""
    chapter_id = made.chapter_id
    entry_id = queries.standing_entry(chapter_id=chapter_id, spending_id=made.id, kinds=kinds)
    lines = opposite(postings.lines_of_entry(chapter_id=chapter_id, entry_id=entry_id))
    post(
        made,
        EntryKind.SPENDING_REVERSAL,
        lines,
        on=today_in(db.session.get_one(Chapter, chapter_id).timezone),
        by=by,
        memo=reason,
        reverses_entry_id=entry_id,
    )


def attach(made: Spending, file_ids: Sequence[int], *, by: Actor) -> None:
    """Have files that were just sent be receipts of a document; raises Conflict for too many."""
    if not file_ids:
        return
    known = queries.count_receipts(chapter_id=made.chapter_id, spending_id=made.id)
    if known + len(file_ids) > MOST:
        raise Conflict(f"This has {known} receipts already, and can have {MOST}.")
    for file_id in file_ids:
        files.use(chapter_id=made.chapter_id, file_id=file_id, member_id=by.member_id)
        db.session.add(SpendingFile(chapter_id=made.chapter_id, spending_id=made.id, file_id=file_id))
    db.session.flush()


def move(made: Spending, state: SpendingState) -> None:
    """Have a document stand elsewhere; raises Conflict where it cannot."""
    rules.check_move(made.state, state)
    made.state = state


def note(action: Action, made: Spending, by: Actor, **details: str) -> None:
    """Write what was done with a document into the audit trail."""
    audit.record(
        action,
        chapter_id=made.chapter_id,
        subject=("spendings", made.id),
        by=by,
        amount_minor=made.amount_minor,
        **details,
    )
