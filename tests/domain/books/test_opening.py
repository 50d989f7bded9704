"""The lines that bring forward what a chapter held."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.opening import OPENED, differences

SUMS = st.dictionaries(st.sampled_from(OPENED), st.integers(0, 10_000_000))


class TestWhatIsBroughtForward:
    def test_is_the_difference_to_what_the_books_have(self) -> None:
        wanted = {Account.CASH_ON_HAND: 500, Account.HELD_NATIONAL: 300}
        lines = differences(wanted, {Account.CASH_ON_HAND: 200})
        assert {line.account: line.amount_minor for line in lines} == {
            Account.CASH_ON_HAND: 300,
            Account.HELD_NATIONAL: -300,
        }
        [cash, equity] = differences({Account.CASH_ON_HAND: 500}, {})
        assert (cash.amount_minor, equity.account, equity.amount_minor) == (
            500,
            Account.OPENING_BALANCE,
            -500,
        )

    def test_is_nothing_where_the_books_have_it_so(self) -> None:
        assert differences({Account.CASH_ON_HAND: 500}, {Account.CASH_ON_HAND: 500}) == []

    @given(SUMS, SUMS)
    def test_balances_and_leads_to_what_is_wanted(
        self, wanted: dict[Account, int], held: dict[Account, int]
    ) -> None:
        lines = differences(wanted, held)
        assert sum(line.amount_minor for line in lines) == 0
        assert all(line.amount_minor for line in lines)
        reached = dict(held)
        for line in lines:
            if line.account is not Account.OPENING_BALANCE:
                reached[line.account] = reached.get(line.account, 0) + line.account.natural(line.amount_minor)
        assert {account: reached.get(account, 0) for account in wanted} == wanted
