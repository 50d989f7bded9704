"""Bank debits of earlier days, of which no stage was kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "bank_accounts", "debit_stages"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def insert(engine: Engine, table: str, **values: object) -> None:
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=[table])
        connection.execute(insert_into(tables.tables[table], {"chapter_id": 1, **values}, AT))


def debit(engine: Engine, number: int, **values: object) -> None:
    made = {"id": number, "reference": f"P-{number}", "method": "bank_debit", "amount_minor": 100}
    insert(engine, "payments", **{**made, "state": "processing", **values})


def said(engine: Engine, what: str) -> list[object]:
    with across_chapters(), engine.connect() as connection:
        return list(connection.execute(sa.text(what)).scalars())


class TestDebitsOfEarlierDays:
    def test_wait_where_there_is_a_page_to_confirm_them_on(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        debit(engine, 1, checkout_url="https://payments.stripe.com/microdeposit/pacs_1")
        debit(engine, 2)
        upgrade(revision=AFTER)
        assert said(engine, "SELECT account_check FROM payments ORDER BY id") == ["waits", None]
        with pytest.raises(IntegrityError):
            debit(engine, 3, account_check="perhaps")

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        debit(engine, 1, account_check="confirmed")
        insert(engine, "members", id=1, name="Ada", role="member", status="active", member_class="regular")
        ended = {"id": 1, "member_id": 1, "reference": "A-1", "state": "ended", "ended_at": AT}
        insert(engine, "autopay_mandates", **ended, ending="timed_out")
        downgrade(revision=BEFORE)
        assert said(engine, "SELECT state FROM payments") == ["processing"]
        assert said(engine, "SELECT ending FROM autopay_mandates") == ["unconfirmed"]
