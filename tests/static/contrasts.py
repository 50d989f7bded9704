"""Which colours meet on a page, and how far apart they are."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

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
