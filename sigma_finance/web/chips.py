"""Filters that are on, as chips that take them off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for


class FilterChip(NamedTuple):
    """A filter that is on, and the address of the list without it."""

    word: str
    href: str


def chips(endpoint: str, asked: Mapping[str, str], words: Mapping[str, str]) -> list[FilterChip]:
    """A chip for each value of an address that ``words`` say what it filters by; an order has none."""
    return [FilterChip(words[name], _without(endpoint, name, asked)) for name in asked if name in words]


def _without(endpoint: str, name: str, asked: Mapping[str, str]) -> str:
    rest: dict[str, Any] = {other: value for other, value in asked.items() if other != name}
    return url_for(endpoint, **rest)
