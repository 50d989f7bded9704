"""Writing an import, and taking it back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import ImportBatch, JournalEntry, Payment, Posting
from sigma_finance.queries.imports import batches
from sigma_finance.services.imports import writing
from sigma_finance.services.imports.writing import ImportedMeanwhile
from tests.books import ZONE, Books, assert_books_hold, open_books
from tests.rows import import_batch
from tests.services.imports.importing import kept_rows, summary_of

DAY = date(2025, 1, 2)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def decision(books: Books, row: int, outcome: RowOutcome = RowOutcome.TO_IMPORT) -> Decision:
    paid = RowPayment(books.members[0], DAY, 100 * row, Method.CHECK, f"no. {row}", key=f"key {row}")
    return Decision(row, "Ada", "", outcome, "", "Ada Byron", paid)


@transactional
def write(books: Books, batch_id: int, decisions: list[Decision]) -> list[Decision]:
    batch = db.session.get_one(ImportBatch, batch_id)
    seen: list[Decision] = []
    writing.write(batch, iter(decisions), by=OPERATOR, see=seen.append, head={"sheet": "2024"})
    return seen


@transactional
def take_back(batch_id: int) -> None:
    writing.take_back(db.session.get_one(ImportBatch, batch_id), today=date(2026, 11, 30), by=OPERATOR)


def batch_of(books: Books) -> int:
    return import_batch(books.chapter_id, ImportKind.HISTORICAL)


def payments_of(batch_id: int) -> list[Payment]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Payment).where(Payment.import_batch_id == batch_id).order_by(Payment.id))
    )


class TestWriting:
    def test_books_each_payment_at_noon_of_its_day_apart_from_cash(self, books: Books) -> None:
        batch_id = batch_of(books)
        write(books, batch_id, [decision(books, 2), decision(books, 3)])
        found = payments_of(batch_id)
        assert [(one.amount_minor, one.note, one.import_key) for one in found] == [
            (200, "no. 2", "key 2"),
            (300, "no. 3", "key 3"),
        ]
        noon = datetime(2025, 1, 2, 12, tzinfo=ZoneInfo(ZONE))
        assert {one.succeeded_at for one in found} == {noon}
        entries = db.session.scalars(select(JournalEntry)).all()
        assert {(one.kind, one.booked_on, one.memo) for one in entries} == {
            (EntryKind.HISTORICAL, DAY, "Imported from fall.xlsx")
        }
        assert set(db.session.scalars(select(Posting.account))) == {
            Account.HISTORICAL_CASH,
            Account.HISTORICAL_INCOME,
        }
        assert_books_hold(books)

    def test_keeps_what_became_of_each_row_with_the_sums(self, books: Books) -> None:
        batch_id = batch_of(books)
        rows = [decision(books, 2), decision(books, 3, RowOutcome.ALREADY_THERE)]
        seen = write(books, batch_id, [*rows, Decision(4, "", "", RowOutcome.SKIPPED, "Empty.")])
        outcomes = [RowOutcome.IMPORTED, RowOutcome.ALREADY_THERE, RowOutcome.SKIPPED]
        kept = kept_rows(books, batch_id)
        assert [one.outcome for one in seen] == [one.outcome for one in kept] == outcomes
        line = batches.get_batch(chapter_id=books.chapter_id, batch_id=batch_id)
        assert (line.payments, line.amount_minor, line.already_there, line.skipped) == (1, 200, 1, 1)
        assert summary_of(books, batch_id).sheet == "2024"

    def test_takes_more_rows_than_fit_in_one_piece(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "CHUNK", 2)
        batch_id = batch_of(books)
        write(books, batch_id, [decision(books, row) for row in range(2, 7)])
        assert [one.amount_minor for one in payments_of(batch_id)] == [200, 300, 400, 500, 600]

    def test_is_refused_where_another_import_was_quicker(self, books: Books) -> None:
        first, second = batch_of(books), batch_of(books)
        write(books, first, [decision(books, 2)])
        with pytest.raises(ImportedMeanwhile):
            write(books, second, [decision(books, 2)])
        with pytest.raises(ImportedMeanwhile):
            write(books, second, [decision(books, 2, RowOutcome.ALREADY_THERE)])
        assert payments_of(second) == []

    def test_counts_the_sums_of_a_tally(self, books: Books) -> None:
        batch = db.session.get_one(ImportBatch, batch_of(books))
        writing.count(batch, Tally(5, 700, 1, 2, 3))
        found = (batch.payments, batch.amount_minor, batch.already_there, batch.skipped, batch.to_mend)
        assert found == (5, 700, 1, 2, 3)
        db.session.rollback()


class TestTakingBack:
    def test_reverses_every_payment_by_an_entry_that_names_it(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "CHUNK", 2)
        batch_id, other = batch_of(books), batch_of(books)
        write(books, batch_id, [decision(books, row) for row in (2, 3, 4)])
        write(books, other, [decision(books, 9)])
        take_back(batch_id)
        assert {(one.state, one.import_key, one.problem) for one in payments_of(batch_id)} == {
            (PaymentState.REVERSED, None, "The import was undone")
        }
        assert [one.state for one in payments_of(other)] == [PaymentState.SUCCEEDED]
        reversals = db.session.scalars(
            select(JournalEntry).where(JournalEntry.kind == EntryKind.HISTORICAL_REVERSAL)
        ).all()
        assert len({one.reverses_entry_id for one in reversals} - {None}) == 3
        assert_books_hold(books)

    def test_lets_the_same_rows_be_imported_again(self, books: Books) -> None:
        batch_id, again = batch_of(books), batch_of(books)
        write(books, batch_id, [decision(books, 2)])
        take_back(batch_id)
        write(books, again, [decision(books, 2)])
        assert len(payments_of(again)) == 1
