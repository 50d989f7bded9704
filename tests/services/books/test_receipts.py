"""Receipts' numbers."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.policy import Policy
from tests.books import ZONE, Books, open_books, pay, set_policy


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestAReceiptsPrefix:
    def test_is_the_chapters(self, books: Books) -> None:
        set_policy(books, Policy(receipt_prefix="SDS"))
        assert pay(books, books.members[0], 100).receipt_number == f"SDS-{today_in(ZONE).year}-0001"
