"""What makes two ways of writing the same words equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.tables import Cell, Flaw

_KEPT = 4_096
_BETWEEN = re.compile(r"[\W_]+")


def as_text(cell: Cell) -> str:
    """A cell's words on one line: normalised (NFC), without what no one can see, single spaces."""
    if isinstance(cell, Flaw):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = f"{cell:.0f}"
    text = unicodedata.normalize("NFC", str(cell))
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    return " ".join(text.split())


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""


@lru_cache(maxsize=_KEPT)
def name_key(name: str) -> tuple[str, ...]:
    """What two writings of one name share, whatever their case, accents, spacing, hyphens, and order."""
    return tuple(sorted(word for word in _BETWEEN.split(plain(name)) if word))


@lru_cache(maxsize=_KEPT)
def letters_and_digits(text: str) -> str:
    """Text as headings are compared: ``E-mail address`` and ``EMAIL_ADDRESS`` alike."""
    return "".join(character for character in plain(text) if character.isalnum())


_NOTHING_SAID = frozenset(("", "na", "none", "nil", "unknown", "nophone", "noemail", "tbd"))


def said(cell: Cell) -> str:
    """A cell's words, "" where they only fill the place: *N/A*, *none*, a dash."""
    text = as_text(cell)
    return "" if letters_and_digits(text) in _NOTHING_SAID else text
