"""How far a bank debit is, stage by stage, and by which day the next one comes.

Follows https://docs.stripe.com/payments/ach-direct-debit: small deposits arrive in one or two business days, their
owner has ten days to say what they came to, and a debit is paid, or refused, within four business days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.payments.payments import PaymentState

DEPOSITS_TAKE, SETTLING_TAKES = 2, 4
#: So long the owner of an account has to say what the deposits came to.
CONFIRMED_WITHIN = timedelta(days=10)
_FRIDAY, _SATURDAY = 4, 5


class AccountCheck(LabelledEnum):
    """Whether a bank account that was typed in has been confirmed by its owner."""

    CHECKING = "checking", "Being checked"
    WAITS = "waits", "Waits for its owner"
    CONFIRMED = "confirmed"
    FAILED = "failed", "Not confirmed"


class StepState(LabelledEnum):
    """Where a stage of a debit stands."""

    DONE = "done"
    NOW = "now", "Now"
    NEXT = "next"
    FAILED = "failed"


@dataclass(frozen=True)
class DebitStep:
    """A stage of a debit: what, the day on which it was or is expected, and what its payer has to know."""

    what: str
    state: StepState
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class DebitFacts:
    """What is known of a debit: ``expected_on`` is the day of its next stage, where Stripe or its rules give one.

    ``account`` is none where nothing had to be confirmed; ``returned_on`` is when the bank took the money back.
    """

    state: PaymentState
    account: AccountCheck | None = None
    expected_on: date | None = None
    problem: str = ""
    paid_on: date | None = None
    returned_on: date | None = None
    returned_because: str = ""


def business_days_after(day: date, count: int) -> date:
    """The day that is so many business days after another; banks' holidays are not known here."""
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day


def deposits_by(asked_on: date) -> date:
    """By when the two small deposits have arrived."""
    return business_days_after(asked_on, DEPOSITS_TAKE)


def settles_by(begun_on: date) -> date:
    """By when a bank has paid a debit, or said no."""
    return business_days_after(begun_on, SETTLING_TAKES)


def steps(facts: DebitFacts) -> list[DebitStep]:
    """The stages of a debit in their order, as far as they are known; none for one that was never begun."""
    if facts.state not in (PaymentState.PROCESSING, PaymentState.SUCCEEDED, PaymentState.FAILED):
        return []
    found = [_ACCOUNT[facts.account](facts)] if facts.account else []
    if facts.account is AccountCheck.FAILED:
        return found
    return [*found, _asked(facts), *_end(facts)]


def _checking(facts: DebitFacts) -> DebitStep:
    return DebitStep("Your bank account is being checked", StepState.NOW, facts.expected_on)


def _waits(facts: DebitFacts) -> DebitStep:
    by = f" by {long_date(last_day(facts.expected_on))}" if facts.expected_on else ""
    note = f"Say at Stripe what they came to{by}, or the account is never charged."
    return DebitStep(
        "Two small deposits are on their way to your bank account", StepState.NOW, facts.expected_on, note
    )


def _confirmed(_: DebitFacts) -> DebitStep:
    return DebitStep("You confirmed your bank account", StepState.DONE)


def _not_confirmed(facts: DebitFacts) -> DebitStep:
    return DebitStep("Your bank account was not confirmed", StepState.FAILED, note=facts.problem)


_ACCOUNT = {
    AccountCheck.CHECKING: _checking,
    AccountCheck.WAITS: _waits,
    AccountCheck.CONFIRMED: _confirmed,
    AccountCheck.FAILED: _not_confirmed,
}


def _asked(facts: DebitFacts) -> DebitStep:
    what = "Your bank is asked for the money"
    if facts.account in (AccountCheck.CHECKING, AccountCheck.WAITS):
        return DebitStep(what, StepState.NEXT, note="Once the account is confirmed.")
    if facts.state is PaymentState.PROCESSING:
        return DebitStep(what, StepState.NOW, note="A bank takes up to four business days.")
    return DebitStep(what, StepState.DONE)


def _end(facts: DebitFacts) -> list[DebitStep]:
    """How it ended, or by when it does; and that the bank took it back after all."""
    if facts.state is PaymentState.FAILED:
        return [DebitStep("Your bank did not pay", StepState.FAILED, note=facts.problem)]
    if facts.state is PaymentState.PROCESSING:
        expected = None if facts.account in (AccountCheck.CHECKING, AccountCheck.WAITS) else facts.expected_on
        return [DebitStep("Paid, and your receipt comes", StepState.NEXT, expected)]
    paid = DebitStep("Paid", StepState.DONE, facts.paid_on)
    if facts.returned_on is None:
        return [paid]
    return [
        paid,
        DebitStep("Sent back by your bank", StepState.FAILED, facts.returned_on, facts.returned_because),
    ]


def last_day(arrive_on: date) -> date:
    """The last day on which the owner of an account can say what the deposits came to."""
    return arrive_on + CONFIRMED_WITHIN
