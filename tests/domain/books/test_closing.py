"""Through which day books are closed, and where what comes afterwards stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books import closing
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.closing import OpenMatter, UnfinishedItem
from sigma_finance.domain.books.lines import Draft, PostingLine
from sigma_finance.domain.errors import Conflict, Invalid

OCTOBER, TODAY = date(2026, 10, 31), date(2026, 11, 10)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def draft(day: date, kind: EntryKind = EntryKind.PAYMENT, memo: str = "") -> Draft:
    return Draft(1, kind, day, (), memo=memo)


class TestADraft:
    @given(DAYS, st.none() | DAYS)
    def test_never_stands_in_closed_books(self, day: date, closed_through: date | None) -> None:
        moved = closing.into_the_open(draft(day), closed_through)
        assert closed_through is None or moved.booked_on > closed_through
        assert (moved.booked_on == day) == (moved.memo == "")

    def test_says_when_it_happened(self) -> None:
        moved = closing.into_the_open(draft(date(2026, 10, 5), memo="Bounced"), OCTOBER)
        assert (moved.booked_on, moved.memo) == (
            date(2026, 11, 1),
            "Happened on October 5, 2026: Bounced",
        )

    @pytest.mark.parametrize("kind", closing.APART)
    def test_of_earlier_years_stays_where_it_is(self, kind: EntryKind) -> None:
        old = draft(date(2024, 1, 5), kind)
        assert closing.into_the_open(old, OCTOBER) is old


class TestTheDaysToCloseThrough:
    def test_are_the_ends_of_months_that_are_over_latest_first(self) -> None:
        days = closing.last_days(today=TODAY, closed_through=date(2026, 7, 31))
        assert days == [OCTOBER, date(2026, 9, 30), date(2026, 8, 31)]
        assert len(closing.last_days(today=TODAY, closed_through=None)) == closing.MONTHS
        assert closing.last_days(today=TODAY, closed_through=OCTOBER) == []

    @given(DAYS, st.none() | DAYS)
    def test_can_all_be_taken(self, today: date, closed_through: date | None) -> None:
        for day in closing.last_days(today=today, closed_through=closed_through):
            closing.check_through(day, today=today, closed_through=closed_through)

    def test_are_no_others(self) -> None:
        for day in (OCTOBER - timedelta(days=1), date(2026, 11, 30)):
            with pytest.raises(Invalid):
                closing.check_through(day, today=TODAY, closed_through=None)
        with pytest.raises(Conflict):
            closing.check_through(OCTOBER, today=TODAY, closed_through=OCTOBER)


class TestWhatIsNotFinished:
    def test_is_what_there_is_any_of(self) -> None:
        nothing = UnfinishedItem(OpenMatter.DISPUTES, 0, 0)
        some = UnfinishedItem(OpenMatter.ON_HAND, None, 500)
        assert closing.unfinished([nothing, some]) == [some]


class TestTheLatestDay:
    def test_is_of_closed_books_or_of_a_reconciled_account_that_is_touched(self) -> None:
        day, later = date(2026, 9, 30), date(2026, 10, 31)
        lines = (PostingLine(Account.CASH_BANK, 5), PostingLine(Account.BANK_FEES, -5))
        touches = Draft(1, EntryKind.BANK_FEE, day, lines)
        assert closing.latest(touches, None, {}) is None
        assert closing.latest(touches, day, {}) == day
        assert closing.latest(touches, day, {Account.CASH_BANK: later}) == later
        assert closing.latest(touches, later, {Account.CASH_BANK: day}) == later
        assert closing.latest(touches, None, {Account.CASH_BANK_6: later}) is None
