"""Words that the books keep and a page shows."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """Words with a label each: of ``NAME = "kept_word"`` it is *Kept word*; a second word is it."""

    label: str
    _value_: str

    def __new__(cls, kept: str, shown: str = "") -> Self:
        """A member; ``shown`` is its label where the word itself isn't."""
        member = str.__new__(cls, kept)
        member._value_ = kept
        member.label = shown or kept.replace("_", " ").capitalize()
        return member
