"""A chapter's accent: only a colour gets into a page or an e-mail, and what is written on it can be read.

Contrast is WCAG 2.2's: 4.5 to 1 for text, 3 to 1 for edges.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sigma_finance.domain.errors import Invalid

DEFAULT = "#1d4ed8"
LIGHT, DARK, BLACK = "#ffffff", "#0f172a", "#000000"
TEXT, EDGE = 4.5, 3.0
#: A little more than the standard asks, since colours are rounded.
_TEXT, _EDGE = TEXT + 0.05, EDGE + 0.05

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: sRGB's share of brightness per channel, WCAG 2.2 (relative luminance).
_SHARES = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True)
class Ground:
    """What the accent stands on in a theme, as the style sheet's tokens have it."""

    lightest: str
    darkest: str
    #: How much of the accent its softest shade holds: so little that all that is written there can be read.
    tint: float


_BY_DAY = Ground("#ffffff", "#f6f8fb", 0.1)
_BY_NIGHT = Ground("#131b2c", "#090e19", 0.25)


@dataclass(frozen=True)
class Shades:
    """The accent's colours in a theme, by the names of the style sheet's tokens."""

    accent: str
    accent_strong: str
    accent_ink: str
    accent_soft: str


def clean_colour(text: str, *, field: str = "accent") -> str:
    """A colour in the one form that we keep; raises Invalid."""
    typed = text.strip().lower()
    if not _COLOUR.fullmatch(typed):
        raise Invalid("Choose a colour, or type it such as #1d4ed8.", field=field)
    return typed


def safe(colour: object) -> str:
    """The colour if it is one (``#1d4ed8``), else the product's own."""
    return colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else DEFAULT


def text_on(colour: str) -> str:
    """White where that reads on ``colour``, else near-black, else black: one of them always does."""
    return next(text for text in (LIGHT, DARK, BLACK) if contrast(text, colour) >= TEXT)


def by_day(colour: str) -> Shades:
    """The shades of an accent on a light ground: dark enough to carry white text."""
    fill = _towards(colour, BLACK, lambda c: contrast(LIGHT, c) >= _TEXT)
    soft = _mixed(_BY_DAY.lightest, fill, _BY_DAY.tint)
    return Shades(
        accent=fill,
        accent_strong=_mixed(fill, BLACK, 0.15),
        accent_ink=_towards(fill, BLACK, lambda c: _reads(c, soft, _BY_DAY)),
        accent_soft=soft,
    )


def by_night(colour: str) -> Shades:
    """The shades of an accent on a dark ground: it carries white text, and still stands out from the ground."""
    fill = _towards(colour, BLACK, lambda c: contrast(LIGHT, c) >= _TEXT)
    fill = _towards(fill, LIGHT, lambda c: contrast(c, _BY_NIGHT.lightest) >= _EDGE)
    soft = _mixed(_BY_NIGHT.lightest, fill, _BY_NIGHT.tint)
    return Shades(
        accent=fill,
        accent_strong=_mixed(fill, BLACK, 0.15),
        accent_ink=_towards(_mixed(fill, LIGHT, 0.4), LIGHT, lambda c: _reads(c, soft, _BY_NIGHT)),
        accent_soft=soft,
    )


def contrast(one: str, other: str) -> float:
    """How well one colour reads on the other, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _reads(ink: str, soft: str, ground: Ground) -> bool:
    return all(contrast(ink, under) >= _TEXT for under in (soft, ground.lightest, ground.darkest))


def _towards(colour: str, end: str, enough: Callable[[str], bool]) -> str:
    """The colour mixed with as little of ``end`` as is enough."""
    mixes = (_mixed(colour, end, share / 100) for share in range(101))
    return next((mix for mix in mixes if enough(mix)), end)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one * (1 - share) + two * share):02x}" for one, two in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    return sum(
        share * _linear(channel / 255) for share, channel in zip(_SHARES, _channels(colour), strict=True)
    )


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    bent: float = ((channel + 0.055) / 1.055) ** 2.4
    return bent
