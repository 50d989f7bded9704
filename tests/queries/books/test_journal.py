"""The whole journal of a chapter, entry by entry."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.queries.books import journal
from tests.books import charge, open_books, pay


class TestTheJournal:
    def test_has_each_entry_with_its_postings(self, any_app: Flask) -> None:
        books = open_books()
        charge_id = charge(books, books.members[0], 20000)
        paid = pay(books, books.members[0], 5000)
        first, second = journal.entries(chapter_id=books.chapter_id)
        assert (first.kind, first.documents["charge_id"]) == (EntryKind.CHARGE, charge_id)
        assert (second.kind, second.documents["payment_id"]) == (EntryKind.PAYMENT, paid.payment_id)
        assert [(line.account, line.amount_minor, line.member) for line in second.lines] == [
            (Account.CASH_ON_HAND, 5000, "Member 0"),
            (Account.RECEIVABLE, -5000, "Member 0"),
        ]
        assert journal.count_entries(chapter_id=books.chapter_id) == 2

    def test_is_of_one_chapter(self, any_app: Flask) -> None:
        books = open_books()
        charge(books, books.members[0])
        other = open_books().chapter_id
        assert list(journal.entries(chapter_id=other)) == []
        assert journal.count_entries(chapter_id=other) == 0
