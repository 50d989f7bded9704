"""Money as people type it, read it, and split it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import (
    check_bounds,
    currency_symbol,
    format_amount,
    format_money,
    limit_minor,
    parse_amount,
    plain_amount,
    precision,
    signs,
    split,
)


class TestReadingAnAmount:
    @pytest.mark.parametrize(
        ("typed", "minor"),
        [("200", 20000), ("200.00", 20000), (" 0.01 ", 1), ("999999.99", 99999999), ("007", 700)],
    )
    def test_takes_digits_with_cents_or_without(self, typed: str, minor: int) -> None:
        assert parse_amount(typed, "USD") == minor

    @pytest.mark.parametrize(
        ("typed", "minor"),
        [
            ("$20", 2000),
            ("$ 20", 2000),
            ("USD 20", 2000),
            ("20 USD", 2000),
            ("1,000.50USD", 100_050),
            ("1,000", 100_000),
            ("1,000.00", 100_000),
            ("$999,999.99", 99_999_999),
            ("12.5", 1250),
            ("20.", 2000),
        ],
    )
    def test_takes_it_as_people_type_it(self, typed: str, minor: int) -> None:
        assert parse_amount(typed, "USD") == minor

    @pytest.mark.parametrize(
        ("typed", "currency"), [("CA$5", "CAD"), ("$5", "CAD"), ("€5", "EUR"), ("KES 5", "KES")]
    )
    def test_takes_the_currencys_own_sign(self, typed: str, currency: str) -> None:
        assert parse_amount(typed, currency) == 500

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "0",
            "0.00",
            "-5",
            "+5",
            "1e309",
            "NaN",
            "Infinity",
            "1e3",
            "12.345",
            "1,20.00",
            "1,2000",
            "12,50",
            "0,001",
            "1,000,",
            ",100",
            "$",
            "$$5",
            "5$",
            "5 EUR",
            "$5 USD",
            "USD 5 USD",
            "5 usd",
            "€5",
            "$-5",
            "1_000",
            "1.000.00",
        ],
    )
    def test_refuses_everything_else_with_a_sentence_at_the_field(self, typed: str) -> None:
        with pytest.raises(Invalid) as refusal:
            parse_amount(typed, "USD")
        assert refusal.value.field == "amount"
        assert refusal.value.message.endswith(".")

    @pytest.mark.parametrize(
        "typed", ["١٢٣", "１２", "5 0", "0x10", "1000000", "5\x00", "5\n", ".5", "$\u00a05", "1\u202f000"]
    )
    def test_refuses_other_digits_and_stray_characters(self, typed: str) -> None:
        with pytest.raises(Invalid):
            parse_amount(typed, "USD")

    def test_knows_a_currency_without_cents(self) -> None:
        assert parse_amount("1200", "JPY") == 1200
        with pytest.raises(Invalid):
            parse_amount("1200.50", "JPY")

    @pytest.mark.parametrize(
        ("typed", "currency", "minor"),
        [
            ("1200000", "VND", 1_200_000),
            ("999999999", "KRW", 999_999_999),
            ("1200000", "IDR", 120_000_000),
            ("9999999.99", "NGN", 999_999_999),
        ],
    )
    def test_takes_what_is_an_everyday_sum_in_a_currency(self, typed: str, currency: str, minor: int) -> None:
        assert parse_amount(typed, currency) == check_bounds(minor, currency) == minor

    @pytest.mark.parametrize(
        ("typed", "currency", "limit"),
        [
            ("1000000", "USD", "1,000,000"),
            ("1000000000", "VND", "1,000,000,000"),
            ("10000000", "IDR", "10,000,000"),
            ("1000000000000000", "USD", "1,000,000"),
        ],
    )
    def test_says_below_what_an_amount_of_a_currency_stays(
        self, typed: str, currency: str, limit: str
    ) -> None:
        with pytest.raises(Invalid, match=rf"^Enter an amount below {limit}\.$"):
            parse_amount(typed, currency)
        with pytest.raises(Invalid, match=rf"^Enter an amount below {limit}\.$") as refusal:
            check_bounds(int(typed) * 10 ** precision(currency), currency, field="fine")
        assert refusal.value.field == "fine"

    @pytest.mark.parametrize(("minor", "zero"), [(0, False), (-1, False), (-1, True)])
    def test_is_above_zero(self, minor: int, zero: bool) -> None:
        with pytest.raises(Invalid, match=r"^Enter an amount above zero\.$") as refusal:
            check_bounds(minor, "USD", zero=zero)
        assert refusal.value.field == "amount"
        with pytest.raises(Invalid) as refusal:
            check_bounds(minor, "USD", field="fine", zero=zero)
        assert refusal.value.field == "fine"

    @pytest.mark.parametrize(
        ("typed", "currency", "message"),
        [
            ("", "USD", "Enter an amount, such as 200.00."),
            ("", "JPY", "Enter an amount, such as 200."),
            ("-5", "USD", "Enter an amount above zero."),
            ("9" * 16, "IDR", "Enter an amount below 10,000,000."),
            ("X5", "USD", "Enter the amount in digits only, such as 200.00."),
            ("five", "USD", "Enter the amount in digits only, such as 200.00."),
            ("5.5", "JPY", "Enter the amount in digits only, such as 200."),
            ("9" * 16 + ".5", "USD", "Enter an amount below 1,000,000."),
            ("x" + "9" * 16, "USD", "Enter the amount in digits only, such as 200.00."),
        ],
    )
    def test_says_how_to_type_it(self, typed: str, currency: str, message: str) -> None:
        with pytest.raises(Invalid) as refusal:
            parse_amount(typed, currency)
        assert (refusal.value.message, refusal.value.field) == (message, "amount")

    def test_is_read_in_dollars_where_no_currency_is_named(self) -> None:
        assert parse_amount("$12.34") == 1234
        with pytest.raises(Invalid):
            parse_amount("€12.34")

    def test_may_be_zero_where_that_means_none(self) -> None:
        assert parse_amount("0", zero=True) == 0

    def test_stays_below_what_buys_little_or_much(self) -> None:
        assert [limit_minor(one) for one in ("USD", "JPY", "IDR")] == [10**8, 10**9, 10**9]

    def test_has_signs_that_a_person_may_put_before_it(self) -> None:
        assert signs("CAD") == ("CA$", "$", "CAD")
        assert signs("USD") == ("$", "USD")

    def test_is_not_zero_unless_that_means_none(self) -> None:
        with pytest.raises(Invalid):
            check_bounds(0, "USD")

    def test_is_zero_where_that_means_none(self) -> None:
        assert check_bounds(0, "USD", zero=True) == 0

    @given(st.integers(1, 99_999_999), st.sampled_from(["USD", "JPY", "EUR", "VND", "IDR"]))
    def test_reads_back_what_it_writes(self, minor: int, currency: str) -> None:
        if minor:
            assert parse_amount(plain_amount(minor, currency), currency) == minor

    @given(
        st.integers(1, 99_999_999),
        st.sampled_from(["USD", "JPY", "EUR", "VND", "IDR"]),
        st.sampled_from(["", "sign", "sign "]),
    )
    def test_reads_back_what_it_shows(self, minor: int, currency: str, before: str) -> None:
        shown = before.replace("sign", currency_symbol(currency)) + format_amount(minor, currency)
        assert parse_amount(shown, currency) == minor

    @given(st.text(st.characters(codec="utf-8"), max_size=12) | st.from_regex(r"[$0-9.,eE+\- ]{1,12}"))
    def test_takes_nothing_but_digits_in_their_places(self, typed: str) -> None:
        try:
            minor = parse_amount(typed, "USD")
        except Invalid:
            return
        digits = typed.strip(" ").removeprefix("$").removeprefix("USD").removesuffix("USD").strip(" ")
        digits = digits.replace(",", "")
        assert digits.isascii()
        assert Decimal(digits) * 100 == minor > 0


class TestShowingAnAmount:
    def test_puts_the_sign_first_and_groups_thousands(self) -> None:
        assert format_money(120000) == "$1,200.00"
        assert format_money(-500) == "-$5.00"
        assert format_money(1200, "JPY") == "¥1,200"

    def test_leaves_the_currency_out_in_a_column(self) -> None:
        assert format_amount(-120050) == "-1,200.50"
        assert format_amount(1200, "JPY") == "1,200"

    def test_has_no_groups_in_forms_and_exports(self) -> None:
        shown = [plain_amount(minor) for minor in (123456, 5, 0, -5, -123456)]
        assert shown == ["1234.56", "0.05", "0.00", "-0.05", "-1234.56"]
        assert plain_amount(-1200, "JPY") == "-1200"

    def test_is_in_the_products_language_wherever_it_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("babel.numbers.LC_NUMERIC", "fr_CA")
        monkeypatch.setattr("babel.numbers.LC_MONETARY", "fr_CA")
        assert (format_money(123456), format_amount(123456)) == ("$1,234.56", "1,234.56")
        assert currency_symbol("CAD") == "CA$"


class TestSplitting:
    @given(st.integers(1, 10**9), st.integers(1, 500))
    def test_loses_no_cent_and_lets_the_first_parts_carry_the_odd_ones(self, total: int, parts: int) -> None:
        if total < parts:
            with pytest.raises(Invalid, match=r"^Each part needs at least one cent\.$") as refusal:
                split(total, parts)
            assert refusal.value.field == "parts"
            return
        amounts = split(total, parts)
        assert sum(amounts) == total
        assert len(amounts) == parts
        assert max(amounts) - min(amounts) <= 1
        assert amounts == sorted(amounts, reverse=True)

    @pytest.mark.parametrize("parts", [0, -1])
    def test_is_into_one_part_at_least(self, parts: int) -> None:
        with pytest.raises(Invalid):
            split(100, parts)

    def test_gives_as_many_cents_as_there_are_a_part_each(self) -> None:
        assert split(3, 3) == [1, 1, 1]
