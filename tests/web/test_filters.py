"""Values as pages show them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from markupsafe import Markup

from sigma_finance.web import filters


class TestShowingMoney:
    def test_puts_the_currency_in_front(self) -> None:
        assert filters.money(120_000, "USD") == "$1,200.00"

    def test_writes_a_true_minus(self) -> None:
        assert filters.money(-500, "USD") == "\N{MINUS SIGN}$5.00"
        assert filters.amount(-500, "USD") == "\N{MINUS SIGN}5.00"

    def test_leaves_the_currency_to_the_column(self) -> None:
        assert filters.amount(120_000, "USD") == "1,200.00"

    def test_has_no_decimals_where_the_currency_has_none(self) -> None:
        assert filters.amount(1200, "JPY") == "1,200"


class TestShowingDates:
    def test_writes_the_month_out(self) -> None:
        assert filters.long_date(date(2026, 12, 31)) == "December 31, 2026"

    def test_is_short_in_tables(self) -> None:
        assert filters.short_date(date(2026, 12, 31)) == "Dec 31, 2026"

    def test_shows_a_moment_as_the_chapters_clock_did(self) -> None:
        new_year_in_london = datetime(2027, 1, 1, 2, 5, tzinfo=UTC)
        assert filters.datetime_in(new_year_in_london, "America/New_York") == "December 31, 2026 at 9:05 PM"

    def test_gives_machines_the_iso_form(self) -> None:
        assert filters.iso(date(2026, 12, 31)) == "2026-12-31"


class TestTheCellsOfARow:
    HEADS = (
        '<th scope="col">Member</th>',
        '<th scope="col" class="num">Amount <span class="unit">USD</span></th>',
        '<th scope="col" class="num"><a href="?sort=owes">Owes<svg></svg></a> <span class="unit">USD</span></th>',
    )

    def test_name_the_unit_of_their_column(self) -> None:
        cells = Markup(
            '<td data-label="Member">A</td><td data-label="Amount">1</td><td data-label="Owes">2</td>'
        )
        named = filters.in_units(cells, self.HEADS)
        assert 'data-label="Member"' in named
        assert 'data-label="Amount, USD"' in named
        assert 'data-label="Owes, USD"' in named
