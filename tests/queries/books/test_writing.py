"""Entries and postings written many at a time."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Posting
from sigma_finance.queries.books import writing
from tests.books import ZONE, open_books


class TestEntries:
    def test_keep_the_order_of_their_rows_over_several_statements(self, any_app: Flask) -> None:
        books = open_books()
        shared = {"chapter_id": books.chapter_id, "kind": EntryKind.HISTORICAL, "booked_on": today_in(ZONE)}
        count = writing.CHUNK + 5
        ids = writing.add_entries([{**shared, "memo": str(number)} for number in range(count)])
        sides = ((Account.HISTORICAL_CASH, 1), (Account.HISTORICAL_INCOME, -1))
        writing.add_postings(
            [
                {
                    "chapter_id": books.chapter_id,
                    "entry_id": entry_id,
                    "booked_on": shared["booked_on"],
                    "account": account,
                    "amount_minor": sign * number,
                }
                for number, entry_id in enumerate(ids, start=1)
                for account, sign in sides
            ]
        )
        db.session.commit()
        rows = db.session.execute(
            select(JournalEntry.id, JournalEntry.memo, Posting.amount_minor)
            .join(Posting, Posting.entry_id == JournalEntry.id)
            .where(Posting.chapter_id == books.chapter_id, Posting.account == Account.HISTORICAL_CASH)
            .order_by(JournalEntry.id)
        ).all()
        assert [row.id for row in rows] == ids
        assert [(row.memo, row.amount_minor) for row in rows] == [
            (str(number), number + 1) for number in range(count)
        ]
