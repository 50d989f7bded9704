"""Closing the books through a day, and opening them again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.closing import OpenMatter, UnfinishedItem
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Closing, JournalEntry, Receipt
from sigma_finance.services.books import closing
from sigma_finance.services.books.closing import NeedsAnother
from sigma_finance.services.payments import recording
from tests.books import Books, charge, manual, open_books, pay

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
NOW = datetime(2026, 11, 10, 17, tzinfo=UTC)


@pytest.fixture
def books(any_app: Flask) -> Iterator[Books]:
    """Books of September, looked at in November."""
    with time_machine.travel(datetime(2026, 9, 10, 17, tzinfo=UTC), tick=False):
        made = open_books()
        charge(made, made.members[0], 20000)
        pay(made, made.members[0], 5000)
    with time_machine.travel(NOW, tick=False):
        yield made


def close(books: Books, through: date = OCTOBER) -> int:
    return closing.close(chapter_id=books.chapter_id, through=through, by=OPERATOR)


def closed_through(books: Books) -> date | None:
    db.session.rollback()
    return db.session.get_one(Chapter, books.chapter_id).closed_through


def said(books: Books) -> list[str]:
    db.session.rollback()
    lines = select(AuditEvent.action).where(AuditEvent.chapter_id == books.chapter_id)
    ordered = lines.order_by(AuditEvent.sequence)
    return [action for action in db.session.scalars(ordered) if action.startswith("books.")]


class TestClosing:
    def test_is_kept_and_told_in_the_trail(self, books: Books) -> None:
        made = close(books)
        assert closed_through(books) == db.session.get_one(Closing, made).through == OCTOBER
        assert said(books) == ["books.closed"]

    def test_makes_the_figures_new(self, books: Books) -> None:
        before = db.session.get_one(Chapter, books.chapter_id).figures_version
        close(books)
        db.session.rollback()
        assert db.session.get_one(Chapter, books.chapter_id).figures_version == before + 1

    @pytest.mark.parametrize(
        ("through", "refusal"),
        [(date(2026, 10, 30), "last day"), (date(2026, 11, 30), "not over"), (SEPTEMBER, "already")],
    )
    def test_is_of_months_that_are_over_and_open(self, books: Books, through: date, refusal: str) -> None:
        close(books)
        with pytest.raises((Invalid, Conflict), match=refusal):
            close(books, through)
        assert closed_through(books) == OCTOBER

    def test_goes_on_from_month_to_month(self, books: Books) -> None:
        close(books, SEPTEMBER)
        close(books, OCTOBER)
        assert closed_through(books) == OCTOBER

    def test_names_what_is_not_finished(self, books: Books) -> None:
        found = closing.unfinished(chapter_id=books.chapter_id, through=OCTOBER, timezone="America/New_York")
        assert found == [UnfinishedItem(OpenMatter.ON_HAND, None, 5000)]
        before = closing.unfinished(
            chapter_id=books.chapter_id, through=date(2026, 8, 31), timezone="America/New_York"
        )
        assert before == []


class TestWhatComesAfterwards:
    def test_stands_on_the_first_open_day_and_says_when_it_happened(self, books: Books) -> None:
        close(books)
        request = manual(books, books.members[0], 1000)
        late = type(request)(**{**request.__dict__, "received_on": date(2026, 10, 5)})
        paid = recording.record(request=late, by=OPERATOR)
        db.session.rollback()
        entry = db.session.scalars(
            select(JournalEntry).where(JournalEntry.payment_id == paid.payment_id)
        ).one()
        assert (entry.booked_on, entry.memo) == (date(2026, 11, 1), "Happened on October 5, 2026")
        assert paid.receipt_number == "R-2026-0002"
        receipts = select(Receipt.number).where(Receipt.chapter_id == books.chapter_id)
        assert sorted(db.session.scalars(receipts)) == [1, 2]


class TestTheDatabase:
    def entry(self, books: Books, kind: str, day: str, account: str) -> None:
        """An entry by SQL, past all of our own code."""
        facts = {"chapter": books.chapter_id, "kind": kind, "day": day, "account": account, "at": NOW}
        db.session.rollback()
        entry = db.session.execute(
            text(
                "INSERT INTO journal_entries (chapter_id, kind, booked_on, memo, created_at)"
                " VALUES (:chapter, :kind, :day, '', :at) RETURNING id"
            ),
            facts,
        ).scalar_one()
        for amount in (1, -1):
            db.session.execute(
                text(
                    "INSERT INTO postings (chapter_id, entry_id, booked_on, account, amount_minor)"
                    " VALUES (:chapter, :entry, :day, :account, :amount)"
                ),
                {**facts, "entry": entry, "amount": amount},
            )
        db.session.commit()

    def test_refuses_an_entry_into_closed_books(self, books: Books) -> None:
        close(books)
        for day in ("2026-10-31", "2026-09-10", "2020-01-01"):
            with pytest.raises(DBAPIError, match="books are closed"):
                self.entry(books, "deposit", day, "cash_bank")
            db.session.rollback()
        self.entry(books, "deposit", "2026-11-01", "cash_bank")

    def test_refuses_another_posting_of_a_closed_entry(self, books: Books) -> None:
        old = db.session.scalars(select(JournalEntry.id).order_by(JournalEntry.id).limit(1)).one()
        close(books)
        db.session.rollback()
        with pytest.raises(DBAPIError, match=r"books are closed|does not balance"):
            self.posting(books, old)
        db.session.rollback()

    def posting(self, books: Books, entry_id: int) -> None:
        """One more posting of an entry of September, by SQL."""
        db.session.execute(
            text(
                "INSERT INTO postings (chapter_id, entry_id, booked_on, account, amount_minor)"
                " VALUES (:chapter, :entry, '2026-09-10', 'cash_bank', 1)"
            ),
            {"chapter": books.chapter_id, "entry": entry_id},
        )
        db.session.commit()

    def test_lets_payments_of_earlier_years_be_kept(self, books: Books) -> None:
        close(books)
        self.entry(books, "historical", "2024-10-31", "historical_cash")
        with pytest.raises(DBAPIError, match="books are closed"):
            self.entry(books, "historical", "2024-10-31", "cash_bank")
        db.session.rollback()

    def test_closes_no_other_chapters_books(self, books: Books) -> None:
        other = open_books()
        close(books)
        self.entry(other, "deposit", "2026-10-31", "cash_bank")


class TestReopening:
    def test_opens_what_was_closed_later_too(self, books: Books) -> None:
        for through in (date(2026, 8, 31), SEPTEMBER, OCTOBER):
            close(books, through)
        closing.reopen(chapter_id=books.chapter_id, through=SEPTEMBER, reason="A wrong day", by=OPERATOR)
        assert closed_through(books) == date(2026, 8, 31)
        assert said(books)[-1] == "books.reopened"
        standing = select(Closing.through).where(
            Closing.chapter_id == books.chapter_id, Closing.reopened_at.is_(None)
        )
        assert db.session.scalars(standing).all() == [date(2026, 8, 31)]
        close(books, SEPTEMBER)

    def test_opens_all_where_nothing_was_closed_before(self, books: Books) -> None:
        close(books)
        closing.reopen(chapter_id=books.chapter_id, through=OCTOBER, reason="A wrong day", by=OPERATOR)
        assert closed_through(books) is None

    def test_takes_another_officer(self, books: Books) -> None:
        close(books)
        officer = Actor(ActorKind.PERSON, None, books.members[0])
        with pytest.raises(NeedsAnother):
            closing.reopen(chapter_id=books.chapter_id, through=OCTOBER, reason="Mine", by=officer)
        closing.reopen(chapter_id=books.chapter_id, through=OCTOBER, reason="Ours", by=officer, approved=True)
        assert closed_through(books) is None

    @pytest.mark.parametrize("through", [SEPTEMBER, date(2026, 11, 30)])
    def test_is_of_a_closing_that_stands(self, books: Books, through: date) -> None:
        close(books)
        with pytest.raises(Conflict, match="not closed through"):
            closing.reopen(chapter_id=books.chapter_id, through=through, reason="Why", by=OPERATOR)

    def test_needs_a_reason(self, books: Books) -> None:
        close(books)
        with pytest.raises(Invalid):
            closing.reopen(chapter_id=books.chapter_id, through=OCTOBER, reason=" ", by=OPERATOR)
