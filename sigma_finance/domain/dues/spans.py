"""Spans of days, as statements cover them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Invalid


@dataclass(frozen=True)
class Span:
    """The days from ``first`` to ``last``, both included; without a first day, from the beginning."""

    first: date | None
    last: date

    def __post_init__(self) -> None:
        """Raise Invalid where the last day comes before the first."""
        if self.first is not None and self.first > self.last:
            raise Invalid("The last day must not come before the first.", field="last")

    @property
    def words(self) -> str:
        """The span for people: January 1, 2026 to December 31, 2026."""
        first = long_date(self.first) if self.first else "From the beginning"
        return f"{first} to {long_date(self.last)}"


def usual_spans(today: date) -> list[tuple[str, Span]]:
    """The spans that people ask for most, by name."""
    last_year = today.year - 1
    return [
        ("Everything", Span(None, today)),
        ("This year", Span(date(today.year, 1, 1), today)),
        ("Last year", Span(date(last_year, 1, 1), date(last_year, 12, 31))),
    ]
