"""The sheets of imports of earlier days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.imports.packing import LinePacker
from tests.migrations.earlier import fill, insert_into

AT = datetime(2026, 11, 30, tzinfo=UTC)
BEFORE, AFTER = "late_joiners", "sheets_of_imports"


def packed(*heads: dict[str, object]) -> bytes:
    packer = LinePacker()
    for head in heads:
        packer.add_head(head)
    packer.add_line([2, "Ada", "", "skipped", "No amount.", "", None])
    return packer.packed()


KEPT = {1: packed({"sheet": "Dues 2024"}), 2: packed({"sheet": ""}), 3: packed(), 4: LinePacker().packed()}


@pytest.fixture
def engine(empty_app: tuple[Flask, Engine]) -> Engine:
    """A database of before with an import of each kind of rows."""
    _, engine = empty_app
    upgrade(revision=BEFORE)
    fill(engine)
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["import_batches"])
        for number, decisions in KEPT.items():
            batch = {"id": number, "chapter_id": 1, "kind": "historical", "payments": 1}
            batch |= {"decisions": decisions}
            connection.execute(insert_into(tables.tables["import_batches"], batch, AT))
    return engine


class TestImportsOfEarlierDays:
    def test_say_their_sheet_where_their_rows_do(self, engine: Engine) -> None:
        upgrade(revision=AFTER)
        with across_chapters(), engine.connect() as connection:
            found = connection.execute(sa.text("SELECT id, sheet FROM import_batches ORDER BY id"))
            assert [tuple(row) for row in found] == [(1, "Dues 2024"), (2, ""), (3, ""), (4, "")]

    def test_keep_their_rows_on_the_way_back(self, engine: Engine) -> None:
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            found = connection.execute(sa.text("SELECT id, decisions FROM import_batches"))
            assert {number: bytes(decisions) for number, decisions in found} == KEPT
