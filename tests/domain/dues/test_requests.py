"""What is asked about dues."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.books.accounts import WaiverKind
from sigma_finance.domain.dues.requests import WAIVER_REASON, PeriodTerms


class TestAPeriod:
    def test_costs_everybody_the_same_and_holds_nothing_unless_it_says_so(self) -> None:
        terms = PeriodTerms(20000, date(2026, 9, 1))
        assert (dict(terms.by_class), terms.national_minor, terms.regional_minor) == ({}, 0, 0)


class TestAWaiversReason:
    def test_fits_into_an_entry_with_its_kind_before_it(self) -> None:
        assert max(len(kind.memo("x" * WAIVER_REASON)) for kind in WaiverKind) <= 300
