"""The span of a statement, as an address holds it."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import Invalid
from sigma_finance.forms.payments.spans import SpanForm
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)


def form(fill: Filler, asked: dict[str, str]) -> SpanForm:
    return fill(lambda: SpanForm(MultiDict(asked)))


class TestASpan:
    @pytest.mark.parametrize(
        ("asked", "span"),
        [
            ({}, Span(None, TODAY)),
            ({"from": "2026-01-01"}, Span(date(2026, 1, 1), TODAY)),
            ({"from": "2026-01-01", "to": "2026-03-31"}, Span(date(2026, 1, 1), date(2026, 3, 31))),
            ({"to": "2026-12-31"}, Span(None, TODAY)),
            ({"from": "2026-05-04", "to": "2026-05-04"}, Span(TODAY, TODAY)),
        ],
    )
    def test_ends_today_at_the_latest(self, fill: Filler, asked: dict[str, str], span: Span) -> None:
        assert form(fill, asked).get(TODAY) == span

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"from": "May"}, "first"),
            ({"to": "2026-02-30"}, "last"),
            ({"from": "2026-05-05"}, "first"),
            ({"from": "2026-04-02", "to": "2026-04-01"}, "last"),
        ],
    )
    def test_says_what_cannot_be_taken(self, fill: Filler, asked: dict[str, str], field: str) -> None:
        found = form(fill, asked)
        assert found.read(TODAY) is None
        assert list(found.errors) == [field]
        with pytest.raises(Invalid):
            form(fill, asked).get(TODAY)
