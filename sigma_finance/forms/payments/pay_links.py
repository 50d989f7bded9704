"""What somebody pays by a pay link."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.domain.payments.cards import PAID_HERE
from sigma_finance.forms.payments.payments import PayForm, PaymentChoice
from sigma_finance.queries.payments.pay_links import Balance


class PayByLinkForm(PayForm):
    """How much a payer gives for a member: all that can be paid now, or less."""

    rows = {  # noqa: RUF012
        PaymentChoice.NAMED: "What the message asked for",
        PaymentChoice.ALL: "All that is owed",
        PaymentChoice.OTHER: "Another amount",
    }
    said = PAID_HERE

    def ask(self, balance: Balance, *, named_minor: int = 0, named_ids: Sequence[int] = ()) -> None:
        """Set what there is to choose from, in minor units; what the link's message asked for comes first."""
        self.offer(
            owed_minor=balance.payable_minor,
            dues=(),
            currency=balance.currency,
            named_minor=named_minor,
            named_ids=named_ids,
        )
