"""The budget of a fiscal year."""

from __future__ import annotations

from collections.abc import Mapping

from sigma_finance.domain.books.accounts import Account
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeMoneyField


def budget_form(accounts: Mapping[Account, str], shown: Mapping[Account, str]) -> Form:
    """A form with a field for each account, by the chapter's name for it; ``shown`` is what stands in them at first."""
    fields = {account.value: MaybeMoneyField(name) for account, name in accounts.items()}
    form: Form = type("BudgetForm", (Form,), fields)(data={key.value: text for key, text in shown.items()})
    return form


def meant(form: Form, accounts: Mapping[Account, str]) -> dict[Account, int]:
    """What was entered, in minor units; an empty field means nothing."""
    fields = ((account, form[account.value]) for account in accounts)
    return {account: field.minor for account, field in fields if isinstance(field, MaybeMoneyField)}
