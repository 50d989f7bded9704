"""What the chapter held when its books began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sigma_finance.domain.books.accounts import Account
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField, MaybeMoneyField


class OpeningBalancesForm(Form):
    """A day, and what each account held at its end."""

    day = DayField("At the end of")
    cash_on_hand = MaybeMoneyField(Account.CASH_ON_HAND.label)
    petty_cash = MaybeMoneyField(Account.PETTY_CASH.label)
    cash_bank = MaybeMoneyField(Account.CASH_BANK.label)
    held_national = MaybeMoneyField(Account.HELD_NATIONAL.label)
    held_regional = MaybeMoneyField(Account.HELD_REGIONAL.label)

    def held(self, accounts: Sequence[Account]) -> Mapping[Account, int]:
        """What was entered of these accounts; what was left empty stays as it is."""
        fields = {
            Account.CASH_ON_HAND: self.cash_on_hand,
            Account.PETTY_CASH: self.petty_cash,
            Account.CASH_BANK: self.cash_bank,
            Account.HELD_NATIONAL: self.held_national,
            Account.HELD_REGIONAL: self.held_regional,
        }
        return {
            account: field.minor for account, field in fields.items() if account in accounts and field.given
        }
