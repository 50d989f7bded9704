"""How money came in, as people write it."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.methods import is_method, read_method
from sigma_finance.domain.payments.payments import Method


class TestAMethod:
    @pytest.mark.parametrize(
        ("text", "method"),
        [
            ("Cash", Method.CASH),
            ("CHECK", Method.CHECK),
            ("check #1042", Method.CHECK),
            ("Cheque", Method.CHECK),
            ("Zelle", Method.ZELLE),
            ("Cash App", Method.CASH_APP),
            ("cashapp", Method.CASH_APP),
            ("Bank transfer", Method.BANK_TRANSFER),
            ("Credit Card", Method.CARD),
            ("Stripe", Method.CARD),
            ("ACH", Method.BANK_DEBIT),
            ("Venmo", None),
            ("", None),
            ("checked", None),
        ],
    )
    def test_is_one_that_we_have_a_word_for(self, text: str, method: Method | None) -> None:
        assert read_method(text) is method

    def test_is_known_as_one_where_we_have_no_word_of_our_own(self) -> None:
        assert (is_method("Venmo"), is_method("Cash"), is_method("Refund"), is_method("")) == (
            True,
            True,
            False,
            False,
        )
