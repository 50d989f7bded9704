"""What a payer's bank says when it asks for a payment back, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sigma_finance.domain.payments.payments import DisputeState, Method

#: Officers are told so many days before the last day to answer, once each.
WARNINGS = (7, 2)
#: So much text a field of the evidence takes; Stripe takes 150,000 characters in all.
MOST_WORDS = 5000

_REASONS = {
    "bank_cannot_process": "The bank could not process it.",
    "check_returned": "A check was returned.",
    "credit_not_processed": "The payer says that a refund was promised and never came.",
    "customer_initiated": "The payer asked their bank for the money back.",
    "debit_not_authorized": "The payer says that they did not allow the debit.",
    "duplicate": "The payer says that they paid twice.",
    "fraudulent": "The payer says that they did not make this payment.",
    "general": "The bank gives no reason.",
    "incorrect_account_details": "The account's number was not right.",
    "insufficient_funds": "There was not enough money in the account.",
    "noncompliant": "The bank says that its rules were not kept.",
    "product_not_received": "The payer says that they did not get what they paid for.",
    "product_unacceptable": "The payer says that it was not what they paid for.",
    "subscription_canceled": "The payer says that they had ended it before.",
    "unrecognized": "The payer does not recognise the payment on their statement.",
}


def reason_in_words(reason: str) -> str:
    """Why the money is asked back, as a sentence; a reason that is not known reads as the bank wrote it."""
    return _REASONS.get(reason) or f"{reason.replace('_', ' ').capitalize() or 'The bank gives no reason'}."


def state_in_words(state: DisputeState, *, moved: bool, by_debit: bool, answered: bool = False) -> str:
    """Where a dispute stands; ``moved`` says whether money ever did, which an inquiry does not.

    A bank debit that comes back is lost from its first moment: nobody can answer that.
    """
    match state:
        case DisputeState.OPEN if answered:
            return "Answered, the bank decides" if moved else "Answered, the bank looks at it"
        case DisputeState.OPEN:
            return "Waits for an answer" if moved else "The bank only asks"
        case DisputeState.WON:
            return "Won" if moved else "The bank let it be"
        case DisputeState.LOST:
            return "Sent back by the bank" if by_debit else "Lost"


def state_explained(state: DisputeState, *, moved: bool, by_debit: bool, answered: bool = False) -> str:
    """What the state of a dispute means for the chapter, and what comes next."""
    if by_debit:
        return _RETURNED
    match state:
        case DisputeState.OPEN if answered:
            rest = "The money is with the bank until then." if moved else "No money has moved."
            return f"Stripe has your answer. A bank takes up to three months to decide. {rest}"
        case DisputeState.OPEN if moved:
            return (
                "The bank took the money while it asks. Send your evidence, and it may come back; or accept."
            )
        case DisputeState.OPEN:
            return (
                "This is an inquiry, the bank's warning: no money has moved, and the payment stands. A good answer may "
                "keep it from becoming a dispute."
            )
        case DisputeState.WON:
            return (
                "The money is with the chapter." if moved else "The bank asked and let it be. No money moved."
            )
        case DisputeState.LOST:
            return "The bank decided for the payer. What the payment had paid is owed again."


_RETURNED = (
    "A bank debit came back. A bank's return is final: it can't be contested, so there is nothing to answer. What it "
    "had paid is owed again."
)


@dataclass(frozen=True)
class DisputeFacts:
    """What decides whether a dispute can be answered; ``sent`` where an answer to it is on its way or was taken."""

    state: DisputeState
    method: Method
    answer_by: datetime | None
    answered: bool
    sent: bool = False


def why_not_answered(dispute: DisputeFacts, *, at: datetime) -> str:
    """Why a dispute cannot be answered at this moment; empty where it can."""
    if dispute.method is Method.BANK_DEBIT:
        return "This is a bank debit that came back. A bank's return is final and can't be contested."
    if dispute.state is not DisputeState.OPEN:
        return "The bank has decided this dispute, so it can't be answered any more."
    if dispute.answered or dispute.sent:
        return "This dispute has been answered. Evidence is sent once, and can't be changed."
    if dispute.answer_by is not None and dispute.answer_by <= at:
        return "The last day to answer has gone by. The bank decides without you."
    return ""


def days_left(answer_by: date, *, today: date) -> int:
    """How many days there are to answer, today not counted; below zero once the day has gone by."""
    return (answer_by - today).days


def left_in_words(answer_by: date, *, today: date) -> str:
    """How much time there is to answer."""
    left = days_left(answer_by, today=today)
    if left < 0:
        return "The day has gone by"
    return "Today is the last day" if not left else f"{left} {'day' if left == 1 else 'days'} left"


def warning_due(answer_by: date, *, today: date, told: int | None) -> int | None:
    """Which warning is due: so many days before, where none so near has been told; none once the day has gone by.

    Where both have come at once, the nearer one is told alone.
    """
    left = days_left(answer_by, today=today)
    come = [days for days in WARNINGS if 0 <= left <= days]
    nearest = min(come, default=None)
    return nearest if nearest is not None and (told is None or nearest < told) else None
