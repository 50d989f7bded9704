"""Telephone numbers as people write them."""

from __future__ import annotations

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.text import clean_text

#: What stands beside the digits, an extension included.
BESIDE = frozenset("+()-./ x#")
_DIGITS = frozenset("0123456789")


def clean_phone(text: str, *, field: str = "phone") -> str:
    """A telephone number as typed, with single spaces; raises Invalid for what cannot be one."""
    typed = " ".join(clean_text(text, field=field, label="Phone", at_most=32).split())
    digits = sum(character in _DIGITS for character in typed)
    if digits < 5 or any(c not in BESIDE | _DIGITS for c in typed):
        raise Invalid("Enter a telephone number in digits, such as +1 404 555 0123.", field=field)
    return typed
