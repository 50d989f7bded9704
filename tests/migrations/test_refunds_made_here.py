"""Refunds of earlier days beside those that are made here."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import ask_for_approval as ask
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "payouts_to_the_bank", "refunds_made_here"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def refund(engine: Engine, number: int, **values: object) -> None:
    """A refund with its payment and its entry, as the schema of the day has them."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["payments", "refunds", "journal_entries", "postings"])
        payment = {"id": number, "chapter_id": 1, "reference": f"P-{number}", "method": "card"}
        payment |= {"state": "pending", "amount_minor": 100, "autopay": False, "historical": False}
        connection.execute(insert_into(tables.tables["payments"], payment, AT))
        made = {"id": number, "chapter_id": 1, "payment_id": number, "amount_minor": 100, **values}
        connection.execute(insert_into(tables.tables["refunds"], made, AT))
        entry = {"id": number, "chapter_id": 1, "kind": "refund", "refund_id": number}
        entry |= {"booked_on": date(2026, 11, 30)}
        connection.execute(insert_into(tables.tables["journal_entries"], entry, AT))
        for place, (account, minor) in enumerate((("dispute_fees", 1), ("cash_stripe", -1))):
            line: dict[str, object] = {"id": 2 * number + place, "chapter_id": 1, "entry_id": number}
            line |= {"account": account, "amount_minor": minor, "booked_on": entry["booked_on"]}
            connection.execute(insert_into(tables.tables["postings"], line, AT))


def kept(engine: Engine) -> list[tuple[str, str]]:
    with across_chapters(), engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT stripe_refund_id, state FROM refunds ORDER BY id"))
        return [tuple(row) for row in rows]


class TestRefundsOfEarlierDays:
    def test_are_kept_beside_those_made_here(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        refund(engine, 1, stripe_refund_id="re_1", state="failed")
        with pytest.raises(DBAPIError):
            refund(engine, 2, stripe_refund_id="re_2", state="created")
        upgrade(revision=AFTER)
        assert kept(engine) == [("re_1", "failed")]
        refund(engine, 2, reference="RF-2", state="created", owed="waived")
        refund(engine, 3, reference="RF-3", state="succeeded", method="check", given_on=date(2026, 11, 30))
        ask(engine, 1, "refund")

    @pytest.mark.parametrize(
        "odd",
        [
            {"state": "succeeded"},
            {"state": "anything", "stripe_refund_id": "re_4"},
            {"state": "succeeded", "method": "check"},
            {"state": "created", "owed": "perhaps"},
        ],
    )
    def test_refuse_what_is_neither(self, empty_app: tuple[Flask, Engine], odd: dict[str, object]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        with pytest.raises(IntegrityError):
            refund(engine, 4, **odd)

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        refund(engine, 1, stripe_refund_id="re_1", state="pending")
        downgrade(revision=BEFORE)
        assert kept(engine) == [("re_1", "pending")]
