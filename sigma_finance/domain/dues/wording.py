"""What stands open for a member as the facts of a message: sums and dates in words, section by section."""

from __future__ import annotations

from typing import Any

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.dues.reminders import Section, SectionKind, Statement
from sigma_finance.domain.money import format_money


def facts(told: Statement, currency: str, *, method: str = "") -> dict[str, Any]:
    """The facts from which ``templates/email/_standing.jinja`` says it; what does not apply is empty.

    ``method`` is what autopay charges.
    """
    past, today = told.find(SectionKind.PAST_DUE), told.find(SectionKind.DUE_TODAY)
    soon = told.find(SectionKind.DUE_BY)
    oldest = _oldest(past, currency)
    return {
        "past_due": format_money(past.sum_minor, currency) if past else "",
        "since": long_date(past.parts[0].due_on) if past else "",
        "oldest": oldest,
        "due_today": format_money(today.sum_minor, currency) if today else "",
        "due_soon": format_money(soon.sum_minor, currency) if soon else "",
        "due_on": long_date(soon.on) if soon else "",
        "sections": [_section(one, currency, method) for one in told.sections],
    }


def _oldest(past: Section | None, currency: str) -> str:
    """How much of what is past due is so since the date that is named; empty where it is all of it."""
    if past is None:
        return ""
    since = past.parts[0].due_on
    oldest_minor = sum(part.open_minor for part in past.parts if part.due_on == since)
    return "" if oldest_minor == past.sum_minor else format_money(oldest_minor, currency)


def _section(section: Section, currency: str, method: str) -> dict[str, Any]:
    is_old = section.kind is SectionKind.PAST_DUE
    return {
        "kind": section.kind.value,
        "on": long_date(section.on),
        "sum": format_money(section.sum_minor, currency),
        "method": method if section.kind is SectionKind.AUTOPAY else "",
        "parts": [
            [
                f"{part.description}, due {long_date(part.due_on)}" if is_old else part.description,
                format_money(part.open_minor, currency),
            ]
            for part in section.parts
        ],
    }
