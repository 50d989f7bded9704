"""What a row says was paid: in one sum, or in parts."""

from __future__ import annotations

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import Column
from sigma_finance.domain.imports.sums import amounts_paid
from sigma_finance.domain.imports.tables import Cell

Cells = dict[Column, Cell]


class TestWhatWasPaid:
    @pytest.mark.parametrize(
        ("cells", "paid"),
        [
            ({Column.AMOUNT: 200}, [20000]),
            ({Column.AMOUNT: "$200.00", Column.TOTAL: 200}, [20000]),
            ({Column.TOTAL: 200, Column.Q1: 150, Column.Q2: 50}, [15000, 5000]),
            ({Column.Q1: 150, Column.Q2: "", Column.Q3: 0, Column.Q4: 50}, [15000, 5000]),
            ({Column.TOTAL: 200, Column.Q1: "", Column.Q2: ""}, [20000]),
            ({Column.TOTAL: 0, Column.Q1: 0}, []),
            ({Column.AMOUNT: ""}, []),
            ({}, []),
        ],
    )
    def test_is_one_sum_or_the_parts_that_make_it(self, cells: Cells, paid: list[int]) -> None:
        assert amounts_paid(cells, currency="USD") == paid

    def test_is_read_in_the_currencys_own_units(self) -> None:
        assert amounts_paid({Column.AMOUNT: 200}, currency="JPY") == [200]

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({Column.AMOUNT: 100, Column.TOTAL: 90}, "Amount says $100.00 and Total Paid says $90.00."),
            (
                {Column.TOTAL: 200, Column.Q1: 100, Column.Q2: 50},
                "Q1 Amount $100.00 and Q2 Amount $50.00 make $150.00, but Total Paid says $200.00.",
            ),
            ({Column.TOTAL: 200, Column.Q1: 0}, "Q1 Amount $0.00 make $0.00, but Total Paid says $200.00."),
        ],
    )
    def test_is_not_guessed_where_the_sums_differ(self, cells: Cells, words: str) -> None:
        with pytest.raises(Invalid) as refusal:
            amounts_paid(cells, currency="USD")
        assert refusal.value.message == words

    def test_is_not_guessed_where_a_part_cannot_be_read(self) -> None:
        with pytest.raises(Invalid, match="Q2 Amount is “pending”"):
            amounts_paid({Column.Q1: 1, Column.Q2: "pending"}, currency="USD")
