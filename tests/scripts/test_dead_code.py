"""Whether the product holds what nothing of it uses."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "scripts" / "dead_code.py"
CODE = """
UNUSED_WORD = 1
USED_WORD = 2


class Shown:
    field: int

    @property
    def on_a_page(self):
        return USED_WORD

    @property
    def on_no_page(self):
        return 1


class ShownForm:
    def validate_name(self):
        return Shown()


@blueprint.get("/page")
def page():
    return ShownForm()


def for_tests_alone():
    return 1
"""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What the script finds in a small product, by name."""
    files = {
        "sigma_finance/routes.py": CODE,
        "sigma_finance/templates/page.html": "<p>on_no_page {{ one.on_a_page }}</p>",
        "sandbox/templates/page.html": "",
        "scripts/run.py": "",
        "bench/run.py": "",
        "migrations/env.py": "",
        "gunicorn.conf.py": "",
        "tests/test_routes.py": "from sigma_finance.routes import for_tests_alone\n\nfor_tests_alone()\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    script: dict[str, Any] = runpy.run_path(str(SCRIPT))
    for name, value in {"ROOT": tmp_path, "JUDGED": tmp_path / "sigma_finance"}.items():
        monkeypatch.setitem(script["dead"].__globals__, name, value)
    return {item.name for item in script["dead"]() if not script["_is_expected"](item)}


def test_what_the_tests_alone_use_is_dead(found: set[str]) -> None:
    assert found == {"for_tests_alone", "on_no_page", "UNUSED_WORD"}
