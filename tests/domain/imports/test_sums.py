"""What a row says was paid: in one sum, or in parts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import PAYMENTS
from sigma_finance.domain.imports.rows import rows_of
from sigma_finance.domain.imports.sums import amounts_paid
from sigma_finance.domain.imports.tables import Cell
from tests.domain.imports.reading import read


def paid(cells: dict[str, Cell], currency: str = "USD", before: Sequence[Cell] = ()) -> list[tuple[str, int]]:
    """What the last row says, where the row ``before`` it may tell how the file is read."""
    file = read(
        ("Name", *cells), ("Ben", *before) if before else (), ("Ada", *cells.values()), currency=currency
    )
    file.require_answers()
    return amounts_paid(list(rows_of(file, PAYMENTS))[-1], file)


class TestWhatWasPaid:
    @pytest.mark.parametrize(
        ("cells", "sums"),
        [
            ({"Amount": 200}, [("", 20000)]),
            ({"Amount": "$200.00", "Total Paid": 200}, [("", 20000)]),
            ({"Total Paid": 200, "Q1 Amount": 150, "Q2 Amount": 50}, [("1", 15000), ("2", 5000)]),
            ({"Q1": 150, "Q2": "", "Q3": 0, "Q4": "-", "Q5": 50}, [("1", 15000), ("5", 5000)]),
            ({"Total Paid": 200, "Q1": "", "Q2": ""}, [("", 20000)]),
            ({"Total Paid": 0, "Q1": 0}, []),
            ({"Amount": ""}, []),
        ],
    )
    def test_is_one_sum_or_the_parts_that_make_it(
        self, cells: dict[str, Cell], sums: list[tuple[str, int]]
    ) -> None:
        assert paid(cells) == sums

    def test_is_read_in_the_currencys_own_units(self) -> None:
        assert paid({"Amount": 200}, "JPY") == [("", 200)]

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"Amount": 100, "Total Paid": 90}, "Amount says $100.00 and Total Paid says $90.00."),
            (
                {"Total Paid": 200, "Q1 Amount": 100, "Q2 Amount": 50},
                "Q1 Amount $100.00 and Q2 Amount $50.00 make $150.00, but Total Paid says $200.00.",
            ),
            ({"Total Paid": 200, "Q1": 0}, "Q1 $0.00 make $0.00, but Total Paid says $200.00."),
        ],
    )
    def test_is_not_guessed_where_the_sums_differ(self, cells: dict[str, Cell], words: str) -> None:
        with pytest.raises(Invalid) as refusal:
            paid(cells)
        assert refusal.value.message == words

    def test_is_not_guessed_where_a_part_cannot_be_read(self) -> None:
        with pytest.raises(Invalid, match="Q2 Amount is “soon”"):
            paid({"Q1 Amount": 1, "Q2 Amount": "soon"})

    def test_leaves_out_parts_that_their_own_status_says_are_not_paid(self) -> None:
        cells: dict[str, Cell] = {"Q1": 100, "Q1 Status": "Paid", "Q2": 100, "Q2 Status": "Pending"}
        assert paid(cells) == [("1", 10000)]
        with pytest.raises(Invalid, match="“Q2 Status”"):
            paid(cells | {"Q2 Status": "see Bob"})

    def test_is_not_guessed_where_a_parts_own_status_says_something_else(self) -> None:
        cells: dict[str, Cell] = {"Q1": 100, "Q1 Status": "see Bob"}
        with pytest.raises(Invalid) as refusal:
            paid(cells, before=(100, "Paid"))
        assert refusal.value.message == "Q1 Status says “see Bob”."

    def test_is_not_counted_where_a_parts_own_status_is_empty_and_others_say_paid(self) -> None:
        cells: dict[str, Cell] = {"Q1": 100, "Q1 Status": "", "Q2": 50}
        assert paid(cells, before=(100, "Paid", 50)) == [("2", 5000)]
        assert paid(cells, before=(100, "Refunded", 50)) == [("1", 10000), ("2", 5000)]

    def test_is_said_in_the_currency_of_the_file(self) -> None:
        with pytest.raises(Invalid) as refusal:
            paid({"Amount": 100, "Total Paid": 90}, "GBP")
        assert refusal.value.message == "Amount says £100.00 and Total Paid says £90.00."
        with pytest.raises(Invalid) as refusal:
            paid({"Total Paid": 200, "Q1": 100, "Q2": 50}, "GBP")
        assert refusal.value.message == "Q1 £100.00 and Q2 £50.00 make £150.00, but Total Paid says £200.00."

    def test_is_quoted_in_short_where_a_status_says_something_else(self) -> None:
        with pytest.raises(Invalid) as refusal:
            paid({"Q1": 100, "Q1 Status": "see Bob" + "b" * 60}, before=(100, "Paid"))
        assert refusal.value.message == f"Q1 Status says “see Bob{'b' * 33}”."
