"""Reminders: which step of a chapter's schedule an installment is at, and what a member is told.

A step is a number of days from the due date: -14 is two weeks before, 0 the day itself, 7 a week after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from sigma_finance.domain.errors import Invalid

#: A schedule that many chapters will want; none is kept until an officer saves one.
USUAL = (-14, -3, 0, 7, 30)
LONGEST, MOST_STEPS = 365, 12
#: A day on which the job did not run is made up for within so many days.
STILL_TIMELY = timedelta(days=2)


class ReminderKind(StrEnum):
    """What a reminder says; also the kind of its e-mail."""

    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    PAST_DUE = "past_due"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


def step_at(due_on: date, *, today: date, steps: Iterable[int]) -> int | None:
    """The latest step that has come by ``today``; None before the first."""
    come = [step for step in steps if due_on + timedelta(days=step) <= today]
    return max(come, default=None)


def is_timely(due_on: date, step: int, *, today: date) -> bool:
    """Whether a step that has come is recent enough to be told."""
    return today - (due_on + timedelta(days=step)) <= STILL_TIMELY


def kind_of(due_on: Sequence[date], *, today: date) -> ReminderKind:
    """What is said about these due dates together: what is past due outweighs what is due today, and that the rest."""
    oldest = min(due_on)
    if oldest < today:
        return ReminderKind.PAST_DUE
    return ReminderKind.DUE_TODAY if oldest == today else ReminderKind.DUE_SOON


def check_steps(steps: Sequence[int]) -> tuple[int, ...]:
    """The steps in order, each once; raises Invalid."""
    if any(abs(step) > LONGEST for step in steps):
        raise Invalid(f"Enter at most {LONGEST} days.", field="reminders")
    if len(set(steps)) > MOST_STEPS:
        raise Invalid(f"Enter at most {MOST_STEPS} reminders.", field="reminders")
    return tuple(sorted(set(steps)))


def in_words(steps: Sequence[int]) -> str:
    """A schedule in a sentence's part: 14 and 3 days before, on the day, 7 and 30 days after."""
    before = [str(-step) for step in sorted(steps) if step < 0]
    after = [str(step) for step in sorted(steps) if step > 0]
    parts = [
        f"{_listed(before)} days before" if before else "",
        "on the day" if 0 in steps else "",
        f"{_listed(after)} days after" if after else "",
    ]
    return ", ".join(part for part in parts if part)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
