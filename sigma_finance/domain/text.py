"""Text that people type: trimmed, bounded, and free of characters that no one can see."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from sigma_finance.domain.errors import Invalid


def clean_text(text: str, *, field: str, label: str, at_most: int, required: bool = True) -> str:
    """One line of typed text, trimmed and normalised (NFC); raises Invalid when empty, too long or unprintable."""
    cleaned = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in cleaned):
        raise Invalid(f"{label} holds a character that cannot be shown. Type it again.", field=field)
    if required and not cleaned:
        raise Invalid(f"{label} is needed.", field=field)
    if len(cleaned) > at_most:
        raise Invalid(f"{label} can have at most {at_most} characters; this has {len(cleaned)}.", field=field)
    return cleaned


def clean_email(text: str, *, field: str = "email") -> str:
    """An e-mail address in the one form that we keep (lower case); raises Invalid with a sentence."""
    typed = text.strip()
    if len(typed) > 254 or any(unicodedata.category(c) == "Cc" for c in typed):
        raise Invalid("Enter an e-mail address such as name@example.org.", field=field)
    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid("Enter an e-mail address such as name@example.org.", field=field) from error


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def clean_slug(text: str) -> str:
    """A chapter's short name for addresses: lower-case letters, digits and single hyphens."""
    typed = text.strip().lower()
    if not _SLUG.fullmatch(typed) or len(typed) > 40:
        raise Invalid("A short name has lower-case letters, digits and hyphens, at most 40.", field="slug")
    return typed
