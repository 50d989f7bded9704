"""Addresses on this site that a browser may be led to."""

from __future__ import annotations

import unicodedata


def own_path(address: str | None) -> str | None:
    """``address`` itself if it is a path of this site, else None.

    Browsers read a backslash as a slash and drop tabs and line breaks, so ``/\\\\host`` and ``/<tab>/host`` lead away.
    """
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if any(unicodedata.category(character).startswith("C") or character.isspace() for character in address):
        return None
    return address
