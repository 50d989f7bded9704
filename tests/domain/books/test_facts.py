"""What the books hold of a payment."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.facts import PaymentFacts


class TestAPayment:
    def test_has_left_what_came_less_what_went_wherever_it_lies(self) -> None:
        cash = {Account.CASH_STRIPE: 10_000, Account.CASH_BANK: 500, Account.CASH_ON_HAND: -3000}
        assert PaymentFacts(1, 7, Account.CASH_STRIPE, cash=cash).left_minor == 7500

    def test_has_nothing_left_where_none_came(self) -> None:
        assert PaymentFacts(1, 7, Account.CASH_STRIPE).left_minor == 0
