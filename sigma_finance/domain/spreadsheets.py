"""Text on its way into a spreadsheet."""

from __future__ import annotations

import unicodedata

_SIGNS = ("=", "+", "-", "@")
_GAPS = ("\t", "\r", "\n")


def plain_cell(text: str) -> str:
    """Text that a spreadsheet takes as text: one that would begin a formula gets an apostrophe in front.

    Full-width signs such as ``＝`` begin one too, where a spreadsheet takes them for the plain ones.
    """
    begins = text.lstrip(" ")[:1] in _GAPS or unicodedata.normalize("NFKC", text.lstrip()[:1]) in _SIGNS
    return f"'{text}" if text.strip() and begins else text
