"""Numbers and references that people see."""

from __future__ import annotations

import secrets

#: No vowels, no look-alikes: nothing to misread aloud, no words by accident.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def receipt_number(prefix: str, year: int, number: int) -> str:
    """A receipt's number as printed: R-2026-0001."""
    return f"{prefix}-{year}-{number:04d}"


def new_reference(prefix: str = "P") -> str:
    """A fresh public reference that cannot be guessed, such as P-7KQ2…, about 95 bits."""
    return f"{prefix}-{_letters(20)}"


def new_invite_code() -> str:
    """A fresh invite code of about 76 bits, in groups that can be read aloud."""
    letters = _letters(16)
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _letters(count: int) -> str:
    """So many letters by chance, all from one draw: an import needs fifty thousand references."""
    drawn = secrets.randbelow(len(_ALPHABET) ** count)
    letters = []
    for _ in range(count):
        drawn, place = divmod(drawn, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def statement_suffix(slug: str) -> str:
    """What the payer reads on a card statement behind the account's own name, at most ten characters."""
    letters = "".join(c for c in slug.upper() if c.isascii() and c.isalnum())[:5]
    return f"{letters} DUES" if letters else "DUES"
