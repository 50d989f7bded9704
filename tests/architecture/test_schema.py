"""The schema: one migration, the same on both databases, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, create_engine, inspect

from sigma_finance.app import create_app
from sigma_finance.models import Base
from tests.harness.schemas import SchemaConfig, empty_app, fresh_database
from tests.harness.servers import Servers

__all__ = ["empty_app"]


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with their columns, indexes and constraints, in words that both databases share."""
    found = inspect(engine)
    return {
        table: {
            "columns": sorted((column["name"], column["nullable"]) for column in found.get_columns(table)),
            "indexes": sorted(
                (str(index["name"]), tuple(index["column_names"]), bool(index["unique"]))
                for index in found.get_indexes(table)
                if not index.get("duplicates_constraint")
            ),
            "unique": sorted(tuple(unique["column_names"]) for unique in found.get_unique_constraints(table)),
            "checks": sorted(str(check["name"]) for check in found.get_check_constraints(table)),
            "foreign": sorted(
                (tuple(key["constrained_columns"]), key["referred_table"])
                for key in found.get_foreign_keys(table)
            ),
        }
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


class TestTheMigration:
    def test_gives_exactly_the_models_on_an_empty_database(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade()
        with engine.connect() as connection:
            assert differences(connection) == []

    def test_goes_down_to_nothing_and_up_again(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade()
        before = shape(engine)
        downgrade(revision="base")
        assert shape(engine) == {}
        upgrade()
        assert shape(engine) == before

    def test_gives_one_schema_on_both_databases(self, servers: Servers, worker: str, tmp_path: Path) -> None:
        shapes = []
        for kind in ("postgresql", "sqlite"):
            with fresh_database(kind, servers, worker, tmp_path) as environ:
                app = create_app(SchemaConfig(environ))
                engine = create_engine(app.config["DATABASE_MIGRATION_URL"])
                with app.app_context():
                    upgrade()
                shapes.append(shape(engine))
                engine.dispose()
        assert shapes[0] == shapes[1]
        assert set(shapes[0]) == set(Base.metadata.tables)
