"""The words of the bank's side."""

from __future__ import annotations

from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.books.accounts import Account, EntryKind


class TestACategory:
    def test_knows_its_account_and_its_entries(self) -> None:
        fee, interest = BankCategory.FEE, BankCategory.INTEREST
        assert (fee.account, interest.account) == (Account.BANK_FEES, Account.INCOME_OTHER)
        assert (fee.kind, interest.kind) == (EntryKind.BANK_FEE, EntryKind.BANK_INTEREST)
        assert fee.reversal is EntryKind.BANK_FEE_REVERSAL
        assert interest.reversal is EntryKind.BANK_INTEREST_REVERSAL
