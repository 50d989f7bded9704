"""What went back of a payment beyond what it held, given up: nobody owes it, and it is not coming back."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.domain.text import clean_text
from sigma_finance.queries.payments import settling
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.dues.charges import Approved
from sigma_finance.services.payments import booking, by_hand


@transactional
def write_off(*, chapter_id: int, payment_id: int, reason: str, by: Actor, approved: Approved = None) -> int:
    """Book as an expense what stands on *disputed in excess* of a payment; returns how much that was.

    Should it come back after all, it makes the expense good. Raises Conflict where nothing stands there, and while a
    dispute is open, by which it may still come back; NeedsSecond where it is more than one officer may give up, unless
    so much was ``approved``.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = by_hand.get_locked(chapter_id, payment_id)
    amount_minor = ledger.held(payment).excess.get(Account.DISPUTED_IN_EXCESS, 0)
    if amount_minor <= 0:
        raise Conflict("Nothing of this payment stands in excess.")
    if any(one.state is DisputeState.OPEN for one in settling.disputes_of(payment)):
        raise Conflict("The bank has not decided the dispute yet, so this may still come back.")
    if approved not in (None, amount_minor):
        raise Conflict("The amount has changed since this was asked. Decline it and ask again.")
    deciding.require(
        chapter_id=chapter_id,
        member_ids=[payment.member_id] if payment.member_id else [],
        amount_minor=amount_minor,
        by=by,
        approved=approved is not None,
    )
    booking.give_up(payment, amount_minor=amount_minor, memo=reason, by=by)
    audit.record(
        Action.EXCESS_WRITTEN_OFF,
        chapter_id=chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=payment.member_id,
        amount_minor=amount_minor,
    )
    return amount_minor
