"""The postings of a chapter, as they are handed over."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.exports import csv_cells
from sigma_finance.queries.books import export
from sigma_finance.queries.books.export import HEADS, ExportedPosting
from tests.books import Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    return made


class TestPostings:
    def test_stand_in_the_order_of_booking_and_sum_to_zero_by_entry(self, books: Books) -> None:
        paid = pay(books, books.members[0], 25000)
        found = list(export.postings(chapter_id=books.chapter_id))
        assert [one.entry_id for one in found] == sorted(one.entry_id for one in found)
        assert sum(one.amount_minor for one in found) == 0
        assert {(one.kind, one.account, one.amount_minor, one.receipt) for one in found} == {
            (EntryKind.CHARGE, Account.RECEIVABLE, 20000, None),
            (EntryKind.CHARGE, Account.INCOME_DUES, -20000, None),
            (EntryKind.PAYMENT, Account.CASH_ON_HAND, 25000, paid.receipt_number),
            (EntryKind.PAYMENT, Account.RECEIVABLE, -20000, paid.receipt_number),
            (EntryKind.PAYMENT, Account.MEMBER_CREDIT, -5000, paid.receipt_number),
        }

    def test_name_the_member_whom_they_are_about(self, books: Books) -> None:
        found = next(one for one in export.postings(chapter_id=books.chapter_id) if one.member)
        assert (found.member, found.email) == ("Member 0", f"member0.{books.slug}@example.org")

    def test_of_another_chapter_are_not_handed_over(self, books: Books) -> None:
        assert list(export.postings(chapter_id=open_books().chapter_id)) == []


class TestALine:
    def test_fills_each_column_and_begins_no_formula(self) -> None:
        posting = ExportedPosting(
            date(2026, 5, 4),
            7,
            EntryKind.PAYMENT,
            Account.RECEIVABLE,
            -20050,
            "=SUM(A1)",
            "+a@example.org",
            "pi_1",
            "R-1",
        )
        cells = dict(zip(HEADS, csv_cells(posting.cells("USD")), strict=True))
        assert (cells["date"], cells["amount"], cells["PaymentIntent"]) == ("2026-05-04", "-200.50", "pi_1")
        assert not cells["member"].startswith("=")
        assert not cells["email"].startswith("+")

    def test_is_empty_where_nothing_is_known(self) -> None:
        posting = ExportedPosting(
            date(2026, 5, 4), 7, EntryKind.DEPOSIT, Account.CASH_BANK, 1, None, None, None, None
        )
        cells = dict(zip(HEADS, csv_cells(posting.cells("USD")), strict=True))
        assert (cells["member"], cells["PaymentIntent"], cells["receipt"], cells["email"]) == ("", "", "", "")
