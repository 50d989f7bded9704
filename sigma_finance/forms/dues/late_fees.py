"""Agreeing to late fees, and sparing a member."""

from __future__ import annotations

from wtforms import HiddenField

from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField


class LateFeesForm(Form):
    """A yes to charging as much as the page said."""

    total = HiddenField()


class HoldForm(Form):
    """Until when a member is charged no late fee."""

    until = DayField("No late fees until")
