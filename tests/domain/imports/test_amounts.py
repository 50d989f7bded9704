"""Amounts as people write them, read in one style throughout a file."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.amounts import (
    AmountEvidence,
    AmountReading,
    is_amount,
    most,
    read_amount,
    read_signed,
)
from sigma_finance.domain.imports.customs import AmountStyle, Customs, DateOrder
from sigma_finance.domain.imports.tables import Cell, Flaw, SignedNumber

AMERICAN = Customs(AmountStyle.POINT, DateOrder.MONTH_FIRST)

GERMAN = Customs(AmountStyle.COMMA)


def amount(cell: Cell, currency: str = "USD", style: AmountStyle = AmountStyle.POINT) -> int | None:
    return read_amount(cell, what="Amount", reading=AmountReading(currency, style))


def style(*cells: Cell, currency: str = "USD", customs: Customs = AMERICAN) -> AmountStyle | None:
    evidence = AmountEvidence(currency)
    for row, cell in enumerate(cells, 2):
        evidence.add(row, cell)
    return evidence.style(customs)


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
            ("20.", 2000),
            (".50", 50),
            ("USD 75.25", 7525),
            ("75.25 usd", 7525),
            ("US$200", 20000),
            ("$200 USD", 20000),
            ("200 dollars", 20000),
            ("1 200.00", 120000),
            ("1'200.00", 120000),
            ("\N{NO-BREAK SPACE}80\N{NO-BREAK SPACE}", 8000),
            ("0", 0),
        ],
    )
    def test_is_read_as_a_number_or_as_text(self, cell: Cell, minor: int) -> None:
        assert amount(cell) == minor

    @pytest.mark.parametrize("cell", [" $-   ", " -   ", "–", "—", "$ -", "--", "n/a", "N/A", "none", "nil"])
    def test_is_zero_where_the_cell_says_nothing_in_a_word_or_a_sign(self, cell: Cell) -> None:
        assert amount(cell) == 0

    @pytest.mark.parametrize("cell", ["", "   ", "\t"])
    def test_is_none_where_the_cell_is_empty(self, cell: Cell) -> None:
        assert amount(cell) is None

    @pytest.mark.parametrize(
        "cell",
        [
            "pending",
            "1.200,00",
            "1,20",
            "12,00.00",
            "1_000",
            "٥٠",
            "２０",
            "€20",
            "20 euros",
            "KSh 200",
            "1e3",
            "NaN",
            "20.005",
            200.005,
            33.3333333333,
            -5,
            "-5",
            "5-",
            "-$5",
            "$(5.00)",
            "($100.00)",
            "1000000",
            1e309,
            1_000_000,
            True,
            date(2025, 1, 1),
            Flaw.ERROR,
            Flaw.UNCALCULATED,
            Flaw.QUOTE,
        ],
    )
    def test_is_refused_with_the_columns_name_where_it_is_not_certain(self, cell: Cell) -> None:
        with pytest.raises(Invalid) as refusal:
            amount(cell)
        assert refusal.value.message.startswith("Amount ")
        assert refusal.value.message.endswith((".", "again.", "cents."))

    def test_says_that_a_formula_was_never_calculated(self) -> None:
        with pytest.raises(Invalid, match="never calculated"):
            amount(Flaw.UNCALCULATED)

    @pytest.mark.parametrize(
        ("cell", "minor"),
        [
            ("200,00", 20000),
            ("1.200,00", 120000),
            ("€ 1.200", 120000),
            ("200,5 €", 20050),
            ("200,00 EUR", 20000),
            ("1 200,00", 120000),
            ("- €", 0),
        ],
    )
    def test_may_have_a_comma_before_its_cents(self, cell: str, minor: int) -> None:
        assert amount(cell, "EUR", AmountStyle.COMMA) == minor

    def test_of_the_other_style_is_refused_and_says_how_the_file_is_read(self) -> None:
        with pytest.raises(Invalid, match="a comma before the cents"):
            amount("1,200.00", "EUR", AmountStyle.COMMA)

    @pytest.mark.parametrize(
        "cell", ["KSh 200", "Ksh. 200", "KES 200", "200/=", "200/-", "200 shillings", "Kshs 200"]
    )
    def test_is_read_with_the_words_of_its_currency(self, cell: str) -> None:
        assert amount(cell, "KES") == 20000

    def test_has_as_many_decimals_as_its_currency(self) -> None:
        assert amount("¥1,200", "JPY") == 1200
        with pytest.raises(Invalid):
            amount("1200.50", "JPY")

    def test_is_bounded_by_its_currency(self) -> None:
        assert amount("1,200,000", "VND") == amount(1_200_000, "VND") == 1_200_000
        with pytest.raises(Invalid, match="below 1,000,000,000"):
            amount(1_000_000_000, "VND")

    def test_is_grouped_as_in_india_in_its_currency(self) -> None:
        assert amount("1,20,000.00", "INR") == 12_000_000
        with pytest.raises(Invalid):
            amount("1,20,000.00", "USD")


class TestTheStyleOfAFile:
    @pytest.mark.parametrize("customs", [AMERICAN, GERMAN, Customs()])
    def test_is_what_most_of_it_shows_whatever_is_usual(self, customs: Customs) -> None:
        assert style("200,00", "1.200,00", customs=customs) is AmountStyle.COMMA
        assert style("1,200.00", "200.00", customs=customs) is AmountStyle.POINT

    def test_is_asked_for_where_a_few_cells_show_what_is_not_usual(self) -> None:
        assert style("200", "150", "1,20") is None

    @pytest.mark.parametrize("cells", [("1.200",), ("1,200",)])
    def test_is_the_usual_one_where_a_mark_could_be_either(self, cells: tuple[str, ...]) -> None:
        assert style(*cells) is AmountStyle.POINT
        assert style(*cells, currency="EUR", customs=GERMAN) is AmountStyle.COMMA
        assert style(*cells, currency="EUR", customs=Customs()) is None

    def test_is_the_usual_one_where_cells_contradict_each_other(self) -> None:
        assert style("200,00", "1,200.00") is AmountStyle.POINT
        assert style("200,00", "1,200.00", customs=Customs()) is None

    def test_makes_no_difference_where_nothing_is_marked(self) -> None:
        assert style("200", 150, "", customs=Customs()) is AmountStyle.POINT

    def test_says_which_row_shows_it(self) -> None:
        evidence = AmountEvidence("USD")
        for row, cell in enumerate(("200", "200,00"), 2):
            evidence.add(row, cell)
        assert evidence.reason(AmountStyle.COMMA) == "row 3 shows it"


def test_an_amount_is_told_from_other_words_in_either_style() -> None:
    assert [is_amount(text, "USD") for text in ("200", " $1,200.00 ", "1.200,00")] == [True] * 3
    assert [is_amount(text, "USD") for text in ("", " ", "soon", "€20", "1/2/2025")] == [False] * 5


class TestTheReason:
    @pytest.mark.parametrize(
        ("cell", "currency", "said"),
        [
            (True, "USD", "Amount is “True”, which is no amount. Write it in digits, such as 200.00."),
            ("much", "USD", "Amount is “much”, which is no amount. Write it in digits, such as 200.00."),
            ("much", "JPY", "Amount is “much”, which is no amount. Write it in digits, such as 200."),
            (
                "m" * 41,
                "USD",
                f"Amount is “{'m' * 40}…”, which is no amount. Write it in digits, such as 200.00.",
            ),
            (
                "m" * 40,
                "USD",
                f"Amount is “{'m' * 40}”, which is no amount. Write it in digits, such as 200.00.",
            ),
            ("-5", "USD", "Amount is “-5”, below zero. Enter money that went back by hand."),
            (-5, "USD", "Amount is “-5”, below zero. Enter money that went back by hand."),
            (1000000, "USD", "Amount is “1000000”. Amounts are below 1,000,000."),
            ("1000000", "USD", "Amount is “1000000”. Amounts are below 1,000,000."),
            (0.001, "USD", "Amount is “0.001”, which has parts of a cent. Round it."),
        ],
    )
    def test_says_what_is_wrong_with_an_amount(self, cell: Cell, currency: str, said: str) -> None:
        with pytest.raises(Invalid) as refusal:
            amount(cell, currency)
        assert refusal.value.message == said

    def test_says_how_to_write_in_the_style_of_the_file(self) -> None:
        with pytest.raises(Invalid, match=r"Write it in digits, such as 200,00\.$"):
            amount("much", "EUR", AmountStyle.COMMA)

    def test_of_a_style_is_the_first_row_that_shows_it(self) -> None:
        found = AmountEvidence("USD")
        cells: tuple[Cell, ...] = ("1,200", "5.50", "6.50", 7, "")
        for row, cell in enumerate(cells, 2):
            found.add(row, cell)
        assert (found.texts, found.strong) == (4, 2)
        assert (found.shown_by, found.hinted_by) == ({AmountStyle.POINT: 3}, {AmountStyle.POINT: 2})
        assert found.reason(AmountStyle.POINT) == "row 3 shows it"
        assert found.reason(AmountStyle.COMMA) == "as where the chapter is"
        assert AmountEvidence("USD").reason(AmountStyle.COMMA) == ""

    def test_is_seen_through_the_words_of_the_currency(self) -> None:
        found = AmountEvidence("EUR")
        found.add(2, "€  5,50 EUR")
        assert found.shown_by == {AmountStyle.COMMA: 2}

    @pytest.mark.parametrize(("currency", "limit"), [("USD", 1_000_000), ("JPY", 1_000_000_000)])
    def test_says_below_what_amounts_are(self, currency: str, limit: int) -> None:
        assert most(currency) == limit
        assert isinstance(most(currency), int)


class TestASignedAmount:
    READING = AmountReading("USD")

    @pytest.mark.parametrize(
        ("cell", "minor"),
        [
            ("-45.50", -4550),
            ("45.50-", -4550),
            ("(45.50)", -4550),
            ("-$45.50", -4550),
            ("$-45.50", -4550),
            ("+45.50", 4550),
            ("45.50", 4550),
            ("−1,200.00", -120000),
            ("-", 0),
            ("", None),
            (-45.5, -4550),
            (45, 4500),
            (SignedNumber(-45.5, ("$",)), -4550),
            (SignedNumber(45.5, ("$",)), 4550),
        ],
    )
    def test_is_below_zero_where_its_sign_says_so(self, cell: Cell, minor: int | None) -> None:
        assert read_signed(cell, what="Amount", reading=self.READING) == minor

    @pytest.mark.parametrize(
        "cell", [True, date(2026, 1, 1), Flaw.ERROR, "12abc", SignedNumber(-5.0, ("%",))]
    )
    def test_is_refused_where_it_is_none(self, cell: Cell) -> None:
        with pytest.raises(Invalid):
            read_signed(cell, what="Amount", reading=self.READING)
