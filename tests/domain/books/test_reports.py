"""What the sums of the books become in each report."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books import reports
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.reports import (
    CashMonth,
    CollectedSums,
    HeldSums,
    KindOfIncome,
    MemberSums,
    PaidOver,
    Report,
    ReportKind,
    SumsByDay,
)

SUMS: SumsByDay = {
    Account.RECEIVABLE: (1000, 4000),
    Account.CASH_STRIPE: (0, 4800),
    Account.PROCESSING_FEES: (0, 200),
    Account.INCOME_DUES: (-1000, -8000),
    Account.MEMBER_CREDIT: (0, -300),
    Account.OPENING_BALANCE: (0, -700),
    Account.HISTORICAL_CASH: (0, 900),
    Account.HISTORICAL_INCOME: (0, -900),
}
LAST, BEGAN = date(2026, 12, 31), date(2026, 7, 1)


def said(report: Report) -> dict[str, list[int | None]]:
    """The lines and totals by what they say."""
    return {
        line.what: list(line.minors)
        for part in report.parts
        for line in (*part.lines, *([part.total] if part.total else []))
    }


@st.composite
def balanced(draw: st.DrawFn) -> dict[Account, tuple[int, int]]:
    """Sums on any accounts, that are zero together on each day."""
    amounts = st.integers(-(10**9), 10**9)
    pairs = st.dictionaries(
        st.sampled_from(reports.CHART), st.tuples(amounts, amounts), min_size=1, max_size=12
    )
    found = draw(pairs)
    for place in (0, 1):
        left = sum(pair[place] for pair in found.values())
        before, after = found.get(Account.CASH_BANK, (0, 0))
        found[Account.CASH_BANK] = (before - left, after) if place == 0 else (before, after - left)
    return found


class TestTheTrialBalance:
    def test_puts_each_account_on_its_side(self) -> None:
        report = reports.trial_balance(SUMS, spanned=False)
        assert said(report)["Receivable"] == [4000, 0]
        assert said(report)["Dues income"] == [0, 8000]
        assert said(report)["Total"] == [9000, 9000]
        assert [check.holds for check in report.checks] == [True]

    def test_tells_what_changed_in_a_span(self) -> None:
        assert said(reports.trial_balance(SUMS, spanned=True))["Receivable"] == [1000, 3000, 4000, 0]

    def test_leaves_the_memoranda_of_earlier_years_out(self) -> None:
        lines = reports.trial_balance(SUMS, spanned=False).parts[0].lines
        assert not {line.account for line in lines} & {Account.HISTORICAL_CASH, Account.HISTORICAL_INCOME}

    def test_of_nothing_is_empty(self) -> None:
        report = reports.trial_balance({}, spanned=True)
        assert report.is_empty
        assert said(report) == {"Total": [0, 0, 0, 0]}

    def test_says_where_its_sides_differ(self) -> None:
        report = reports.trial_balance({Account.CASH_BANK: (0, 5)}, spanned=False)
        assert [check.holds for check in report.checks] == [False]

    @given(balanced())
    def test_has_debits_as_much_as_credits(self, sums: dict[Account, tuple[int, int]]) -> None:
        for spanned in (True, False):
            assert all(check.holds for check in reports.trial_balance(sums, spanned=spanned).checks)


class TestTheIncomeStatement:
    def test_shows_a_span_beside_the_same_of_the_year_before(self) -> None:
        sums = {
            Account.INCOME_DUES: (-1000, -8000, 0, -1000),
            Account.WAIVERS: (0, 500, 0, 0),
            Account.CASH_BANK: (0, 7500, 0, 1000),
        }
        found = said(reports.income(sums))
        assert found["Dues income"] == [7000, 1000]
        assert found["Waivers"] == [500, 0]
        assert found["Surplus"] == [6500, 1000]

    def test_of_nothing_is_empty(self) -> None:
        assert reports.income({}).is_empty

    def test_by_kind_takes_what_was_waived_off(self) -> None:
        found = said(reports.income_by_kind([KindOfIncome("Dues, 2026-27", 7000, 500)]))
        assert found["Dues, 2026-27"] == found["Total"] == [7000, 500, 6500]


class TestTheBalanceSheet:
    def test_computes_what_was_left_of_the_years_before(self) -> None:
        report = reports.balance_sheet(SUMS, last=LAST, year_began=BEGAN)
        found = said(report)
        assert found["Assets"] == [8800]
        assert found["Liabilities"] == [300]
        assert found["Surplus brought forward"] == [1000]
        assert found["Surplus since July 1, 2026"] == [6800]
        assert found["Equity"] == [8500]
        assert found["Together"] == [8800]
        assert [check.holds for check in report.checks] == [True]

    @given(balanced())
    def test_balances_whatever_was_booked(self, sums: dict[Account, tuple[int, int]]) -> None:
        report = reports.balance_sheet(sums, last=LAST, year_began=BEGAN)
        assert all(check.holds for check in report.checks)


class TestTheCashFlow:
    def test_runs_from_month_to_month(self) -> None:
        months = [CashMonth(date(2026, 7, 1), 500, 200), CashMonth(date(2026, 9, 1), 0, 100)]
        found = said(reports.cash_flow(1000, months))
        assert found == {
            "Jul 2026": [1000, 500, 200, 1300],
            "Sep 2026": [1300, 0, 100, 1200],
            "All months": [1000, 500, 300, 1200],
        }


class TestAging:
    def test_has_late_fees_apart_and_equals_the_control_account(self) -> None:
        report = reports.aging(
            dues=[100, 20, 0, 0, 3],
            fees=[0, 15, 0, 0, 0],
            members=[MemberSums(7, "Ada", [100, 35, 0, 0, 3])],
            receivable_minor=138,
        )
        found = said(report)
        assert found["Late fees"] == [0, 15, 0, 0, 0, 15]
        assert found["Ada"] == found["Total"] == [100, 35, 0, 0, 3, 138]
        assert [check.holds for check in report.checks] == [True]


class TestWhatIsHeld:
    def test_runs_from_before_to_after_and_says_what_is_not_collected(self) -> None:
        national, regional = HeldSums(100, 500, 50, 200), HeldSums()
        report = reports.held(
            (national, regional),
            [CollectedSums("2026-27", (450, 0), (300, 0))],
            control=(350, 1),
        )
        found = said(report)
        assert found["Held"] == [350, 0]
        assert found["Paid over"] == [-200, 0]
        assert (found["Collected"], found["Not collected yet"]) == ([300, 0], [150, 0])
        assert [check.holds for check in report.checks] == [True, False]


class TestTheRemittanceSheet:
    def test_says_for_whom_and_when_and_what_is_left(self) -> None:
        report = reports.remittance(
            [MemberSums(7, "Ada", [500, 300, 100, 60])],
            [PaidOver(3, date(2026, 11, 2), "Check 1042", (200, 0))],
            charged=(500, 100),
            collected=(300, 60),
            control=(300, 101),
        )
        found = said(report)
        assert found["Charged to members and collected"] == found["Ada"] == [500, 300, 100, 60]
        assert found["Paid over"] == [-200, -200, 0, 0]
        assert found["Left to pay over"] == [300, 100, 100, 60]
        assert found["November 2, 2026, Check 1042"] == [200, None, 0, None]
        assert report.parts[1].lines[0].entry_id == 3
        assert [check.holds for check in report.checks] == [True, False]


class TestTheMembersAccounts:
    def test_are_as_much_as_their_control_accounts(self) -> None:
        people = [MemberSums(7, "Ada", [500, 0])]
        report = reports.members(people, totals=(900, 20), control=(900, 21))
        assert said(report) == {"Ada": [500, 0], "All members": [900, 20]}
        assert [check.holds for check in report.checks] == [True, False]
        assert report.parts[0].lines[0].member_id == 7


class TestAReport:
    def test_tells_of_a_span_or_of_a_day(self) -> None:
        spans = {kind for kind in ReportKind if kind.covers_a_span}
        assert spans == {ReportKind.INCOME, ReportKind.INCOME_BY_KIND, ReportKind.CASH_FLOW}
