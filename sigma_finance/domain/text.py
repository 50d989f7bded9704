"""Text that people type: trimmed, bounded, and free of characters that no one can see."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from sigma_finance.domain.errors import Invalid

_JOINER = "\N{ZERO WIDTH JOINER}"
_SPACES = re.compile(r"[^\S\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
#: Marks that say how a character is drawn, and letters, marks and symbols that are drawn as nothing.
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]")


def clean_text(
    text: str, *, field: str, label: str, at_most: int, required: bool = True, lines: bool = False
) -> str:
    """Typed text, trimmed and normalised (NFC), on one line unless ``lines``; spaces of any kind are one space.

    Raises Invalid when it is empty, too long, or holds what no one can see: texts that differ look different.
    """
    typed = _SELECTORS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    cleaned = unicodedata.normalize("NFC", _SPACES.sub(" ", typed)).strip()
    if not lines and "\n" in cleaned:
        raise Invalid(f"{label} has to be on one line.", field=field)
    if _hides_something(cleaned):
        raise Invalid(f"{label} holds a character that cannot be shown. Type it again.", field=field)
    if required and not cleaned:
        raise Invalid(f"{label} is needed.", field=field)
    if len(cleaned) > at_most:
        raise Invalid(f"{label} can have at most {at_most} characters; this has {len(cleaned)}.", field=field)
    return cleaned


def _hides_something(text: str) -> bool:
    """Whether a character is not drawn; a joiner is none between two pictures, where it makes one of them."""
    return _BLANK.search(text) is not None or any(
        unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
        and c != "\n"
        and not (c == _JOINER and _is_picture(text[i - 1 : i]) and _is_picture(text[i + 1 : i + 2]))
        for i, c in enumerate(text)
    )


def _is_picture(character: str) -> bool:
    return character != "" and unicodedata.category(character) in ("So", "Sk")


_NO_ADDRESS = "Enter an e-mail address such as name@example.org."


def clean_email(text: str, *, field: str = "email") -> str:
    """An e-mail address in the one form that we keep, compare and count by; raises Invalid with a sentence.

    That is NFKC, so that full-width letters are the letters that they stand for, lower case, and a domain in its own
    letters without the dot that may end it.
    """
    typed = _folded(text)
    if len(typed) > 254 or any(unicodedata.category(c) in ("Cc", "Cf") for c in typed):
        raise Invalid(_NO_ADDRESS, field=field)
    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid(_NO_ADDRESS, field=field) from error


def normal_email(text: str) -> str:
    """The form by which whatever was typed for an address is counted; what is none has one, too."""
    try:
        return clean_email(text)
    except Invalid:
        return _folded(text).lower()


def _folded(text: str) -> str:
    typed = unicodedata.normalize("NFKC", text).strip()
    return typed.rstrip(".\N{IDEOGRAPHIC FULL STOP}") if "@" in typed else typed


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def clean_slug(text: str) -> str:
    """A chapter's short name for addresses: lower-case letters, digits and single hyphens."""
    typed = text.strip().lower()
    if not _SLUG.fullmatch(typed) or len(typed) > 40:
        raise Invalid("A short name has lower-case letters, digits and hyphens, at most 40.", field="slug")
    return typed
