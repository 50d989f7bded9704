"""Which currencies a chapter can collect in."""

from __future__ import annotations

import pytest

from sigma_finance.domain.currencies import check_currency
from sigma_finance.domain.errors import Invalid


class TestACurrency:
    @pytest.mark.parametrize(
        ("typed", "kept"), [("USD", "USD"), (" eur ", "EUR"), ("jpy", "JPY"), ("KES", "KES")]
    )
    def test_is_taken_by_its_three_letters(self, typed: str, kept: str) -> None:
        assert check_currency(typed) == kept

    @pytest.mark.parametrize("typed", ["", "DOLLARS", "DEM", "XXX", "USN", "ＵＳＤ"])
    def test_that_is_no_legal_tender_is_refused(self, typed: str) -> None:
        with pytest.raises(Invalid) as refusal:
            check_currency(typed)
        assert refusal.value.message == "Enter a currency by its three letters, such as USD."
        assert refusal.value.field == "currency"

    @pytest.mark.parametrize("typed", ["KWD", "ISK", "UGX", "RSD"])
    def test_whose_decimals_would_be_taken_wrong_is_refused(self, typed: str) -> None:
        with pytest.raises(Invalid) as refusal:
            check_currency(typed)
        assert (
            refusal.value.message == f"Dues cannot be collected in {typed}: its decimals are not supported."
        )
        assert refusal.value.field == "currency"
