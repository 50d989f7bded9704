"""How each kind of e-mail reads: a subject, plain text and HTML from the same facts.

The wording is in ``templates/email``. A fact that a template names and the context lacks is an error, never a gap.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sigma_finance.domain import colours

KINDS = (
    "invite",
    "confirm_address",
    "existing_account",
    "receipt",
    "donation_receipt",
    "payer_receipt",
    "late_fee",
    "approval_asked",
    "approval_decided",
    "mail_stopped",
    "due_soon",
    "due_today",
    "past_due",
    "plan_agreed",
    "plan_proposed",
    "plan_ended",
    "plan_done",
    "weekly_note",
    "payment_declined",
    "bank_debit_processing",
    "bank_debit_failed",
    "payment_reported",
    "report_rejected",
    "reset_password",
    "password_was_reset",
    "password_changed",
    "confirm_new_address",
    "address_change_asked",
    "address_in_use",
    "second_factor_was_reset",
    "role_changed",
    "appointed",
    "handover_offered",
    "handover_declined",
    "handover_done",
    "autopay_on",
    "autopay_notice",
    "autopay_failed",
    "autopay_ended",
    "autopay_stopped",
    "unmatched_payment",
    "payment_reversed",
    "credit_paid_back",
    "dispute_opened",
)

_TEMPLATES = Path(__file__).parents[2] / "templates"
_LONGEST_SUBJECT = 200


class UnknownKind(LookupError):
    """No e-mail of this kind has been written."""


def render(kind: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message; raises UnknownKind, or jinja2's UndefinedError where a fact is missing."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    colour = colours.safe(context.get("accent"))
    facts = {**context, "accent": colour, "on_accent": colours.text_on(colour)}
    subject = _one_line(_fill(f"{kind}.subject.txt", facts))
    facts["subject"] = subject
    return subject, _paragraphs(_fill(f"{kind}.txt", facts)), _fill(f"{kind}.html", facts)


def subject(kind: str, context: dict[str, Any]) -> str:
    """The subject of a message alone; raises UnknownKind, or jinja2's UndefinedError where a fact is missing."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    return _one_line(_fill(f"{kind}.subject.txt", context))


def _fill(name: str, facts: dict[str, Any]) -> str:
    return _environment().get_template(f"email/{name}").render(facts)


def _paragraphs(text: str) -> str:
    """One empty line between paragraphs, however many the template's conditions left."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def _one_line(text: str) -> str:
    """Text fit for a header: names can hold anything, line breaks included."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(plain.split())[:_LONGEST_SUBJECT]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["zip"] = zip
    return environment
