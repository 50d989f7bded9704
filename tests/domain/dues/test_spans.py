"""Spans of days."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.dues.spans import Span, usual_spans
from sigma_finance.domain.errors import Invalid


class TestASpan:
    def test_may_be_one_day(self) -> None:
        day = date(2026, 2, 28)
        assert Span(day, day).words == "February 28, 2026 to February 28, 2026"

    def test_begins_at_the_beginning_without_a_first_day(self) -> None:
        assert Span(None, date(2026, 12, 31)).words == "From the beginning to December 31, 2026"

    def test_does_not_end_before_it_begins(self) -> None:
        with pytest.raises(Invalid, match=r"^The last day must not come before the first\.$") as refusal:
            Span(date(2026, 1, 2), date(2026, 1, 1))
        assert refusal.value.field == "last"


class TestTheUsualSpans:
    def test_are_whole_years_and_never_reach_into_the_future(self) -> None:
        today = date(2028, 2, 29)
        assert dict(usual_spans(today)) == {
            "Everything": Span(None, today),
            "This year": Span(date(2028, 1, 1), today),
            "Last year": Span(date(2027, 1, 1), date(2027, 12, 31)),
        }
