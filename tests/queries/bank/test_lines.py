"""Lines of the bank as officers see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.bank.words import LineState
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.bank import lines as queries
from tests.banking import add_account, bring_in, days_ago
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestLines:
    def test_come_latest_first_and_can_be_searched(self, books: Books) -> None:
        account = add_account(books)
        bring_in(
            books, account, [(days_ago(9).isoformat(), "RENT 50%", "5"), (days_ago(3).isoformat(), "B", "1")]
        )
        known: dict[str, Any] = {"chapter_id": books.chapter_id, "account_id": account}
        page = queries.lines(**known, cursor=Cursor())
        assert [one.description for one in page.rows] == ["B", "RENT 50%"]
        found = queries.lines(**known, cursor=Cursor(), text="50%", only_open=True)
        assert [one.description for one in found.rows] == ["RENT 50%"]
        assert [one.description for one in queries.all_lines(**known, text="rent")] == ["RENT 50%"]
        assert queries.count_lines(**known, only_open=True) == 2
        assert len(queries.open_through(**known, through=days_ago(5))) == 1

    def test_of_another_chapter_are_not_found(self, books: Books) -> None:
        for ask in (queries.get_line, queries.account_of):
            with pytest.raises(NotFound):
                ask(chapter_id=books.chapter_id, line_id=1)


class TestAState:
    def test_is_open_matched_or_reconciled(self, books: Books) -> None:
        account = add_account(books)
        bring_in(books, account, [(days_ago(9).isoformat(), "A", "5")])
        [line] = queries.lines(chapter_id=books.chapter_id, account_id=account, cursor=Cursor()).rows
        assert line.state is LineState.OPEN
        matched = replace(line, matched_at=now())
        assert matched.state is LineState.MATCHED
        assert replace(matched, reconciled_through=days_ago(10)).state is LineState.MATCHED
        assert replace(matched, reconciled_through=days_ago(9)).state is LineState.RECONCILED
