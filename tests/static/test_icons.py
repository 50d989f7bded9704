"""The icons in the project are those that its pages use."""

from __future__ import annotations

import re
from pathlib import Path

import sigma_finance
from sigma_finance.web.assets import ICONS

PACKAGE = Path(sigma_finance.__file__).parent
WORD = re.compile(r"[\"']([a-z][a-z0-9-]*)[\"']")


def words_in_quotes() -> set[str]:
    """Every quoted word of the templates and of the modules that feed them: a superset of the icons named."""
    sources = [
        *(PACKAGE / "templates").rglob("*.html"),
        *(PACKAGE / "routes").rglob("*.py"),
        *(PACKAGE / "web").rglob("*.py"),
    ]
    return {word for source in sources for word in WORD.findall(source.read_text(encoding="utf-8"))}


class TestTheIcons:
    def test_are_all_used(self) -> None:
        kept = {path.stem for path in ICONS.glob("*.svg")}
        assert kept - words_in_quotes() == set()
