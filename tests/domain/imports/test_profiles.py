"""What stands in a column."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.imports.profiles import CellKind, ColumnProfile, kind_of
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.tables import Cell, Flaw


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("$1,200.00", CellKind.AMOUNT),
        (7, CellKind.AMOUNT),
        (True, CellKind.TICK),
        ("x", CellKind.TICK),
        (date(2025, 1, 2), CellKind.DATE),
        ("1/2/2025", CellKind.DATE),
        ("a@example.org", CellKind.EMAIL),
        ("Venmo", CellKind.METHOD),
        ("Refunded", CellKind.STATE),
        ("Graduated", CellKind.MEMBERSHIP),
        ("Newton", CellKind.WORDS),
        (" $-  ", CellKind.NOTHING),
        ("N/A", CellKind.NOTHING),
        (Flaw.ERROR, CellKind.FLAW),
    ],
)
def test_a_cell_looks_like_something(cell: Cell, kind: CellKind) -> None:
    assert kind_of(cell, "USD") is kind


class TestAProfile:
    def profile(self, *cells: Cell) -> ColumnProfile:
        profile = ColumnProfile()
        for cell in cells:
            profile.add(cell, "USD")
        return profile

    def test_is_mostly_what_half_of_its_cells_are(self) -> None:
        profile = self.profile("Paid", "Unpaid", "see Bob", "-")
        assert profile.filled == 3
        assert profile.is_mostly(CellKind.STATE)
        assert not profile.is_mostly(CellKind.AMOUNT)
        assert not self.profile().is_mostly(CellKind.AMOUNT)

    def test_keeps_the_first_few_texts_and_counts_what_words_say(self) -> None:
        profile = self.profile("Paid", "Paid", "Unpaid", "Void", "Refunded")
        assert profile.samples == ["Paid", "Unpaid", "Void"]
        assert (profile.paid[StatusVerdict.YES], profile.unpaid_words) == (2, 3)

    def test_counts_single_words(self) -> None:
        assert self.profile("Nina", "Omar Olds", "Pia").single_words == 2

    def test_is_mostly_two_kinds_together(self) -> None:
        profile = self.profile("Nina", "Graduated", 5, 6)
        assert profile.is_mostly(CellKind.WORDS, CellKind.MEMBERSHIP)
        assert not profile.is_mostly(CellKind.WORDS)
        assert self.profile(5).is_mostly(CellKind.AMOUNT)
        assert not self.profile("Nina", "Omar", 5).is_mostly(CellKind.AMOUNT)

    def test_counts_who_belongs(self) -> None:
        profile = self.profile("Active", "Active", "Alumni", "Pledge", "-")
        assert dict(profile.belongs) == {StatusVerdict.YES: 2, StatusVerdict.NO: 1, StatusVerdict.UNKNOWN: 1}

    def test_goes_by_the_currency_of_the_file(self) -> None:
        profile = ColumnProfile()
        profile.add("€5", "EUR")
        assert profile.kinds == {CellKind.AMOUNT: 1}
