"""What a member hears of a payment that is being made: under way, declined, failed.

Written inside the transaction that notes it. What was paid is told by its receipt, what moves later by ``movements``.
"""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import debits
from sigma_finance.domain.payments.debits import AccountCheck
from sigma_finance.extensions import setting
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries import audit as trail
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import at_provider


def tell(payment: Payment, chapter: Chapter, kind: str, **context: str) -> None:
    """Write to the member whose payment it is; the amount is the payment's where the context names no other."""
    member = at_provider.member_of(payment)
    if member is None:
        return
    amount = format_money(payment.amount_minor, chapter.currency)
    outbox.tell(member, kind, **{"amount": amount, **context})


def declined(payment: Payment, chapter: Chapter, reason: str) -> bool:
    """Tell the member at once that a card was declined and what to do, once for each page; whether it was news."""
    told = trail.is_recorded(
        action=Action.PAYMENT_DECLINED, chapter_id=chapter.id, subject=("payments", payment.id)
    )
    if not told:
        tell(payment, chapter, "payment_declined", reason=reason, pay_url=_pay_url())
    return not told


def under_way(payment: Payment, chapter: Chapter, *, confirm_url: str = "") -> None:
    """Tell the member that their bank was asked; or that they have to confirm their account first, and where."""
    if confirm_url:
        tell(
            payment,
            chapter,
            "confirm_account",
            verify_url=confirm_url,
            payment_url=_page_of(payment),
            expected_on=_expected(payment),
            last_on=_last(payment.expected_on),
        )
    elif payment.account_check is not AccountCheck.CHECKING:
        tell(payment, chapter, "bank_debit_processing", expected_on=_expected(payment))


def _expected(payment: Payment) -> str:
    return long_date(payment.expected_on) if payment.expected_on else ""


def _last(expected_on: date | None) -> str:
    """The last day on which the owner of an account can confirm it, as a mail says it."""
    return long_date(debits.last_day(expected_on)) if expected_on else ""


def _page_of(payment: Payment) -> str:
    return f"{setting('BASE_URL')}/payments/{payment.reference}/result"


def debit_failed(payment: Payment, chapter: Chapter, reason: str) -> None:
    """Tell the member that their bank did not pay."""
    tell(payment, chapter, "bank_debit_failed", reason=reason, pay_url=_pay_url())


def _pay_url() -> str:
    return f"{setting('BASE_URL')}/payments/pay"
