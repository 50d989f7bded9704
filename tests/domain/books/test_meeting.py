"""What a treasurer lays before the meeting, and where dues go."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.books import meeting
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.meeting import PeriodSums, PlanSums, Share


class TestCollected:
    def test_is_what_is_neither_waived_nor_open(self) -> None:
        one = PeriodSums("2026-27", 10000, 1000, 4000)
        assert one.collected_minor == 5000
        [part] = meeting.collected([one]).parts
        assert list(part.lines[0].minors) == [10000, 5000, 1000, 4000]


class TestPlans:
    def test_say_who_is_behind_first(self) -> None:
        day = date(2026, 12, 1)
        ada, bo = PlanSums(1, "Ada", 900, 300, 0, day), PlanSums(2, "Bo", 900, 900, 300, day)
        [part] = meeting.plans([ada, bo]).parts
        assert part.title == "Payment plans: 1 of 2 as agreed"
        assert [(line.what, line.minors) for line in part.lines] == [
            ("Bo, behind", [900, 0, 300]),
            ("Ada, as agreed", [900, 600, 0]),
        ]


class TestWhatIsOpen:
    def test_has_a_sum_at_its_end(self) -> None:
        [part] = meeting.aging([1, 2, 3, 4, 5], [0, 0, 0, 0, 7]).parts
        assert [line.minors[-1] for line in part.lines] == [15, 7]


class TestCash:
    def test_bears_the_names_of_the_chapters_accounts(self) -> None:
        sums = {Account.CASH_BANK: 500, Account.CASH_BANK_2: 0, Account.CASH_ON_HAND: 20}
        [part] = meeting.cash(sums, {Account.CASH_BANK: "Checking"}).parts
        assert [line.what for line in part.lines] == ["Checking", "Cash on hand"]
        assert part.total is not None
        assert list(part.total.minors) == [520]

    def test_has_none_where_there_is_none(self) -> None:
        assert meeting.cash({}, {}).is_empty
        assert meeting.held({}, {}).is_empty

    def test_names_what_of_it_is_others(self) -> None:
        sums = {Account.HELD_NATIONAL: -500, Account.HELD_01: -20}
        [part] = meeting.held(sums, {Account.HELD_01: "Food bank"}).parts
        assert [(line.what, line.minors) for line in part.lines] == [
            ("Held for the national body", [500]),
            ("Food bank", [20]),
        ]


class TestShares:
    def test_are_of_what_was_charged_the_largest_first(self) -> None:
        sums = {
            Account.INCOME_DUES: (0, -6000),
            Account.HELD_NATIONAL: (-100, -4100),
            Account.PROCESSING_FEES: (50, 550),
            Account.WAIVERS: (0, 1000),
        }
        assert meeting.shares(sums, {}) == [
            Share("Held for the national body", 4000, 40),
            Share("Waivers", 1000, 10),
            Share("Processing fees", 500, 5),
            Share("Kept for later", 4500, 45),
        ]

    def test_are_of_what_was_spent_where_that_is_more(self) -> None:
        sums = {Account.INCOME_DUES: (0, -1000), Account.EXPENSE_01: (0, 2000)}
        assert meeting.shares(sums, {Account.EXPENSE_01: "Food"}) == [Share("Food", 2000, 100)]

    def test_are_none_before_anything_is_charged(self) -> None:
        assert meeting.shares({}, {}) == []
