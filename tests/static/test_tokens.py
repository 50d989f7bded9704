"""Every pair of colours that pages put together is readable, in light and in dark (WCAG 2.2 AA)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.static.contrasts import PAIRS, TOKENS, colours, contrast, themes


class TestContrast:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
    def test_is_enough(self, theme: str, ink: str, ground: str, least: Fraction) -> None:
        tokens = themes()[theme]
        assert contrast(tokens[ink], tokens[ground]) >= least

    def test_is_computed_as_the_standard_does(self) -> None:
        assert contrast("#000000", "#ffffff") == 21

    def test_has_a_dark_colour_for_every_light_one(self) -> None:
        light, _, dark = TOKENS.read_text(encoding="utf-8").partition("@custom-variant dark")
        assert set(colours(light)) - set(colours(dark)) == {"on-accent"}
