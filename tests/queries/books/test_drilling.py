"""From an account to its postings, and on to the entry and its document."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import SIZE, Cursor
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.books import drilling
from tests.books import ZONE, Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    return made


def today() -> Span:
    return Span(None, today_in(ZONE))


class TestPostings:
    def test_stand_by_day_with_what_they_are_about(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000)
        page = drilling.postings(
            chapter_id=books.chapter_id, account=Account.RECEIVABLE, span=today(), cursor=Cursor()
        )
        assert [(one.kind, one.amount_minor, one.member_id, one.payment) for one in page.rows] == [
            (EntryKind.CHARGE, 20000, books.members[0], None),
            (EntryKind.PAYMENT, -5000, books.members[0], paid.reference),
        ]

    def test_go_from_page_to_page(self, books: Books) -> None:
        for _ in range(SIZE):
            pay(books, books.members[0], 100)
        asked = {"chapter_id": books.chapter_id, "account": Account.RECEIVABLE, "span": today()}
        first = drilling.postings(**asked, cursor=Cursor())  # type: ignore[arg-type]
        second = drilling.postings(**asked, cursor=Cursor(after=first.next))  # type: ignore[arg-type]
        every = drilling.postings(**asked, cursor=None)  # type: ignore[arg-type]
        assert (len(first.rows), len(second.rows), second.next) == (SIZE, 1, None)
        assert first.rows + second.rows == every.rows

    def test_are_those_of_the_span_and_the_chapter(self, books: Books) -> None:
        tomorrow = today_in(ZONE) + timedelta(days=1)
        for chapter_id, span in (
            (books.chapter_id, Span(tomorrow, tomorrow)),
            (books.chapter_id, Span(None, today_in(ZONE) - timedelta(days=1))),
            (open_books().chapter_id, today()),
        ):
            page = drilling.postings(
                chapter_id=chapter_id, account=Account.RECEIVABLE, span=span, cursor=Cursor()
            )
            assert page.rows == []


class TestAnEntry:
    def test_tells_its_document_and_its_postings(self, books: Books) -> None:
        paid = pay(books, books.members[0], 25000)
        [line] = drilling.postings(
            chapter_id=books.chapter_id, account=Account.CASH_ON_HAND, span=today(), cursor=None
        ).rows
        entry, lines = drilling.get_entry(chapter_id=books.chapter_id, entry_id=line.entry_id)
        assert (entry.kind, entry.payment, entry.receipt) == (
            EntryKind.PAYMENT,
            paid.reference,
            paid.receipt_number,
        )
        assert [(one.account, one.amount_minor, one.installment) for one in lines] == [
            (Account.CASH_ON_HAND, 25000, None),
            (Account.RECEIVABLE, -20000, "Dues"),
            (Account.MEMBER_CREDIT, -5000, None),
        ]

    def test_of_another_chapter_is_not_there(self, books: Books) -> None:
        [line] = drilling.postings(
            chapter_id=books.chapter_id, account=Account.RECEIVABLE, span=today(), cursor=None
        ).rows
        with pytest.raises(NotFound):
            drilling.get_entry(chapter_id=open_books().chapter_id, entry_id=line.entry_id)
