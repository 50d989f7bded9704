"""What the database itself refuses, to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.extensions import db
from sigma_finance.models import (
    Base,
    Handover,
    HandoverBooks,
    Installment,
    NamedInstallment,
    Receipt,
    ReceiptAmendment,
)
from sigma_finance.models.rights import APPEND_ONLY
from sigma_finance.services.payments import reversing
from tests.books import Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    """A chapter with a row in every table that only grows."""
    made = open_books()
    charge(made, made.members[0])
    recorded = pay(made, made.members[0], 5000)
    reversing.reverse(chapter_id=made.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR)
    hand_over(made)
    name_an_installment(made, recorded.payment_id)
    amend_a_receipt(made)
    return made


def amend_a_receipt(made: Books) -> None:
    """Let a receipt say that a part of it stays paid."""
    receipt = db.session.query(Receipt).filter_by(chapter_id=made.chapter_id).first()
    assert receipt is not None
    amended = {"chapter_id": made.chapter_id, "receipt_id": receipt.id, "stays_minor": 100}
    db.session.add(ReceiptAmendment(**amended, reason="Refunded"))
    db.session.commit()


def name_an_installment(made: Books, payment_id: int) -> None:
    """Let a payment name what it is for."""
    installment = db.session.query(Installment).filter_by(chapter_id=made.chapter_id).first()
    assert installment is not None
    db.session.add(
        NamedInstallment(chapter_id=made.chapter_id, payment_id=payment_id, installment_id=installment.id)
    )
    db.session.commit()


def hand_over(made: Books) -> None:
    """Keep the books of a handover."""
    whose = {"chapter_id": made.chapter_id}
    between = {"from_member_id": made.members[0], "to_member_id": made.members[1]}
    done = Handover(**whose, **between, state=HandoverState.DONE, expires_at=now(), ended_at=now())
    db.session.add(done)
    db.session.flush()
    db.session.add(HandoverBooks(**whose, handover_id=done.id, content=b"%PDF", sha256="0" * 64))
    db.session.commit()


@contextmanager
def as_owner(app: Flask) -> Iterator[Connection]:
    """The database under the role that migrates it, who may do more than the application."""
    engine = create_engine(app.config["DATABASE_MIGRATION_URL"])
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def refused(connection: Connection) -> Iterator[None]:
    with pytest.raises(DBAPIError):
        yield
    connection.rollback()


@pytest.mark.parametrize("table", APPEND_ONLY)
class TestARowThatOnlyGrows:
    def test_is_never_changed_or_removed_by_the_application(
        self, any_app: Flask, books: Books, table: str
    ) -> None:
        db.session.rollback()
        with db.engine.connect() as connection:
            self._try(connection, table)

    def test_is_never_changed_or_removed_by_the_owner(self, any_app: Flask, books: Books, table: str) -> None:
        with as_owner(any_app) as connection:
            self._try(connection, table)

    def _try(self, connection: Connection, table: str) -> None:
        before = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
        assert before
        statements = [f"UPDATE {table} SET chapter_id = chapter_id", f"DELETE FROM {table}"]
        if connection.dialect.name == "sqlite":
            statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        else:
            statements.append(f"TRUNCATE {table} CASCADE")
        connection.rollback()
        for statement in statements:
            with refused(connection):
                connection.execute(text(statement))
        assert connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all() == before


@pytest.mark.usefixtures("database")
class TestTheApplicationsRole:
    def test_owns_nothing_and_passes_by_no_rule(self, app: Flask) -> None:
        role = db.session.execute(
            text(
                "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            )
        ).one()
        assert not any(role)
        owned = db.session.execute(
            text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        ).scalar_one()
        assert owned == 0

    def test_may_remove_nothing(self, app: Flask) -> None:
        may = db.session.execute(
            text(
                "SELECT table_name FROM information_schema.role_table_grants"
                " WHERE grantee = current_user AND privilege_type IN ('DELETE', 'TRUNCATE')"
            )
        ).scalars()
        assert set(may) & set(Base.metadata.tables) == set()
