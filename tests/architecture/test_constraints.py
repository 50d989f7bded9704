"""Every rule that the database keeps is tried: a row that breaks it stands in the tests of its model."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from sigma_finance.models import Base

TESTS = Path(__file__).parents[1] / "models"


def rules(table: Table) -> Iterator[str]:
    """The names of a table's checks and unique keys, apart from those that only let other rows point at it."""
    for one in table.constraints:
        if isinstance(one, CheckConstraint):
            yield str(one.name)
        if isinstance(one, UniqueConstraint) and "id" not in one.columns:
            yield str(one.name)
    yield from (str(index.name) for index in table.indexes if index.unique)


def tried() -> set[str]:
    """The words that the tests of models hold."""
    return {
        node.value
        for path in TESTS.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


class TestARuleOfTheDatabase:
    def test_is_tried_by_a_test_of_its_model(self) -> None:
        known = {name for table in Base.metadata.sorted_tables for name in rules(table)}
        assert "uq_approvals_waiting" in known
        assert sorted(known - tried()) == []
