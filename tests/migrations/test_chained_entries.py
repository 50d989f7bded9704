"""Entries of earlier days take their places in the chain, and the application finds them whole."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sigma_finance.database.scopes import across_chapters, for_chapter
from sigma_finance.services.books import chain
from tests.migrations.earlier import fill, kept_postings, post

BEFORE, AFTER = "refunds_made_here", "chained_entries"


class TestEntriesOfEarlierDays:
    def test_stand_in_the_chain_as_the_application_has_it(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        for number, day in ((1, date(2026, 3, 1)), (2, date(2026, 2, 1))):
            post(engine, number, day, booked_on=day)
        with across_chapters(), engine.begin() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM journal_entries WHERE memo = ''")) == 2
        upgrade()
        with for_chapter(1):
            assert list(chain.broken(chapter_id=1, slug="sds")) == []
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text("UPDATE entry_links SET hash = ''"))

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        downgrade(revision=BEFORE)
        assert kept_postings(engine) == [("cash_on_hand", 1), ("cash_bank", -1)]
