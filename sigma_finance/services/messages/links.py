"""Links in messages: what leads to a page of a chapter names it, since the reader may belong to several."""

from __future__ import annotations

from typing import Any

from sigma_finance.extensions import setting


def in_chapter(slug: str, context: dict[str, Any]) -> dict[str, Any]:
    """The same facts, with the chapter in each address of a page of ours that is of a chapter."""
    return {
        fact: _in_chapter(slug, value) if fact.endswith("_url") and isinstance(value, str) else value
        for fact, value in context.items()
    }


def page(slug: str, path: str) -> str:
    """The whole address of a page of a chapter."""
    return f"{setting('BASE_URL')}/c/{slug}{path}"


def _in_chapter(slug: str, address: str) -> str:
    base = setting("BASE_URL")
    path = address.removeprefix(base)
    is_ours = path != address and path.startswith("/")
    return page(slug, path) if is_ours and _first_part(path) in setting("CHAPTER_PAGES") else address


def _first_part(path: str) -> str:
    return path.partition("?")[0].partition("#")[0].split("/")[1]
