"""Reminders: which step of a chapter's schedule an installment is at, and all that a member is told of a day.

A step is a number of days from the due date: -14 is two weeks before, 0 the day itself, 7 a week after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sigma_finance.domain.books.owing import SOON
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.labels import LabelledEnum

#: A schedule that many chapters will want; none is kept until an officer saves one.
USUAL = (-14, -3, 0, 7, 30)
LONGEST, MOST_STEPS = 365, 12
#: A day on which the job did not run is made up for within so many days.
STILL_TIMELY = timedelta(days=2)


class ReminderKind(LabelledEnum):
    """What a reminder says; also the kind of its e-mail."""

    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    PAST_DUE = "past_due"


def step_at(due_on: date, *, today: date, steps: Iterable[int]) -> int | None:
    """The latest step that has come by ``today``; None before the first."""
    come = [step for step in steps if due_on + timedelta(days=step) <= today]
    return max(come, default=None)


def look_ahead(steps: Iterable[int]) -> timedelta:
    """How far ahead a message looks: as far as the schedule's first step, and two weeks at least."""
    return max([SOON, *(timedelta(days=-step) for step in steps)])


def is_timely(due_on: date, step: int, *, today: date) -> bool:
    """Whether a step that has come is recent enough to be told."""
    return today - (due_on + timedelta(days=step)) <= STILL_TIMELY


def kind_of(due_on: Iterable[date], *, today: date) -> ReminderKind:
    """What is said about these due dates together: what is past due outweighs what is due today, and that the rest."""
    oldest = min(due_on)
    if oldest < today:
        return ReminderKind.PAST_DUE
    return ReminderKind.DUE_TODAY if oldest == today else ReminderKind.DUE_SOON


@dataclass(frozen=True)
class OpenPart:
    """An installment of which something is open, in minor units.

    ``step`` is the step of the schedule that has come for it, ``is_told`` whether its member heard of that step, and
    ``autopay_on`` the day on which autopay charges it, where that is to happen.
    """

    installment_id: int
    description: str
    due_on: date
    open_minor: int
    charged_on: date
    step: int | None = None
    is_told: bool = False
    is_late_fee: bool = False
    autopay_on: date | None = None

    def is_come(self, today: date) -> bool:
        """Whether its step is to be told today: not told yet, recent, and not passed when the charge was made."""
        return (
            self.step is not None
            and not self.is_told
            and self.autopay_on is None
            and self.due_on + timedelta(days=self.step) >= self.charged_on
            and is_timely(self.due_on, self.step, today=today)
        )


class SectionKind(StrEnum):
    """What a section of a message says of the parts in it."""

    PAST_DUE = "past_due"
    DUE_TODAY = "due_today"
    DUE_BY = "due_by"
    AUTOPAY = "autopay"


@dataclass(frozen=True)
class Section:
    """Parts of which one sentence is true: past due, due on this day, or charged by autopay on this day."""

    kind: SectionKind
    on: date
    parts: tuple[OpenPart, ...]

    @property
    def sum_minor(self) -> int:
        """What the section's parts come to."""
        return sum(part.open_minor for part in self.parts)


@dataclass(frozen=True)
class Statement:
    """All that stands open for a member on a day, said once: each sum is what its sentence covers.

    The sections are in the order in which they press: past due, due today, each later due date, then what autopay
    charges on which day. What autopay charges stands in no other.
    """

    today: date
    sections: tuple[Section, ...]

    def find(self, kind: SectionKind) -> Section | None:
        """The first section of this kind."""
        return next((one for one in self.sections if one.kind is kind), None)

    @property
    def asked(self) -> tuple[OpenPart, ...]:
        """What its reader is asked to pay: all that is due until today, or else what is due first."""
        now_due = [one for one in self.sections if one.kind in (SectionKind.PAST_DUE, SectionKind.DUE_TODAY)]
        later = [one for one in self.sections if one.kind is SectionKind.DUE_BY]
        return tuple(part for section in (now_due or later[:1]) for part in section.parts)

    @property
    def asked_minor(self) -> int:
        """The sum of it, in minor units."""
        return sum(part.open_minor for part in self.asked)

    @property
    def kind(self) -> ReminderKind:
        """What presses most of what its reader is asked for."""
        return kind_of([part.due_on for part in self.asked], today=self.today)

    @property
    def is_come(self) -> bool:
        """Whether the schedule has a step to tell of today.

        A late fee has none of its own while anything else is open: it is listed, and its charging was told.
        """
        parts = [part for section in self.sections for part in section.parts]
        others = [part for part in parts if not part.is_late_fee]
        return any(part.is_come(self.today) for part in others or parts[:1])


def statement(parts: Iterable[OpenPart], *, today: date) -> Statement:
    """What stands open, in sections; within one the oldest first."""
    found: dict[tuple[int, SectionKind, date], list[OpenPart]] = {}
    for part in sorted(parts, key=lambda part: (part.due_on, part.installment_id)):
        found.setdefault(_place(part, today), []).append(part)
    return Statement(
        today, tuple(Section(kind, on, tuple(found[rank, kind, on])) for rank, kind, on in sorted(found))
    )


def _place(part: OpenPart, today: date) -> tuple[int, SectionKind, date]:
    """Where a part stands: sections sort by this."""
    if part.autopay_on is not None:
        return 3, SectionKind.AUTOPAY, part.autopay_on
    if part.due_on < today:
        return 0, SectionKind.PAST_DUE, today
    return (1, SectionKind.DUE_TODAY, today) if part.due_on == today else (2, SectionKind.DUE_BY, part.due_on)


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
