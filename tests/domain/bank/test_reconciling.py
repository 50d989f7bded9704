"""Whether the books agree with the bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sigma_finance.domain.bank.reconciling import ReconcilingFigures, check_agrees, check_day
from sigma_finance.domain.errors import Conflict, Invalid

FIGURES = ReconcilingFigures(
    through=date(2026, 10, 31),
    book_minor=1000,
    outstanding_minor=300,
    early_minor=50,
    lines_minor=650,
    open_lines=0,
    open_minor=0,
    opening_minor=100,
)


class TestFigures:
    def test_say_what_the_bank_should_hold(self) -> None:
        assert (FIGURES.expected_minor, FIGURES.bank_minor, FIGURES.difference(760)) == (750, 750, 10)

    def test_agree_or_say_why_not(self) -> None:
        check_agrees(FIGURES, 750, "USD")
        with pytest.raises(Conflict, match="1 line is no entry"):
            check_agrees(replace(FIGURES, open_lines=1), 750, "USD")
        with pytest.raises(Conflict, match="Lines are missing"):
            check_agrees(FIGURES, 760, "USD")
        for book, words in ((990, r"\$0.10 more"), (1010, r"\$0.10 less")):
            with pytest.raises(Conflict, match=words):
                check_agrees(replace(FIGURES, book_minor=book), 750, "USD")


class TestADay:
    @pytest.mark.parametrize(
        ("through", "words"),
        [
            (date(2026, 11, 5), "not over"),
            (date(2025, 12, 31), "begins on"),
            (date(2026, 9, 30), "already"),
        ],
    )
    def test_is_over_and_after_the_last_one(self, through: date, words: str) -> None:
        known = {"today": date(2026, 11, 5), "begins_on": date(2026, 1, 1)}
        with pytest.raises(Invalid, match=words):
            check_day(through, reconciled_through=date(2026, 9, 30), **known)
        check_day(date(2026, 10, 31), reconciled_through=None, **known)
