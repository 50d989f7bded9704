"""Expenses, bills and other income, from an officer's hand: recorded, paid, taken back, never edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending import spending as rules
from sigma_finance.domain.spending.requests import NewSpending, PaidBy
from sigma_finance.domain.spending.spending import BOOKED_AS, PAID_AS, SpendingKind, SpendingState
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Spending
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.services import deciding
from sigma_finance.services.figures import version
from sigma_finance.services.spending import documents

#: What is taken off *payable* when a document of the kind is paid.
_PAID_FROM = {kind: kind.payable for kind in SpendingKind if kind.payable is not None}


@transactional
def record(*, request: NewSpending, file_ids: Sequence[int], by: Actor) -> int:
    """Book an expense, other income or a bill with its receipts; returns its id, for the same form the first one.

    Raises Invalid for what cannot be booked, and NeedsSecond for an expense above what one officer may spend.
    """
    earlier = _earlier(request)
    if earlier is not None:
        return earlier.id
    made = _enter(request, file_ids, by)
    _book(made, by)
    if made.kind is SpendingKind.EXPENSE:
        deciding.require(chapter_id=made.chapter_id, member_ids=[], amount_minor=made.amount_minor, by=by)
    return made.id


@transactional
def propose(*, request: NewSpending, file_ids: Sequence[int], by: Actor) -> int:
    """Write an expense down that another officer has to approve; nothing is booked. Returns its id."""
    earlier = _earlier(request)
    if earlier is not None:
        return earlier.id
    made = _enter(request, file_ids, by)
    documents.note(Action.SPENDING_PROPOSED, made, by, kind=made.kind.value)
    version.changed(chapter_id=made.chapter_id)
    return made.id


@transactional
def book_proposed(*, chapter_id: int, spending_id: int, by: Actor, approved: int) -> None:
    """Book an expense that was written down, as two officers decided; ``approved`` is what they decided on."""
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.state is not SpendingState.ASKED or made.amount_minor != approved:
        raise Conflict("This expense is not as it was when this was asked. Decline it.")
    made.by_two, made.approved_by_member_id, made.approved_at = True, by.member_id, now()
    _book(made, by)


@transactional
def drop_proposed(*, chapter_id: int, spending_id: int, answer: str, by: Actor) -> None:
    """Have an expense that was written down come to nothing, since another officer said no."""
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.state is SpendingState.ASKED:
        documents.move(made, SpendingState.DECLINED)
        made.answer, made.ended_at = answer, now()
        documents.note(Action.SPENDING_DROPPED, made, by, kind=made.kind.value)


def _earlier(request: NewSpending) -> Spending | None:
    found = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if found is not None and (found.kind, found.amount_minor, found.spent_on) != (
        request.kind,
        request.amount_minor,
        request.spent_on,
    ):
        raise FormSentAlready("This form was sent already, with other contents. Open it again.")
    return found


def _enter(request: NewSpending, file_ids: Sequence[int], by: Actor) -> Spending:
    documents.check_amount(request.amount_minor)
    documents.check_day(request.chapter_id, request.spent_on, field="spent_on")
    documents.check_category(request.chapter_id, request.kind, request.category)
    made = Spending(
        chapter_id=request.chapter_id,
        kind=request.kind,
        state=SpendingState.ASKED,
        category=request.category.value,
        payee=clean_text(request.payee, field="payee", label="The payee", at_most=120),
        amount_minor=request.amount_minor,
        spent_on=request.spent_on,
        due_on=_due(request),
        what=clean_text(
            request.what, field="what", label="What it is for", at_most=300, required=False, lines=True
        ),
        form_key=request.form_key[:64],
        made_by_member_id=by.member_id,
    )
    if request.kind.payable is None:
        if request.paid is None:
            raise Invalid("Choose how it was paid.", field="method")
        documents.check_paid(request.chapter_id, request.paid)
        documents.pay_by(made, request.paid)
    db.session.add(made)
    db.session.flush()
    documents.attach(made, file_ids, by=by)
    return made


def _due(request: NewSpending) -> date | None:
    if request.kind is not SpendingKind.BILL:
        return None
    if request.due_on is None:
        raise Invalid("Enter the day by which the bill is to be paid.", field="due_on")
    if request.due_on < request.spent_on:
        raise Invalid("The bill cannot be due before its own date.", field="due_on")
    return request.due_on


def _book(made: Spending, by: Actor) -> None:
    category, payable = Account(made.category or ""), made.kind.payable
    if payable is None:
        lines = rules.paid_at_once(made.kind, category, Account(made.place or ""), made.amount_minor)
        documents.move(made, SpendingState.PAID)
    else:
        lines = rules.owed(category, payable, made.amount_minor)
        documents.move(made, SpendingState.OWED)
    documents.post(made, BOOKED_AS[made.kind], lines, on=made.paid_on or made.spent_on, by=by)
    documents.note(Action.SPENDING_RECORDED, made, by, kind=made.kind.value)


@transactional
def pay(*, chapter_id: int, spending_id: int, paid: PaidBy, by: Actor, approved: int | None = None) -> None:
    """Book that a bill was paid; raises NeedsSecond above what one officer may spend, unless ``approved``."""
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.kind is not SpendingKind.BILL or made.state is not SpendingState.OWED:
        raise Conflict("This is no bill that waits to be paid.")
    if approved not in (None, made.amount_minor):
        raise Conflict("This bill is not as it was when this was asked. Decline it.")
    pay_out(made, paid, by)
    deciding.require(
        chapter_id=chapter_id,
        member_ids=[],
        amount_minor=made.amount_minor,
        by=by,
        approved=approved is not None,
    )


def pay_out(made: Spending, paid: PaidBy, by: Actor) -> None:
    """Book the payment of what is owed, within the transaction under way."""
    documents.check_paid(made.chapter_id, paid)
    if paid.on < made.spent_on:
        raise Invalid("It cannot have been paid before its own date.", field="paid_on")
    documents.move(made, SpendingState.PAID)
    documents.pay_by(made, paid)
    lines = rules.paid(_PAID_FROM[made.kind], paid.place, made.amount_minor)
    documents.post(made, PAID_AS[made.kind], lines, on=paid.on, by=by)
    documents.note(Action.SPENDING_PAID, made, by, kind=made.kind.value)


@transactional
def take_back(
    *, chapter_id: int, spending_id: int, reason: str, by: Actor, approved: int | None = None
) -> SpendingState:
    """Take the latest step of a document back: its payment, so that it is owed again, or the whole of it.

    Raises Conflict for what is in no books, and NeedsSecond where other income is more than one officer may take off
    the books, unless so much was ``approved``. Returns where it stands then.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.state not in (SpendingState.PAID, SpendingState.OWED):
        raise Conflict("This is in no books, so there is nothing to take back.")
    if approved not in (None, made.amount_minor):
        raise Conflict("This is not as it was when this was asked. Decline it.")
    if made.state is SpendingState.PAID and made.kind.payable is not None:
        documents.post_back(made, [PAID_AS[made.kind]], reason=reason, by=by)
        documents.move(made, SpendingState.OWED)
        made.method = made.place = made.paid_on = None
        made.trace = ""
    else:
        documents.post_back(made, [BOOKED_AS[made.kind]], reason=reason, by=by)
        documents.move(made, SpendingState.REVERSED)
        made.ended_at = now()
    if made.kind is SpendingKind.INCOME:
        deciding.require(
            chapter_id=chapter_id,
            member_ids=[],
            amount_minor=made.amount_minor,
            by=by,
            approved=approved is not None,
        )
    documents.note(Action.SPENDING_TAKEN_BACK, made, by, kind=made.kind.value)
    return made.state


@transactional
def add_receipt(*, chapter_id: int, spending_id: int, file_ids: Sequence[int], by: Actor) -> None:
    """Have a file be a receipt of a document, whatever became of it."""
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    documents.attach(made, file_ids, by=by)
    documents.note(Action.SPENDING_RECEIPT_ADDED, made, by)
