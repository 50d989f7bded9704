"""What an officer says of a line of a payout."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import Explanation
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import OneOf


class ExplanationField(OneOf):
    """What it was."""

    asks = "Choose what it was."


class ExplanationForm(Form):
    """What money was that Stripe took or gave, and nothing in the books stands behind."""

    category = ExplanationField(
        "What was it?", choices=[("", "Choose one"), *((one.value, one.label) for one in Explanation)]
    )
