"""The audit trail in sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method


def sentence(
    action: str,
    *,
    who: str,
    subject: str,
    details: Mapping[str, Any],
    members: Mapping[int, str],
    currency: str,
) -> str:
    """What a line of the trail says; ``members`` are the names of those whom its details name by id."""
    known = next((one for one in Action if one.value == action), None)
    if known is None:
        return f"{who}: {action}."
    words = dict.fromkeys(known.keys, "unknown")
    words |= {key: _word(key, value, members, currency) for key, value in details.items()}
    return known.sentence.format(who=who, subject=subject, **words)


def _word(key: str, value: Any, members: Mapping[int, str], currency: str) -> str:
    if key.endswith("_minor") and isinstance(value, int):
        return format_money(value, currency)
    if key == "member_id":
        return members.get(value, "nobody yet")
    if key == "receipt":
        return f", receipt {value}" if value else ""
    if key == "method" and value in list(Method):
        return Method(value).in_words
    if key.endswith("_on") and value:
        return long_date(date.fromisoformat(str(value)))
    if isinstance(value, (list, dict)):
        return ", ".join(str(one).replace("_", " ") for one in value)
    return str(value).replace("_", " ")
