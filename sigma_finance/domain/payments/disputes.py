"""What a payer's bank says when it asks for a payment back, in words."""

from __future__ import annotations

from sigma_finance.domain.payments.payments import DisputeState

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


def state_in_words(state: DisputeState, *, moved: bool, by_debit: bool) -> str:
    """Where a dispute stands; ``moved`` says whether money ever did, which an inquiry does not.

    A bank debit that comes back is lost from its first moment: nobody can answer that.
    """
    match state:
        case DisputeState.OPEN:
            return "Waits for an answer" if moved else "The bank only asks"
        case DisputeState.WON:
            return "Won" if moved else "The bank let it be"
        case DisputeState.LOST:
            return "Sent back by the bank" if by_debit else "Lost"
