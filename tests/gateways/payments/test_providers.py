"""The provider of payments stands behind one port, which holds no vendor's name."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import sigma_finance
from sigma_finance.gateways.payments.port import Provider
from sigma_finance.gateways.payments.providers import provider

PACKAGE = Path(sigma_finance.__file__).parent
VENDORS = "sigma_finance.gateways.payments.stripe"
QUESTIONS = sorted(name for name in dir(Provider) if not name.startswith("_"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, and everything that it imports from one, by full name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


class TestTheProvider:
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_answers_what_the_port_asks_in_the_ports_words(self, question: str) -> None:
        asked = inspect.signature(getattr(Provider, question), eval_str=False)
        answered = inspect.signature(getattr(provider(), question), eval_str=False)
        assert list(asked.parameters)[1:] == list(answered.parameters)

    def test_is_named_by_one_module_alone(self) -> None:
        naming = {
            path.relative_to(PACKAGE).as_posix()
            for path in PACKAGE.rglob("*.py")
            if not path.is_relative_to(PACKAGE / "gateways/payments/stripe")
            and any(name.startswith(VENDORS) for name in imported(path))
        }
        assert naming == {"gateways/payments/providers.py"}

    def test_is_not_named_by_the_port(self) -> None:
        for module in ("port.py", "types.py"):
            assert not any("stripe" in name for name in imported(PACKAGE / "gateways/payments" / module))
