"""What follows where a refund or a dispute took money out of a payment, or put it back."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.books import postings
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.payments import autopay_outcomes, booking


def open_again(payment: Payment) -> None:
    """What autopay had paid and is open again is told and charged anew."""
    if payment.autopay:
        autopay_outcomes.reopened(payment)


def restate_receipt(payment: Payment, reason: str) -> None:
    """Let the payment's receipt say what stays paid."""
    db.session.flush()
    receipts.restate(payment, reason=reason)


def give_up_what_is_lost(payment: Payment) -> None:
    """Book as an expense what stands in excess once disputes are lost and none is open, save what refunds alone did."""
    disputes = queries.disputes_of(payment)
    states = {one.state for one in disputes}
    if DisputeState.LOST not in states or DisputeState.OPEN in states:
        return
    by_refunds = max(-postings.cash_without_disputes(payment), 0)
    lost = ledger.held(payment).excess.get(Account.DISPUTED_IN_EXCESS, 0) - by_refunds
    if lost > 0:
        booking.lose(payment, amount_minor=lost, dispute_id=disputes[-1].id)
