"""Reimbursements: a member asks, an officer who isn't they approves, and it is paid out."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.errors import Conflict, Forbidden, NotFound
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending import spending as rules
from sigma_finance.domain.spending.requests import NewReimbursement, PaidBy
from sigma_finance.domain.spending.spending import BOOKED_AS, SpendingKind, SpendingState
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Member, Spending
from sigma_finance.queries.spending import spendings as queries
from sigma_finance.services import deciding
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, outbox
from sigma_finance.services.spending import documents, expenses

OWN = "This is your own. Another officer has to decide about it."


@transactional
def ask(*, request: NewReimbursement, file_ids: Sequence[int], by: Actor) -> int:
    """Ask for what a member paid for the chapter, and tell the officers; returns its id, for the same form the first.

    Raises Invalid for what cannot be asked for. A receipt is asked for by the page, and an officer may want one.
    """
    earlier = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        return _same(earlier, request)
    documents.check_amount(request.amount_minor)
    documents.check_day(request.chapter_id, request.spent_on, field="spent_on")
    made = Spending(
        chapter_id=request.chapter_id,
        kind=SpendingKind.REIMBURSEMENT,
        state=SpendingState.ASKED,
        member_id=request.member_id,
        payee=clean_text(request.payee, field="payee", label="Where you paid", at_most=120),
        amount_minor=request.amount_minor,
        spent_on=request.spent_on,
        what=clean_text(request.what, field="what", label="What it was for", at_most=300, lines=True),
        pay_to=clean_text(request.pay_to, field="pay_to", label="How to pay you", at_most=200, required=False)
        or None,
        form_key=request.form_key[:64],
        made_by_member_id=by.member_id,
    )
    db.session.add(made)
    db.session.flush()
    documents.attach(made, file_ids, by=by)
    documents.note(Action.SPENDING_ASKED, made, by)
    version.changed(chapter_id=made.chapter_id)
    keepers.tell_keepers(
        made.chapter_id,
        "reimbursement_asked",
        made.amount_minor,
        f"/treasurer/spending/{made.id}",
        besides=made.member_id,
        asked_by=db.session.get_one(Member, request.member_id).name,
        what=made.what,
    )
    return made.id


def _same(earlier: Spending, request: NewReimbursement) -> int:
    if (earlier.member_id, earlier.amount_minor) != (request.member_id, request.amount_minor):
        raise FormSentAlready("This form was sent already, with other contents. Open it again.")
    return earlier.id


@transactional
def withdraw(*, chapter_id: int, spending_id: int, member_id: int, by: Actor) -> None:
    """Take back what a member asked for themselves, as long as nobody has decided."""
    made = _own(chapter_id, spending_id, member_id)
    documents.move(made, SpendingState.WITHDRAWN)
    made.ended_at = now()
    documents.note(Action.SPENDING_WITHDRAWN, made, by)
    version.changed(chapter_id=chapter_id)


@transactional
def add_receipt(
    *, chapter_id: int, spending_id: int, member_id: int, file_ids: Sequence[int], by: Actor
) -> None:
    """Have a member add a receipt to what they asked for, until it has been paid or come to nothing."""
    made = _own(chapter_id, spending_id, member_id)
    if made.state not in (SpendingState.ASKED, SpendingState.OWED):
        raise Conflict(f"This is {made.state.label.lower()} by now, so no receipt is needed any more.")
    documents.attach(made, file_ids, by=by)
    documents.note(Action.SPENDING_RECEIPT_ADDED, made, by)


def _own(chapter_id: int, spending_id: int, member_id: int) -> Spending:
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.member_id != member_id:
        raise NotFound("There is no such reimbursement of yours.")
    return made


@transactional
def approve(
    *, chapter_id: int, spending_id: int, category: Account, by: Actor, approved: int | None = None
) -> None:
    """Book that the chapter owes a member what they paid, under a category, and tell them.

    Raises Forbidden for one's own, whoever else there is, and NeedsSecond above what one officer may give, unless two
    have ``approved`` so much.
    """
    made = _asked(chapter_id, spending_id)
    if by.member_id is not None and by.member_id == made.member_id:
        raise Forbidden(OWN)
    if approved not in (None, made.amount_minor):
        raise Conflict("This is not as it was when this was asked. Decline it.")
    documents.check_category(chapter_id, made.kind, category)
    made.category, made.by_two = category.value, approved is not None
    made.approved_by_member_id, made.approved_at = by.member_id, now()
    documents.move(made, SpendingState.OWED)
    lines = rules.owed(category, Account.PAYABLE_MEMBERS, made.amount_minor)
    documents.post(made, BOOKED_AS[made.kind], lines, on=made.spent_on, by=by)
    documents.note(Action.REIMBURSEMENT_APPROVED, made, by, kind=made.kind.value)
    deciding.require(
        chapter_id=chapter_id,
        member_ids=[made.member_id or 0],
        amount_minor=made.amount_minor,
        by=by,
        approved=approved is not None,
    )
    _tell(made, "reimbursement_approved")


@transactional
def decline(*, chapter_id: int, spending_id: int, reason: str, by: Actor) -> None:
    """Say no to what a member asked for, with a reason that they read."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    made = _asked(chapter_id, spending_id)
    if by.member_id is not None and by.member_id == made.member_id:
        raise Forbidden(OWN)
    documents.move(made, SpendingState.DECLINED)
    made.answer, made.ended_at = reason, now()
    documents.note(Action.REIMBURSEMENT_DECLINED, made, by, kind=made.kind.value)
    version.changed(chapter_id=chapter_id)
    _tell(made, "reimbursement_declined", answer=reason)


def _asked(chapter_id: int, spending_id: int) -> Spending:
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.kind is not SpendingKind.REIMBURSEMENT:
        raise NotFound("There is no such reimbursement in your chapter.")
    if made.state is not SpendingState.ASKED:
        raise Conflict(f"This is {made.state.label.lower()} by now.")
    return made


@transactional
def pay(*, chapter_id: int, spending_id: int, paid: PaidBy, by: Actor) -> None:
    """Book that an approved reimbursement was paid out, and tell its member; raises Forbidden for one's own."""
    made = queries.lock(chapter_id=chapter_id, spending_id=spending_id)
    if made.kind is not SpendingKind.REIMBURSEMENT or made.state is not SpendingState.OWED:
        raise Conflict("This is no reimbursement that waits to be paid.")
    if by.member_id is not None and by.member_id == made.member_id:
        raise Forbidden(OWN)
    expenses.pay_out(made, paid, by)
    _tell(made, "reimbursement_paid", how=_how(made))


def _how(made: Spending) -> str:
    method = made.method.label.lower() if made.method else ""
    day = long_date(made.paid_on or today_in(db.session.get_one(Chapter, made.chapter_id).timezone))
    return f"{method}, {made.trace}, on {day}" if made.trace else f"{method} on {day}"


def _tell(made: Spending, kind: str, **facts: str) -> None:
    chapter = db.session.get_one(Chapter, made.chapter_id)
    outbox.tell(
        db.session.get_one(Member, made.member_id),
        kind,
        amount=format_money(made.amount_minor, chapter.currency),
        payee=made.payee,
        reimbursement_url=f"{setting('BASE_URL')}/reimbursements/{made.id}",
        **facts,
    )
