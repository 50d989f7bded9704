"""To whom the treasurer's office goes."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.domain.members.requests import Offer
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField, MemberField
from sigma_finance.queries.members.members import Choice


class HandoverForm(Form):
    """The successor, and the last day of their term."""

    member = MemberField("Successor")
    ends_on = MaybeDayField("Last day of their term")

    def ask(self, members: Sequence[Choice], *, besides: int) -> None:
        """Set whom to choose from: everybody but the treasurer."""
        self.member.offer([one for one in members if one.id != besides], None)

    @property
    def offer(self) -> Offer:
        """What was entered, once it is valid."""
        return Offer(int(self.member.data), self.ends_on.data)
