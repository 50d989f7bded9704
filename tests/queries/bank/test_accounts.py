"""Bank accounts as officers see them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.queries.bank.accounts import LineSums
from tests.banking import add_account, bring_in, days_ago
from tests.books import open_books


class TestLineSums:
    def test_are_of_each_account_up_to_a_day(self, any_app: Flask) -> None:
        books = open_books()
        account = add_account(books)
        rows = [(days_ago(9).isoformat(), "A", "5.00"), (days_ago(3).isoformat(), "B", "-2.00")]
        bring_in(books, account, rows)
        sums = queries.line_sums(chapter_id=books.chapter_id)
        assert sums == {account: LineSums(2, 300, 2, 300, days_ago(3))}
        early = queries.line_sums(chapter_id=books.chapter_id, through=days_ago(5))
        assert early[account].minor == 500


class TestAnAccount:
    def test_of_another_chapter_is_not_found(self, any_app: Flask) -> None:
        account = add_account(open_books())
        elsewhere = open_books().chapter_id
        with pytest.raises(NotFound):
            queries.get_account(chapter_id=elsewhere, account_id=account)
        with pytest.raises(NotFound):
            queries.lock_account(chapter_id=elsewhere, account_id=account)
