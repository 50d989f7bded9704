"""A chapter's accounts at the bank."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import BANK_ACCOUNTS, bank_account
from sigma_finance.domain.payments.places import BankPlace


class TestAPlace:
    def test_is_an_account_of_the_books(self) -> None:
        assert [bank_account(place) for place in BankPlace] == list(BANK_ACCOUNTS)
