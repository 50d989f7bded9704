"""Which faults are drawn where a database is needed, and which tests are asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = [f"sigma_finance.services.books.ledger.x_post__mutmut_{number}" for number in range(50)]


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    monkeypatch.delitem(sys.modules, "_sampled", raising=False)


class TestASample:
    def test_is_the_same_for_the_same_number_and_each_beginning_of_it_is_one(self) -> None:
        import _sampled

        drawn = _sampled.draw(NAMES, 20, 9)
        assert drawn == _sampled.draw(NAMES[::-1], 20, 9)
        assert drawn[:5] == _sampled.draw(NAMES, 20, 9)[:5] != sorted(NAMES)[:5]
        assert len(set(drawn)) == 20
        assert drawn != _sampled.draw(NAMES, 20, 10)

    def test_is_all_where_there_are_no_more(self) -> None:
        import _sampled

        assert sorted(_sampled.draw(NAMES, 300, 9)) == sorted(NAMES)

    def test_is_asked_the_tests_at_its_modules_own_path(self) -> None:
        import _sampled

        module = _sampled.module_of(NAMES[0])
        assert module == "services/books/ledger"
        assert module in _sampled.modules()
        assert _sampled.tests_of(module) == [
            "tests/services/books/test_ledger.py",
            "tests/services/books/test_ledger_properties.py",
        ]
