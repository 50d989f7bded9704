"""The architecture's page names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:sigma_finance|sandbox|tests|scripts|docs)/[\w./]*)`")


def changes() -> list[tuple[str, str]]:
    """The rows of *Where would I change*: what, and the first file."""
    table = PAGE.partition("## Where would I change")[2]
    return re.findall(r"^\| (.+?) \| `(.+?)` \|$", table, re.MULTILINE)


class TestTheArchitecturesPage:
    def test_names_only_what_is_there(self) -> None:
        assert [path for path in PATH.findall(PAGE) if not (ROOT / path).exists()] == []

    def test_says_where_forty_changes_begin(self) -> None:
        assert len({what for what, _ in changes()}) == 40
        assert len({file for _, file in changes()}) == 40
