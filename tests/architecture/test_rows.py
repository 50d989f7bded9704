"""Rows are read by the names of their columns, never by position."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

QUERIES = Path(__file__).parents[2] / "sigma_finance" / "queries"


def by_position(source: str) -> Iterator[str]:
    """The calls of a class that spread something over its fields in their order."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and any(isinstance(argument, ast.Starred) for argument in node.args):
            name = ast.unparse(node.func).rpartition(".")[2].lstrip("_")
            if name[:1].isupper():
                yield ast.unparse(node)


class TestARow:
    def test_is_spread_over_no_class_by_position(self) -> None:
        found = {
            path.relative_to(QUERIES).as_posix(): calls
            for path in QUERIES.rglob("*.py")
            if (calls := list(by_position(path.read_text(encoding="utf-8"))))
        }
        assert found == {}

    def test_that_is_spread_is_seen(self) -> None:
        source = (
            "Line(*row)\nPair('a', *row[1:])\nqueries.Line(*row)\nselect(*columns)\nLine(**row)\nLine(row)"
        )
        assert list(by_position(source)) == ["Line(*row)", "Pair('a', *row[1:])", "queries.Line(*row)"]
