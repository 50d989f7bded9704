"""Every pair of colours that pages put together is readable, in light and in dark (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

import sigma_finance

TOKENS = Path(sigma_finance.__file__).parent / "static" / "src" / "tokens.css"
TEXT, SHAPE = Fraction(9, 2), Fraction(3)
GROUNDS = ("ground", "sunken", "raised")
TONES = ("good", "warn", "bad", "info", "quiet")

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent-ink", "bad") for ground in GROUNDS),
    *((tone, f"{tone}-soft", TEXT) for tone in TONES),
    *((ink, f"{tone}-soft", TEXT) for ink in ("ink", "ink-soft") for tone in (*TONES, "accent")),
    *(("on-accent", fill, TEXT) for fill in ("accent", "accent-strong", "danger", "danger-strong")),
    *((ink, "accent-soft", TEXT) for ink in ("accent-ink", "info")),
    *((edge, ground, SHAPE) for edge in ("control", "accent", "accent-ink") for ground in GROUNDS),
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--color-([a-z-]+): (#[0-9a-f]{6});", css))


def themes() -> dict[str, dict[str, str]]:
    light, _, dark = TOKENS.read_text(encoding="utf-8").partition("@custom-variant dark")
    return {"light": colours(light), "dark": colours(light) | colours(dark)}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


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
