"""A chapter's accent, whatever colour it is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sigma_finance.domain import colours
from sigma_finance.domain.errors import Invalid
from tests.static.contrasts import PAIRS, contrast, themes

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


class TestAnAccent:
    @given(COLOURS)
    @example("#ffffff")
    @example("#000000")
    @example("#ffd700")
    @example("#00ff00")
    @example("#0000ff")
    def test_can_be_read_in_both_themes_like_the_products_own(self, colour: str) -> None:
        for theme, shades in (("light", colours.by_day(colour)), ("dark", colours.by_night(colour))):
            tokens = themes()[theme] | {name.replace("_", "-"): shade for name, shade in vars(shades).items()}
            for ink, ground, least in PAIRS:
                assert contrast(tokens[ink], tokens[ground]) >= least, (theme, ink, ground, shades)

    @given(COLOURS)
    def test_carries_text_that_can_be_read(self, colour: str) -> None:
        assert contrast(colours.text_on(colour), colour) >= 4.5

    @pytest.mark.parametrize(
        ("colour", "day", "night"),
        [
            ("#ffd700", "#8a7400 #756300 #806c00 #f3f1e6", "#8a7400 #756300 #b9ac66 #313121"),
            ("#1d4ed8", "#1d4ed8 #1942b8 #1d4ed8 #e8edfb", "#315edc #2a50bb #839eea #1a2c58"),
            ("#00ff00", "#008700 #007300 #007e00 #e6f3e6", "#008700 #007300 #66b766 #0e3621"),
            ("#7f1d1d", "#7f1d1d #6c1919 #7f1d1d #f2e8e8", "#9e5353 #864747 #c59898 #362936"),
            ("#000000", "#000000 #000000 #000000 #e6e6e6", "#696969 #595959 #a5a5a5 #282e3b"),
        ],
    )
    def test_stays_as_near_as_can_be_read(self, colour: str, day: str, night: str) -> None:
        assert " ".join(vars(colours.by_day(colour)).values()) == day
        assert " ".join(vars(colours.by_night(colour)).values()) == night

    @pytest.mark.parametrize(
        ("one", "other", "ratio"),
        [
            ("#ffffff", "#000000", 21.0),
            ("#767676", "#ffffff", 4.5422),
            ("#0a0a0a", "#000000", 1.0607),
            ("#123456", "#123456", 1.0),
        ],
    )
    def test_is_measured_as_the_standard_does(self, one: str, other: str, ratio: float) -> None:
        measured = (colours.contrast(one, other), colours.contrast(other, one))
        assert measured == pytest.approx((ratio, ratio), abs=0.0001)

    def test_that_is_dark_enough_stays_what_it_is(self) -> None:
        assert colours.by_day("#7f1d1d").accent == "#7f1d1d"

    @pytest.mark.parametrize("odd", ["", "red", "#fff", "#12345g", "#1d4ed8;}", "１２３４５６７"])
    def test_has_to_be_a_colour(self, odd: str) -> None:
        with pytest.raises(Invalid) as refusal:
            colours.clean_colour(odd)
        assert refusal.value.message == "Choose a colour, or type it such as #1d4ed8."
        assert refusal.value.field == "accent"
        with pytest.raises(Invalid) as refusal:
            colours.clean_colour(odd, field="tint")
        assert refusal.value.field == "tint"

    def test_is_kept_in_one_form(self) -> None:
        assert colours.clean_colour(" #1D4ED8\n") == "#1d4ed8"

    @pytest.mark.parametrize("odd", ["red", "#fff", "", None, 7])
    def test_that_was_kept_and_is_none_gives_way_to_the_products_own(self, odd: object) -> None:
        assert colours.safe(odd) == colours.DEFAULT

    def test_that_was_kept_is_used(self) -> None:
        assert colours.safe("#7f1d1d") == "#7f1d1d"
