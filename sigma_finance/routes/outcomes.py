"""What became of a payment, in words that leave no doubt: what happened, then what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.debits import AccountCheck
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState
from sigma_finance.queries.payments.own import PaymentDetail
from sigma_finance.web.badges import Tone

#: What a bank's open question stops for its payer.
RESTS = "Until it has decided, autopay, your plan, reminders and late fees rest."


@dataclass(frozen=True)
class OutcomePanel:
    """A heading, how it looks, what it means, and the one thing to do next (label and address), if any."""

    title: str
    tone: Tone
    text: str
    action: tuple[str, str] | None = None


def outcome(payment: PaymentDetail, *, currency: str, finding_out: bool = False) -> OutcomePanel:
    """The words for a payment; ``finding_out`` where Stripe could not be asked just now."""
    amount = format_money(payment.line.amount_minor, currency)
    if finding_out or payment.line.state is PaymentState.CREATED:
        return _finding_out(payment)
    return _WORDS.get(payment.line.state, _closed)(payment, amount, currency)


def _finding_out(payment: PaymentDetail) -> OutcomePanel:
    look_again = ("Look again", url_for("payments.result", reference=payment.line.reference))
    return OutcomePanel(
        "We are finding out",
        Tone.WARN,
        "The payment service does not answer now, so we do not know yet whether you were charged. Please do not pay "
        "again: your dashboard shows it by itself as soon as we know, and a receipt comes by e-mail if you paid.",
        look_again,
    )


def _paid(payment: PaymentDetail, amount: str, currency: str) -> OutcomePanel:
    """What is left of a payment that came in: paid, or what has become of the money since."""
    since = _SINCE.get(payment.line.shown)
    return since(payment, amount, currency) if since else _still_paid(payment, amount, currency)


def _refunded(payment: PaymentDetail, amount: str, currency: str) -> OutcomePanel:
    return OutcomePanel(
        f"{amount} refunded",
        Tone.QUIET,
        f"It went back to the card or account that it came from, and no longer counts. {_balance(payment, currency)}",
        _pay(payment),
    )


def _partly_refunded(payment: PaymentDetail, amount: str, currency: str) -> OutcomePanel:
    refunded = format_money(payment.line.refunded_minor, currency)
    kept = format_money(payment.line.amount_minor - payment.line.refunded_minor, currency)
    return OutcomePanel(
        f"{amount} paid, {refunded} refunded",
        Tone.INFO,
        f"{kept} counts. {_balance(payment, currency)}",
        _pay(payment),
    )


def _disputed(payment: PaymentDetail, amount: str, currency: str) -> OutcomePanel:
    taken_minor = payment.line.taken_minor
    taken = format_money(taken_minor, currency)
    part = f"{taken} of {amount}" if taken_minor < payment.line.amount_minor else amount
    counts = f"{_kept(payment, currency)}{_balance(payment, currency)}"
    if payment.dispute is DisputeState.LOST:
        what = "sent the debit back" if payment.line.method is Method.BANK_DEBIT else "took the money back"
        return OutcomePanel(
            f"{part} taken back by the bank",
            Tone.BAD,
            f"The payer's bank {what}, so it no longer counts. {counts}",
            _pay(payment),
        )
    if not taken_minor:
        asked = "The payer's bank asks about this payment and has taken nothing: it counts as paid"
        return OutcomePanel(
            f"{amount} is disputed", Tone.WARN, f"{asked}. {_balance(payment, currency)} {RESTS}"
        )
    return OutcomePanel(
        f"{part} is disputed",
        Tone.WARN,
        f"The payer's bank took it back and has not decided yet. Until then it does not count. {counts} {RESTS}",
    )


def _kept(payment: PaymentDetail, currency: str) -> str:
    """What of a payment still counts after a bank and refunds took of it, as a sentence; nothing where nothing does."""
    line = payment.line
    kept = line.amount_minor - line.taken_minor - line.refunded_minor
    return f"{format_money(kept, currency)} of it counts. " if kept > 0 else ""


def _balance(payment: PaymentDetail, currency: str) -> str:
    owed = payment.balance_minor
    return f"You owe {format_money(owed, currency)} now." if owed else "You owe nothing now."


def _still_paid(payment: PaymentDetail, amount: str, currency: str) -> OutcomePanel:
    if payment.line.shown is PaymentLabel.HISTORICAL:
        day = long_date(payment.line.on)
        return OutcomePanel(
            f"{amount} paid", Tone.GOOD, f"Paid on {day}, before your chapter kept its books here."
        )
    number = f"Your receipt is {payment.line.receipt}. " if payment.line.receipt else ""
    owed = payment.balance_minor
    balance = f"You still owe {format_money(owed, currency)}." if owed else "You owe nothing now. Thank you."
    return OutcomePanel(f"{amount} paid", Tone.GOOD, number + balance)


def _under_way(payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    if payment.checkout_url:
        return OutcomePanel(
            "Confirm your account",
            Tone.WARN,
            f"Two small deposits arrive on your bank account {_by(payment, 'in one or two business days')}. Say at "
            f"Stripe what they came to; your bank debit of {amount} begins then. Until that it is still owed.",
            ("Confirm your account", payment.checkout_url),
        )
    if payment.line.account_check is AccountCheck.CHECKING:
        return OutcomePanel(
            "Your bank account is being checked",
            Tone.INFO,
            f"Your bank debit of {amount} begins once that is done; until then it is still owed. If you have to "
            "confirm your account, we write to you.",
        )
    return OutcomePanel(
        f"{amount} is under way",
        Tone.INFO,
        f"Your bank answers {_by(payment, 'within four business days')}. The payment counts as soon as the bank "
        "confirms it, and we write to you then, or if it fails. There is nothing more for you to do.",
    )


def _by(payment: PaymentDetail, else_: str) -> str:
    """By when the next stage of a bank debit comes."""
    expected_on = payment.line.expected_on
    return f"by {long_date(expected_on)}" if expected_on else else_


def _not_paid_yet(payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    still_fits = payment.checkout_url is not None and payment.line.amount_minor <= payment.balance_minor
    again = (f"Go on to pay {amount}", str(payment.checkout_url)) if still_fits else _pay(payment)
    if payment.line.problem:
        return OutcomePanel(
            "Your payment did not go through", Tone.BAD, f"{payment.line.problem} Nothing was charged.", again
        )
    text = (
        "Nothing was charged. You can finish the payment where you left it."
        if again
        else "Nothing was charged."
    )
    return OutcomePanel("Not paid yet", Tone.WARN, text, again)


def _failed(payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    what = "bank debit" if payment.line.method is Method.BANK_DEBIT else "payment"
    still_open = " The amount is still open." if payment.balance_minor else ""
    return OutcomePanel(
        f"The {what} of {amount} failed",
        Tone.BAD,
        f"{payment.line.problem}{still_open}".strip(),
        _pay(payment),
    )


def _closed(payment: PaymentDetail, _amount: str, _currency: str) -> OutcomePanel:
    text = payment.line.problem or "Nothing was charged."
    return OutcomePanel("This payment was not made", Tone.QUIET, text, _pay(payment))


def _reported(_payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    return OutcomePanel(
        f"{amount} waits for confirmation",
        Tone.INFO,
        "You reported this payment. It counts as soon as an officer of your chapter confirms it.",
    )


def _rejected(payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    return OutcomePanel(
        f"Your report of {amount} was declined",
        Tone.BAD,
        f"An officer looked at your report and did not confirm it. Their reason: {payment.line.problem}",
        ("Report a payment", url_for("payments.report")),
    )


def _taken_back(payment: PaymentDetail, amount: str, _currency: str) -> OutcomePanel:
    return OutcomePanel(f"{amount} taken back", Tone.QUIET, payment.void_reason or "It no longer counts.")


def _pay(payment: PaymentDetail) -> tuple[str, str] | None:
    return ("Pay", url_for("payments.pay")) if payment.balance_minor else None


_SINCE: dict[PaymentState | PaymentLabel, Callable[[PaymentDetail, str, str], OutcomePanel]] = {
    PaymentLabel.REFUNDED: _refunded,
    PaymentLabel.PARTLY_REFUNDED: _partly_refunded,
    PaymentLabel.DISPUTED: _disputed,
}
_WORDS: dict[PaymentState, Callable[[PaymentDetail, str, str], OutcomePanel]] = {
    PaymentState.SUCCEEDED: _paid,
    PaymentState.PROCESSING: _under_way,
    PaymentState.PENDING: _not_paid_yet,
    PaymentState.REPORTED: _reported,
    PaymentState.REJECTED: _rejected,
    PaymentState.REVERSED: _taken_back,
    PaymentState.FAILED: _failed,
}
