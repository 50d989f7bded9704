"""What a failure of the database means."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sigma_finance.database import faults

UNIQUE = "UNIQUE constraint failed: members.chapter_id, members.email"


class DriverError(Exception):
    """What a driver raises, with the code of the server where it gave one."""

    def __init__(self, pgcode: str | None, constraint: str = "") -> None:
        super().__init__(f"refused {constraint}")
        self.pgcode = pgcode
        self.diag = SimpleNamespace(constraint_name=constraint)


def failed(
    orig: Exception | None, kind: type[DBAPIError] = OperationalError, *, cut: bool = False
) -> DBAPIError:
    return kind("SELECT 1", {}, orig, connection_invalidated=cut)  # type: ignore[arg-type]


class TestAFault:
    @pytest.mark.parametrize(
        ("error", "transient", "unreachable"),
        [
            (failed(DriverError("40001")), True, False),
            (failed(DriverError("40P01")), True, False),
            (failed(DriverError("55P03")), True, False),
            (failed(sqlite3.OperationalError("database is locked")), True, False),
            (failed(sqlite3.OperationalError("no such table: x")), False, False),
            (failed(DriverError("57014")), False, False),
            (failed(DriverError(None)), False, True),
            (failed(DriverError("57P01")), False, True),
            (failed(DriverError("57P03")), False, True),
            (failed(DriverError(None), ProgrammingError), False, False),
            (failed(DriverError("08006"), DBAPIError, cut=True), False, True),
            (PoolTimeout(), False, True),
            (LookupError("database is locked"), False, False),
            (OSError(), False, False),
        ],
    )
    def test_is_worth_another_try_or_a_lost_connection_or_neither(
        self, error: Exception, transient: bool, unreachable: bool
    ) -> None:
        assert faults.is_transient(error) is transient
        assert faults.is_unreachable(error) is unreachable


class TestARefusalByAConstraint:
    @pytest.mark.parametrize(
        ("error", "names", "is_it"),
        [
            (failed(DriverError("23505", "uq_members"), IntegrityError), ("uq_members",), True),
            (failed(DriverError("23505", "uq_members"), IntegrityError), ("uq_users",), False),
            (failed(DriverError("23505", "uq_members"), IntegrityError), ("uq_users", "uq_members"), True),
            (
                failed(sqlite3.IntegrityError(UNIQUE), IntegrityError),
                ("members.chapter_id, members.email",),
                True,
            ),
            (failed(sqlite3.IntegrityError(UNIQUE), IntegrityError), ("users.email",), False),
            (failed(DriverError("23505", "uq_members"), OperationalError), ("uq_members",), False),
            (LookupError("uq_members"), ("uq_members",), False),
        ],
    )
    def test_is_told_by_its_name_or_its_columns(
        self, error: Exception, names: tuple[str, ...], is_it: bool
    ) -> None:
        assert faults.violated(error, *names) is is_it
