"""What somebody pays by a pay link."""

from __future__ import annotations

from wtforms.validators import ValidationError

from sigma_finance.domain.errors import Invalid
from sigma_finance.forms.payments.payments import PayForm, PaymentChoice
from sigma_finance.queries.payments.pay_links import Balance
from sigma_finance.services.payments import pay_links


class PayByLinkForm(PayForm):
    """How much a payer gives for a member: all that can be paid now, or less."""

    rows = {  # noqa: RUF012
        PaymentChoice.NAMED: "What the message asked for",
        PaymentChoice.ALL: "All that is owed",
        PaymentChoice.OTHER: "Another amount",
    }
    balance: Balance

    def ask(self, balance: Balance, *, named_minor: int = 0) -> None:
        """Set what there is to choose from, in minor units; what the link's message asked for comes first."""
        self.balance = balance
        self.offer(
            owed_minor=balance.payable_minor, dues=(), currency=balance.currency, named_minor=named_minor
        )

    def _check(self) -> None:
        try:
            self.amount_minor = pay_links.check_amount(self._chosen(), self.balance)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal
