"""How a field is shown: which macro draws it, and the attributes by which its hint and error are read out with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateField, Field, RadioField

from sigma_finance.forms.fields import MoneyField


def field_kind(field: Field) -> str:
    """Which way of showing fits ``field``: choice (radio rows), check, date, money, or plain."""
    kinds = {RadioField: "choice", BooleanField: "check", DateField: "date", MoneyField: "money"}
    return next((kind for of, kind in kinds.items() if isinstance(field, of)), "plain")


def field_attributes(field: Field, hint: str, css_class: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """What the form macros put on the input of ``field``; ``extra`` is what the page adds or overrides."""
    shown = {"class": css_class, **extra}
    parts = [("hint", hint), ("error", field.errors)]
    described_by = [f"{field.id}-{part}" for part, there in parts if there]
    if described_by:
        shown["aria-describedby"] = " ".join(described_by)
    if field.errors:
        shown["aria-invalid"] = "true"
    return shown
