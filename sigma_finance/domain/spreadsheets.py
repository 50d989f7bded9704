"""Text on its way into a spreadsheet."""

from __future__ import annotations


def plain_cell(text: str) -> str:
    """Text that a spreadsheet takes as text: one that would begin a formula gets an apostrophe in front."""
    return (
        f"'{text}" if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r") and text.strip(" ") else text
    )
