"""Whether the books agree with the bank on a day, and what stands between them. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import format_money


@dataclass(frozen=True)
class ReconcilingFigures:
    """What the books have on an account at the end of a day, and what of it is on the bank's side another way.

    ``outstanding_minor`` is booked up to the day and on no line up to it; ``early_minor`` is on a line up to the day
    and booked later; ``open_minor`` are lines that are no entry yet.
    """

    through: date
    book_minor: int
    outstanding_minor: int
    early_minor: int
    lines_minor: int
    open_lines: int
    open_minor: int
    opening_minor: int

    @property
    def expected_minor(self) -> int:
        """What the bank holds if every line is there and is an entry."""
        return self.book_minor - self.outstanding_minor + self.early_minor

    @property
    def bank_minor(self) -> int:
        """What the bank holds by the lines that were imported."""
        return self.opening_minor + self.lines_minor

    def difference(self, closing_minor: int) -> int:
        """What the bank holds more than the books explain."""
        return closing_minor - self.expected_minor


def check_day(through: date, *, today: date, begins_on: date, reconciled_through: date | None) -> None:
    """Raise Invalid for a day through which an account is not reconciled."""
    if through >= today:
        raise Invalid("That day is not over yet.", field="through")
    if through < begins_on:
        raise Invalid(f"This account begins on {long_date(begins_on)}.", field="through")
    if reconciled_through is not None and through <= reconciled_through:
        raise Invalid(f"It is reconciled through {long_date(reconciled_through)} already.", field="through")


def check_agrees(figures: ReconcilingFigures, closing_minor: int, currency: str) -> None:
    """Raise Conflict, saying what is missing, where the books do not explain what the bank holds."""
    if figures.open_lines:
        lines = "1 line is" if figures.open_lines == 1 else f"{figures.open_lines:,} lines are"
        raise Conflict(
            f"{lines} no entry of your books yet. Match them, or say what they are.", field="closing"
        )
    if figures.bank_minor != closing_minor:
        raise Conflict(
            f"The lines that you imported lead to {format_money(figures.bank_minor, currency)}, not to "
            f"{format_money(closing_minor, currency)}. Lines are missing, or the balance is of another day.",
            field="closing",
        )
    if difference := figures.difference(closing_minor):
        raise Conflict(
            f"The bank holds {format_money(abs(difference), currency)} {'more' if difference > 0 else 'less'} than "
            "your books explain.",
            field="closing",
        )
