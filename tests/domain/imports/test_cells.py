"""Amounts, dates and methods as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.cells import read_amount, read_date, read_method
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.payments.payments import Method

TODAY = date(2026, 3, 1)


def amount(cell: Cell, currency: str = "USD") -> int | None:
    return read_amount(cell, what="Amount", currency=currency)


class TestAnAmount:
    @pytest.mark.parametrize(
        ("cell", "minor"),
        [
            (200, 20000),
            (200.5, 20050),
            (0.1 + 0.2, 30),
            (1.005e2, 10050),
            (0, 0),
            ("200", 20000),
            (" $1,200.00 ", 120000),
            ("$ 100", 10000),
            ("100.5", 10050),
            ("USD 75.25", 7525),
            ("75.25 usd", 7525),
            ("\N{NO-BREAK SPACE}80\N{NO-BREAK SPACE}", 8000),
            ("0", 0),
        ],
    )
    def test_is_read_as_a_number_or_as_text(self, cell: Cell, minor: int) -> None:
        assert amount(cell) == minor

    @pytest.mark.parametrize("cell", ["", "   ", "\t"])
    def test_is_none_where_the_cell_is_empty(self, cell: Cell) -> None:
        assert amount(cell) is None

    @pytest.mark.parametrize(
        "cell",
        [
            "N/A",
            "pending",
            "1.200,00",
            "1,20",
            "12,00.00",
            "1_000",
            "٥٠",
            "２０",
            "€20",
            "1e3",
            "NaN",
            "20.005",
            200.005,
            33.3333333333,
            -5,
            "-5",
            "($100.00)",
            "1000000",
            1e309,
            1_000_000,
            True,
            date(2025, 1, 1),
            Flaw.ERROR,
            Flaw.UNCALCULATED,
        ],
    )
    def test_is_refused_with_the_columns_name_where_it_is_not_certain(self, cell: Cell) -> None:
        with pytest.raises(Invalid) as refusal:
            amount(cell)
        assert refusal.value.message.startswith("Amount ")
        assert refusal.value.message.endswith((".", "again."))

    def test_says_that_a_formula_was_never_calculated(self) -> None:
        with pytest.raises(Invalid, match="never calculated"):
            amount(Flaw.UNCALCULATED)

    def test_has_as_many_decimals_as_its_currency(self) -> None:
        assert amount("¥1,200", "JPY") == 1200
        with pytest.raises(Invalid):
            amount("1200.50", "JPY")


class TestADate:
    @pytest.mark.parametrize(
        "cell",
        [
            date(2025, 9, 5),
            datetime(2025, 9, 5, 13, 30),  # noqa: DTZ001  (a spreadsheet's dates have no zone)
            "2025-09-05",
            "2025/9/5",
            "2025-09-05 00:00:00",
            "2025-09-05T10:11:12.5Z",
            "9/5/2025",
            "09/05/25",
            "9-5-2025",
            "Sep 5, 2025",
            "Sept. 5 2025",
            "September 5th, 2025",
            "Friday, September 5, 2025",
            "5 September 2025",
            "05-Sep-2025",
            "5-sep-25",
        ],
    )
    def test_is_read_in_its_common_forms(self, cell: Cell) -> None:
        assert read_date(cell, today=TODAY) == date(2025, 9, 5)

    def test_of_two_digits_is_of_this_century_unless_that_has_not_come(self) -> None:
        assert read_date("1/2/26", today=TODAY) == date(2026, 1, 2)
        assert read_date("1/2/98", today=TODAY) == date(1998, 1, 2)

    @pytest.mark.parametrize("cell", ["", "  "])
    def test_is_none_where_the_cell_is_empty(self, cell: Cell) -> None:
        assert read_date(cell, today=TODAY) is None

    @pytest.mark.parametrize(
        "cell",
        [
            "13/1/2025",
            "2025-02-30",
            "Febtober 1, 2025",
            "last fall",
            "N/A",
            "5.9.2025",
            "2025",
            45905,
            45905.0,
            True,
            "2026-03-02",
            date(1949, 12, 31),
            Flaw.UNCALCULATED,
        ],
    )
    def test_is_refused_where_it_is_not_certain_or_not_possible(self, cell: Cell) -> None:
        with pytest.raises(Invalid, match=r"^The date "):
            read_date(cell, today=TODAY)


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
