"""Asking another officer to approve what is above the chapter's limit, and deciding on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.approvals import Act, ApprovalState, has_lapsed
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import WaiverKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, NotFound
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Approval, Chapter, Member
from sigma_finance.queries import approvals as queries
from sigma_finance.queries import officers
from sigma_finance.services import audit
from sigma_finance.services.dues import charges
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, outbox
from sigma_finance.services.payments import reversing


@dataclass(frozen=True)
class ApprovalRequest:
    """What is asked for: the charge to waive or the payment to reverse, whose it is, and why."""

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
    if asker is None or not officers.others_may(
        chapter_id=chapter_id, permission=Permission.RECORD_MONEY, besides=asker, nor=request.member_id
    ):
        raise Conflict(
            "This is above your chapter's limit, and there is no other officer to approve it. Appoint one first."
        )
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
def approve(*, chapter_id: int, approval_id: int, by: Actor) -> None:
    """Do what was asked; raises Forbidden for who asked, and what the act itself raises where it fits no longer."""
    found = _lock(chapter_id, approval_id)
    if by.member_id is None or by.member_id == found.asked_by_member_id:
        raise Forbidden("You asked for this. Another officer has to approve it.")
    if by.member_id == found.member_id:
        raise Forbidden("This is about your own money. Another officer has to approve it.")
    if has_lapsed(found.created_at, now()):
        raise Conflict("This was asked too long ago. Decline it; who asked can ask again.")
    _decide(found, ApprovalState.APPROVED, by)
    _note(Action.APPROVAL_APPROVED, found, by)
    if found.act is Act.WAIVER:
        charges.waive(
            chapter_id=chapter_id,
            charge_id=found.subject_id,
            amount_minor=found.amount_minor,
            reason=found.reason,
            kind=WaiverKind(found.facts["kind"]),
            by=by,
            approved=True,
        )
    else:
        reversing.reverse(
            chapter_id=chapter_id,
            payment_id=found.subject_id,
            reason=found.reason,
            bounced=bool(found.facts["bounced"]),
            by=by,
            approved=True,
        )
    _tell(found, "approved")


@transactional
def decline(*, chapter_id: int, approval_id: int, reason: str, by: Actor) -> None:
    """Refuse what was asked with a word, or withdraw what one asked oneself."""
    found = _lock(chapter_id, approval_id)
    found.answer = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    own = by.member_id == found.asked_by_member_id
    _decide(found, ApprovalState.WITHDRAWN if own else ApprovalState.DECLINED, by)
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
    outbox.enqueue(
        chapter_id=found.chapter_id,
        kind="approval_decided",
        to=asker.email,
        member_id=asker.id,
        context={
            "amount": format_money(found.amount_minor, chapter.currency),
            "what": found.act.label,
            "verdict": verdict,
            "answer": found.answer,
            "review_url": setting("BASE_URL") + "/treasurer/approvals",
        },
    )
