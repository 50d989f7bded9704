"""What the provider keeps of a payment, or takes for a dispute: an expense, once it is known.

Idempotent on the object, not on the event that told of it; called with a snapshot fetched just before, outside any
transaction.
"""

from __future__ import annotations

from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ChargeFee
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings
from sigma_finance.services.books import ledger
from sigma_finance.services.payments.verdicts import NOT_OURS, SettlementOutcome, applied, ignored

BOOKED = (PaymentState.SUCCEEDED, PaymentState.REVERSED)


@transactional
def book_fee(*, charge: ChargeFee) -> SettlementOutcome:
    """Book what Stripe kept of a payment, once it is known."""
    payment = locks.lock_payment_by_intent(account=charge.account, payment_intent=charge.payment_intent or "")
    if payment is None:
        return NOT_OURS
    if charge.fee_minor is None or payment.state not in BOOKED:
        return ignored("Its fee is not known yet, or its payment is not booked.")
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    post_once(payment, charge.fee_minor, chapter)
    return applied(chapter.id)


def post_once(payment: Payment, fee_minor: int, chapter: Chapter) -> None:
    """Book of the provider's fee what is not booked yet."""
    booked = postings.booked_on_account(
        chapter_id=chapter.id, payment_id=payment.id, account=Account.PROCESSING_FEES
    )
    if fee_minor != booked:
        post(payment, chapter, EntryKind.PROCESSING_FEE, Account.PROCESSING_FEES, fee_minor - booked)


def post(
    payment: Payment,
    chapter: Chapter,
    kind: EntryKind,
    account: Account,
    amount_minor: int,
    dispute_id: int | None = None,
    booked_on: date | None = None,
) -> None:
    """Book an expense that the provider kept, or gave back below zero, in the transaction under way."""
    ledger.post(
        Draft(
            chapter_id=chapter.id,
            kind=kind,
            booked_on=booked_on or today_in(chapter.timezone),
            payment_id=payment.id,
            dispute_id=dispute_id,
            lines=entries.kept_by_provider(account, amount_minor),
        )
    )
