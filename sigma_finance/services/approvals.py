"""Asking another officer to approve what is above the chapter's limit, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.approvals import NEW_FOR, Act, ApprovalState, has_lapsed
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, WaiverKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, NotFound
from sigma_finance.domain.imports.answers import read_kept
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewCreditReturn, NewRefund
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.requests import NewCount, NewSpending, PaidBy
from sigma_finance.domain.spending.spending import SpendMethod
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Approval, Chapter, Member
from sigma_finance.queries import appointments, giving, officers
from sigma_finance.queries import approvals as queries
from sigma_finance.queries.imports import batches as batch_queries
from sigma_finance.services import audit
from sigma_finance.services.books import closing
from sigma_finance.services.chapters import settings
from sigma_finance.services.dues import batches, charges
from sigma_finance.services.figures import version
from sigma_finance.services.imports import files, roster, roster_undoing
from sigma_finance.services.imports.roster import RosterRequest
from sigma_finance.services.messages import keepers, outbox
from sigma_finance.services.payments import credit_returns, refunding, reversing, writing_off
from sigma_finance.services.spending import expenses, moves, reimbursements


@dataclass(frozen=True)
class ApprovalRequest:
    """What is asked for: the charge to waive or the payment to reverse (or what ``act`` is about), whose, and why."""

    act: Act
    subject_id: int
    member_id: int | None
    amount_minor: int
    reason: str
    facts: dict[str, Any]


def ask(*, chapter_id: int, request: ApprovalRequest, by: Actor) -> int:
    """Ask the other officers; raises Conflict where there is none, or where they have been asked already."""
    try:
        return _ask(chapter_id=chapter_id, request=request, by=by)
    except Exception as error:
        if faults.violated(
            error, "uq_approvals_waiting", "approvals.chapter_id, approvals.act, approvals.subject_id"
        ):
            raise Conflict("Another officer has been asked already. It stands under Approvals.") from error
        raise


@transactional
def _ask(*, chapter_id: int, request: ApprovalRequest, by: Actor) -> int:
    asker = by.member_id
    if asker is None or not appointments.approvers(chapter_id=chapter_id, asker=asker, nor=request.member_id):
        raise Conflict(_why_nobody(chapter_id, asker or 0, request))
    made = Approval(
        chapter_id=chapter_id,
        act=request.act,
        subject_id=request.subject_id,
        member_id=request.member_id,
        amount_minor=request.amount_minor,
        reason=clean_text(request.reason, field="reason", label="The reason", at_most=300, lines=True),
        facts=request.facts,
        asked_by_member_id=asker,
    )
    db.session.add(made)
    db.session.flush()
    _note(Action.APPROVAL_ASKED, made, by)
    keepers.tell_keepers(
        chapter_id,
        "approval_asked",
        made.amount_minor,
        "/treasurer/approvals",
        besides=asker,
        what=request.act.label,
        asked_by=db.session.get_one(Member, asker).name,
        reason=made.reason,
    )
    return made.id


@transactional
def ask_expense(*, entry: NewSpending, file_ids: Sequence[int], by: Actor) -> int:
    """Write an expense above the limit down with its receipts, and ask the other officers; returns its id."""
    spending_id = expenses.propose(request=entry, file_ids=file_ids, by=by)
    request = ApprovalRequest(
        Act.EXPENSE,
        spending_id,
        None,
        entry.amount_minor,
        entry.what or f"Paid to {entry.payee}",
        {"says": entry.payee},
    )
    _ask(chapter_id=entry.chapter_id, request=request, by=by)
    return spending_id


def approve(*, chapter_id: int, approval_id: int, by: Actor) -> bool:
    """Do what was asked; raises Forbidden for who asked, and what the act itself raises where it fits no longer.

    A refund is asked of Stripe after the decision is kept. Returns whether it is done: not where no answer came.
    """
    act, subject_id = _approve(chapter_id=chapter_id, approval_id=approval_id, by=by)
    if act is not Act.REFUND:
        return True
    return refunding.ask(chapter_id=chapter_id, refund_id=subject_id) is not RefundState.CREATED


@transactional
def _approve(*, chapter_id: int, approval_id: int, by: Actor) -> tuple[Act, int]:
    found = _lock(chapter_id, approval_id)
    refusal = appointments.why_may_not(
        chapter_id=chapter_id, approver=by.member_id or 0, asker=found.asked_by_member_id
    )
    if refusal:
        raise Forbidden(refusal)
    if by.member_id == found.member_id:
        raise Forbidden("This is about your own money. Another officer has to approve it.")
    if has_lapsed(found.created_at, now()):
        raise Conflict("This was asked too long ago. Decline it; who asked can ask again.")
    _decide(found, ApprovalState.APPROVED, by)
    _note(Action.APPROVAL_APPROVED, found, by)
    before = giving.last_entry(chapter_id=chapter_id)
    subject_id = _DO[found.act](found, by) or found.subject_id
    db.session.flush()
    entries = giving.entries_of(
        chapter_id=chapter_id, act=found.act, subject_id=subject_id, by=by.member_id or 0, after=before
    )
    found.facts = {**found.facts, "entries": entries}
    _tell(found, "approved")
    return found.act, subject_id


def _waive(found: Approval, by: Actor) -> None:
    charges.waive(
        chapter_id=found.chapter_id,
        charge_id=found.subject_id,
        amount_minor=found.amount_minor,
        reason=found.reason,
        kind=WaiverKind(found.facts["kind"]),
        by=by,
        approved=True,
    )


def _reverse_payment(found: Approval, by: Actor) -> None:
    reversing.reverse(
        chapter_id=found.chapter_id,
        payment_id=found.subject_id,
        reason=found.reason,
        bounced=bool(found.facts["bounced"]),
        by=by,
        approved=found.amount_minor,
    )


def _reverse_charge(found: Approval, by: Actor) -> None:
    charges.reverse(
        chapter_id=found.chapter_id,
        charge_id=found.subject_id,
        reason=found.reason,
        by=by,
        approved=found.amount_minor,
    )


def _reverse_charges(found: Approval, by: Actor) -> None:
    batches.reverse_batch(
        chapter_id=found.chapter_id,
        batch_id=found.subject_id,
        reason=found.reason,
        by=by,
        approved=found.amount_minor,
    )


def _pay_back(found: Approval, by: Actor) -> int:
    facts = found.facts
    request = NewCreditReturn(
        chapter_id=found.chapter_id,
        member_id=found.subject_id,
        amount_minor=found.amount_minor,
        method=Method(facts["method"]),
        paid_on=date.fromisoformat(facts["paid_on"]),
        note=facts["note"],
        form_key=facts["form_key"],
    )
    return credit_returns.return_credit(request=request, by=by, approved=True)


def _refund(found: Approval, by: Actor) -> int:
    facts = found.facts
    given = (
        HandRefund(Method(facts["method"]), date.fromisoformat(facts["given_on"]), facts["trace"])
        if facts["method"]
        else None
    )
    request = NewRefund(
        chapter_id=found.chapter_id,
        payment_id=found.subject_id,
        amount_minor=int(facts["amount_minor"]),
        owed=StillOwed(facts["owed"]),
        reason=found.reason,
        form_key=facts["form_key"],
        by_hand=given,
    )
    return refunding.intend(request=request, by=by, approved=found.amount_minor)


def _set_limit(found: Approval, by: Actor) -> None:
    settings.set_limit(
        chapter_id=found.chapter_id,
        before_minor=int(found.facts["before_minor"]),
        after_minor=int(found.facts["after_minor"]),
        by=by,
    )


def _write_off(found: Approval, by: Actor) -> None:
    writing_off.write_off(
        chapter_id=found.chapter_id,
        payment_id=found.subject_id,
        reason=found.reason,
        by=by,
        approved=found.amount_minor,
    )


def _import_roster(found: Approval, by: Actor) -> None:
    """Import the file as it was kept, by the answers that were given then."""
    facts, chapter_id = found.facts, found.chapter_id
    kept = batch_queries.get_file(chapter_id=chapter_id, file_id=found.subject_id, kind=ImportKind.ROSTER)
    if kept.batch_id is not None:
        raise Conflict("This roster has been imported already. Decline it.")
    request = RosterRequest(
        chapter_id,
        files.open_kept(kept, encoding=facts["encoding"]),
        date.fromisoformat(facts["due_on"]) if facts["due_on"] else None,
        facts["sheet"],
        read_kept(facts["answers"]),
    )
    good_rows = bool(facts["good_rows"])
    roster.run(
        request=request, good_rows=good_rows, by=by, file_id=found.subject_id, approved=found.amount_minor
    )


def _undo_roster(found: Approval, by: Actor) -> None:
    roster_undoing.undo(
        chapter_id=found.chapter_id, batch_id=found.subject_id, by=by, approved=found.amount_minor
    )


def _reopen(found: Approval, by: Actor) -> None:
    closing.reopen(
        chapter_id=found.chapter_id,
        through=date.fromisoformat(found.facts["through"]),
        reason=found.reason,
        by=by,
        approved=True,
    )


def _spend(found: Approval, by: Actor) -> None:
    expenses.book_proposed(
        chapter_id=found.chapter_id, spending_id=found.subject_id, by=by, approved=found.amount_minor
    )


def _reimburse(found: Approval, by: Actor) -> None:
    reimbursements.approve(
        chapter_id=found.chapter_id,
        spending_id=found.subject_id,
        category=Account(found.facts["category"]),
        by=by,
        approved=found.amount_minor,
    )


def _pay_bill(found: Approval, by: Actor) -> None:
    facts = found.facts
    paid = PaidBy(
        SpendMethod(facts["method"]),
        Account(facts["place"]),
        date.fromisoformat(facts["paid_on"]),
        facts["trace"],
    )
    expenses.pay(
        chapter_id=found.chapter_id,
        spending_id=found.subject_id,
        paid=paid,
        by=by,
        approved=found.amount_minor,
    )


def _take_income_back(found: Approval, by: Actor) -> None:
    expenses.take_back(
        chapter_id=found.chapter_id,
        spending_id=found.subject_id,
        reason=found.reason,
        by=by,
        approved=found.amount_minor,
    )


def _count_cash(found: Approval, by: Actor) -> None:
    facts = found.facts
    request = NewCount(
        found.chapter_id,
        Account(facts["place"]),
        int(facts["counted_minor"]),
        date.fromisoformat(facts["counted_on"]),
        facts["note"],
        facts["form_key"],
    )
    moves.count(request=request, by=by, approved=found.amount_minor)


#: What does what was approved; it returns the document that it made where that is another than what was asked about.
_DO: Mapping[Act, Callable[[Approval, Actor], int | None]] = {
    Act.WAIVER: _waive,
    Act.REVERSAL: _reverse_payment,
    Act.CHARGE_REVERSAL: _reverse_charge,
    Act.CHARGES_REVERSAL: _reverse_charges,
    Act.CREDIT_RETURN: _pay_back,
    Act.REFUND: _refund,
    Act.WRITE_OFF: _write_off,
    Act.LIMIT: _set_limit,
    Act.ROSTER: _import_roster,
    Act.ROSTER_UNDOING: _undo_roster,
    Act.REOPENING: _reopen,
    Act.EXPENSE: _spend,
    Act.REIMBURSEMENT: _reimburse,
    Act.BILL: _pay_bill,
    Act.CASH_COUNT: _count_cash,
    Act.INCOME_TAKEN_BACK: _take_income_back,
}


def _why_nobody(chapter_id: int, asker: int, request: ApprovalRequest) -> str:
    """Why nobody can be asked: there is no other officer, or none who may decide on this."""
    others = officers.others_may(
        chapter_id=chapter_id, permission=Permission.RECORD_MONEY, besides=asker, nor=request.member_id
    )
    two = request.act is Act.REOPENING
    why = "This takes two officers" if two else "This is above your chapter's limit"
    if not others:
        return f"{why}, and there is no other officer to approve it. Appoint one first."
    return (
        f"{why}, and no other officer can approve it now: a new one waits "
        f"{NEW_FOR.days} days, and nobody approves for whom they made an officer, nor for who made them one."
    )


@transactional
def decline(*, chapter_id: int, approval_id: int, reason: str, by: Actor) -> None:
    """Refuse what was asked with a word, or withdraw what one asked oneself."""
    found = _lock(chapter_id, approval_id)
    found.answer = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    own = by.member_id == found.asked_by_member_id
    _decide(found, ApprovalState.WITHDRAWN if own else ApprovalState.DECLINED, by)
    if found.act is Act.EXPENSE:
        expenses.drop_proposed(
            chapter_id=chapter_id, spending_id=found.subject_id, answer=found.answer, by=by
        )
    _note(Action.APPROVAL_WITHDRAWN if own else Action.APPROVAL_DECLINED, found, by)
    if not own:
        _tell(found, "declined")


def _lock(chapter_id: int, approval_id: int) -> Approval:
    found = queries.lock_approval(chapter_id=chapter_id, approval_id=approval_id)
    if found is None:
        raise NotFound("There is no such request in your chapter.")
    if found.state is not ApprovalState.WAITING:
        raise Conflict(f"This request is {found.state.value} by now.")
    return found


def _decide(found: Approval, state: ApprovalState, by: Actor) -> None:
    found.state, found.decided_by_member_id, found.decided_at = state, by.member_id, now()


def _note(action: Action, found: Approval, by: Actor) -> None:
    version.changed(chapter_id=found.chapter_id)
    audit.record(
        action,
        chapter_id=found.chapter_id,
        subject=("approvals", found.id),
        by=by,
        member_id=found.member_id,
        act=found.act.value,
        amount_minor=found.amount_minor,
    )


def _tell(found: Approval, verdict: str) -> None:
    asker = db.session.get_one(Member, found.asked_by_member_id)
    chapter = db.session.get_one(Chapter, found.chapter_id)
    outbox.tell(
        asker,
        "approval_decided",
        amount=format_money(found.amount_minor, chapter.currency) if found.amount_minor else "",
        what=found.act.label,
        verdict=verdict,
        answer=found.answer,
        review_url=setting("BASE_URL") + "/treasurer/approvals",
    )
