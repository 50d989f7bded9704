"""By when a member owes what they owe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.owing import DueItem, DueStatus, by_when, in_settling_order, older_than

TODAY = date(2026, 11, 21)


def due(days: int, minor: int = 10000) -> DueItem:
    return DueItem("2026-27 dues", TODAY + timedelta(days=days), minor)


class TestHowCloseADueDateIs:
    @pytest.mark.parametrize(
        ("days", "status"),
        [
            (-1, DueStatus.PAST_DUE),
            (0, DueStatus.DUE_SOON),
            (14, DueStatus.DUE_SOON),
            (15, DueStatus.DUE),
        ],
    )
    def test_is_told_from_the_end_of_its_day(self, days: int, status: DueStatus) -> None:
        assert due(days).status(TODAY) is status


class TestTheLineUnderTheSum:
    def test_names_the_one_date(self) -> None:
        assert by_when([due(10)], today=TODAY, currency="USD") == "by December 1, 2026"

    def test_names_the_nearest_amount_and_the_last_date(self) -> None:
        line = by_when([due(10, 7500), due(20), due(30)], today=TODAY, currency="USD")
        assert line == "$75.00 of it due by December 1, 2026, the rest by December 21, 2026"

    def test_is_not_past_due_on_the_day_itself(self) -> None:
        assert by_when([due(0)], today=TODAY, currency="USD") == "by November 21, 2026"

    def test_is_in_the_chapters_own_units(self) -> None:
        line = by_when([due(-20, 7500), due(10)], today=TODAY, currency="JPY")
        assert line == "¥7,500 of it past due since November 1, 2026"

    def test_says_since_when_all_of_it_is_past_due(self) -> None:
        line = by_when([due(-20), due(-10)], today=TODAY, currency="USD")
        assert line == "past due since November 1, 2026"

    def test_says_how_much_of_it_is_past_due(self) -> None:
        line = by_when([due(-20), due(-10), due(10)], today=TODAY, currency="USD")
        assert line == "$200.00 of it past due since November 1, 2026"

    def test_adds_up_what_is_due_on_the_same_day(self) -> None:
        line = by_when([due(10), due(10), due(30)], today=TODAY, currency="USD")
        assert line.startswith("$200.00 of it due by December 1, 2026")

    def test_is_empty_where_nothing_is_owed(self) -> None:
        assert by_when([], today=TODAY, currency="USD") == ""


class TestARow:
    def test_says_what_for_and_by_when(self) -> None:
        assert due(10).sentence == "2026-27 dues, by December 1, 2026"

    def test_has_a_word_for_its_status(self) -> None:
        assert [status.label for status in DueStatus] == ["Due", "Due soon", "Past due"]


class TestWhatIsOlderThanWhatWasNamed:
    def test_is_what_is_due_before_the_last_of_them(self) -> None:
        dues = [DueItem("Dues", TODAY + timedelta(days=days), 100, installment_id=days) for days in (1, 5, 9)]
        assert older_than(dues, {5}) == 100
        assert older_than(dues, {1, 9}) == 100
        assert older_than(dues, {1, 5}) == 0
        assert older_than(dues, ()) == 0
        assert older_than(dues, {77}) == 0
        same_day = DueItem("Fine", dues[1].due_on, 700, installment_id=4)
        assert older_than([*dues, same_day], {5}) == 100


class TestTheOrderOfSettling:
    def test_is_by_kind_and_of_one_kind_by_date(self) -> None:
        first, late, second = due(1), DueItem("Late fee", TODAY, 500, ChargeKind.LATE_FEE), due(2)
        dues = [first, late, second]
        ranks = {ChargeKind.LATE_FEE: 0, ChargeKind.DUES: 1}
        assert in_settling_order(dues, ranks) == [late, first, second]
        assert in_settling_order(dues, dict.fromkeys(ranks, 0)) == dues
