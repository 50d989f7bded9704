"""Autopay: what a member consents to, when their method is charged, and when it is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from sigma_finance.domain.labels import LabelledEnum

#: A member is told so many days before each charge.
NOTICE = timedelta(days=3)
#: A charge that failed is tried again so many days after the first try.
RETRIES = (timedelta(days=1), timedelta(days=3), timedelta(days=5))
RETRIES_IN_WORDS = "1, 3 and 5 days later"

CONSENT = (
    "I allow {chapter} to charge the card or bank account that I save with Stripe on each date on which dues of "
    "mine are due: what is due then, and never more than I still owe. I am told three days before each charge and "
    "can skip it. A charge that fails is tried again {retries}. I can turn autopay off at any time."
)


class MandateState(StrEnum):
    """Where a member's consent stands; it is started until Stripe has kept a method."""

    STARTED = "started"
    ACTIVE = "active"
    ENDED = "ended"


class AutopayEndReason(StrEnum):
    """Why autopay ended."""

    TURNED_OFF = "turned_off"
    REPLACED = "replaced"
    FAILED = "failed"
    REMOVED = "removed"
    LEFT = "left"
    UNCONFIRMED = "unconfirmed"
    TIMED_OUT = "timed_out"
    ACCOUNT = "account"

    @property
    def in_words(self) -> str:
        return _ENDINGS[self]


_ENDINGS = {
    AutopayEndReason.TURNED_OFF: "You turned it off.",
    AutopayEndReason.REPLACED: "Another card or bank account took its place.",
    AutopayEndReason.FAILED: "The last charge failed each time that it was tried.",
    AutopayEndReason.REMOVED: "The card or bank account was removed.",
    AutopayEndReason.LEFT: "You are no longer an active member.",
    AutopayEndReason.UNCONFIRMED: (
        "What the small deposits came to was said wrongly too often, so the bank account is never charged."
    ),
    AutopayEndReason.TIMED_OUT: "Nobody said in ten days what the small deposits came to, so it is never charged.",
    AutopayEndReason.ACCOUNT: "The chapter is paid on another Stripe account now. Set it up again there.",
}


class AttemptState(LabelledEnum):
    """Where one try to charge an installment stands; planned means that its member has been told."""

    PLANNED = "planned"
    CHARGING = "charging", "Under way"
    PAID = "paid"
    FAILED = "failed"
    SKIPPED = "skipped"
    DROPPED = "dropped", "Not needed"


def consent(chapter_name: str) -> str:
    """The text that a member agrees to."""
    return CONSENT.format(chapter=chapter_name, retries=RETRIES_IN_WORDS)


def charged_on(due_on: date, *, today: date) -> date:
    """When an installment is charged that its member is told of today: its date, or three days from now."""
    return max(due_on, today + NOTICE)


def charge_days(due: Sequence[tuple[date, int]], *, least_minor: int) -> list[date | None]:
    """When each of these, given by its day and its amount, is charged.

    What of a day is too little for a card waits for the next day that brings enough; None where none does.
    """
    days: list[date | None] = [None] * len(due)
    waiting: list[int] = []
    for day, places in groupby(sorted(range(len(due)), key=lambda at: due[at][0]), key=lambda at: due[at][0]):
        waiting += places
        if sum(due[at][1] for at in waiting) >= least_minor:
            for at in waiting:
                days[at] = day
            waiting = []
    return days


def tried_again_on(first_on: date, *, failed: int, today: date) -> date | None:
    """When a charge that failed so many times is tried next; None when it is not tried any more."""
    if failed > len(RETRIES):
        return None
    return max(first_on + RETRIES[failed - 1], today + timedelta(days=1))


def expires_before(exp_month: int | None, exp_year: int | None, day: date) -> bool:
    """Whether a card's last month is over on a day."""
    return exp_month is not None and exp_year is not None and (exp_year, exp_month) < (day.year, day.month)
