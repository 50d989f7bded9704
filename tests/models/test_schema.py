"""Which schema the code says that it is written for."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, Table, inspect, text

from sigma_finance.config import ROOT
from sigma_finance.extensions import db
from sigma_finance.models import Base, schema


class TestTheRevision:
    def test_is_the_newest_of_the_migrations_in_one_line(self) -> None:
        migrations = ScriptDirectory(str(ROOT / "migrations"))
        assert migrations.get_heads() == [schema.REVISION]
        assert len(list(migrations.walk_revisions())) == len(
            list((ROOT / "migrations" / "versions").glob("*.py"))
        )

    def test_is_the_one_that_a_migrated_database_has(self, any_app: Flask) -> None:
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == schema.REVISION


class TestANameOfTheSchema:
    def test_is_the_one_that_the_code_knows(self, any_app: Flask) -> None:
        found = inspect(db.engine)
        for table in Base.metadata.sorted_tables:
            keys = {str(key["name"]) for key in found.get_foreign_keys(table.name)}
            checks = {str(check["name"]) for check in found.get_check_constraints(table.name)}
            unique = {str(one["name"]) for one in found.get_unique_constraints(table.name)}
            assert keys | checks | unique == names(table)


def names(table: Table) -> set[str]:
    """What a table's constraints are called, apart from its primary key."""
    kept = (one for one in table.constraints if one is not table.primary_key)
    return {str(one.name) for one in kept if not isinstance(one, CheckConstraint) or one.name}
