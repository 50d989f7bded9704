"""What somebody pays by a pay link."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments.pay_links import PayLinkState
from sigma_finance.domain.policy import Policy
from sigma_finance.forms.payments.pay_links import PayByLinkForm
from sigma_finance.queries.payments.pay_links import Balance
from tests.forms.filling import Filler

BALANCE = Balance(1, 2, 3, "Sigma", "USD", "UTC", "A. B.", 20000, PayLinkState.OPEN, False, Policy())


class TestPayingByALink:
    def sent(self, fill: Filler, **typed: str) -> PayByLinkForm:
        form = fill(PayByLinkForm, typed)
        form.ask(BALANCE)
        return form

    def test_offers_all_or_another_amount(self, fill: Filler) -> None:
        assert self.sent(fill).what.choices == [("all", "All that is owed"), ("other", "Another amount")]

    @pytest.mark.parametrize(
        ("typed", "amount_minor"),
        [({"what": "all"}, 20000), ({"what": "other", "amount": "50.00"}, 5000), ({"amount": "50.00"}, 5000)],
    )
    def test_takes_what_can_be_paid(self, fill: Filler, typed: dict[str, str], amount_minor: int) -> None:
        form = self.sent(fill, **typed)
        assert form.validate(), form.errors
        assert form.amount_minor == amount_minor

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"what": "other", "amount": "200.01"}, "amount"),
            ({"what": "other", "amount": "0.49"}, "amount"),
            ({"what": "other", "amount": "x"}, "amount"),
            ({"what": "next"}, "what"),
            ({}, "what"),
        ],
    )
    def test_takes_nothing_else(self, fill: Filler, typed: dict[str, str], field: str) -> None:
        form = self.sent(fill, **typed)
        assert not form.validate()
        assert list(form.errors) == [field]
