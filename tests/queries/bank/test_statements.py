"""Statements that were imported."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.bank.statements import KnownBalance
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.bank import statements as queries
from tests.banking import add_account, bring_in, days_ago
from tests.books import open_books


class TestStatements:
    def test_tell_what_is_known_between_them(self, any_app: Flask) -> None:
        books = open_books()
        account = add_account(books)
        heads = ("Date", "Description", "Amount", "Balance")
        bring_in(books, account, [(days_ago(20).isoformat(), "A", "5.00", "5.00")], heads)
        bring_in(books, account, [(days_ago(10).isoformat(), "B", "2.00")])
        known = {"chapter_id": books.chapter_id, "account_id": account}
        assert [one.lines for one in queries.statements(**known)] == [1, 1]
        assert queries.known_balance(**known, before=days_ago(20)) is None
        assert queries.known_balance(**known, before=days_ago(5)) == KnownBalance(days_ago(20), 500)
        assert queries.moved(**known, after=days_ago(20), before=days_ago(5)) == 200
        with pytest.raises(NotFound):
            queries.get_statement(chapter_id=books.chapter_id, statement_id=99)
