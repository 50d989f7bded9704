"""A chapter's accent in e-mail: only a colour gets into the page, and what is written on it can be read."""

from __future__ import annotations

import re

DEFAULT = "#1d4ed8"
LIGHT, DARK = "#ffffff", "#0f172a"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
#: sRGB's share of brightness per channel, WCAG 2.2 (relative luminance).
_SHARES = (0.2126, 0.7152, 0.0722)
#: Where black and white text read equally well: (1.05 · 0.05)^½ − 0.05.
_MIDDLE = 0.179


def safe(colour: object) -> str:
    """The colour if it is one (``#1d4ed8``), else the product's own."""
    return colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else DEFAULT


def text_on(colour: str) -> str:
    """White or near-black, whichever reads better on ``colour``; at least 4.5 to 1 either way."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    luminance = sum(share * _linear(channel) for share, channel in zip(_SHARES, channels, strict=True))
    return DARK if luminance > _MIDDLE else LIGHT


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    bent: float = ((channel + 0.055) / 1.055) ** 2.4
    return bent
