"""Faults of payouts."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.payments.payouts import LineKind
from sigma_finance.extensions import db
from sigma_finance.models import ChapterPayout
from sigma_finance.queries.books.verify import find
from sigma_finance.queries.books.verify.payouts import CHECKS
from tests import rows
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def found(books: Books) -> dict[str, list[tuple[str, str]]]:
    """What each check expected and found."""
    return {
        check.name: [(one.expected, one.found) for one in find(check, chapter_id=books.chapter_id)]
        for check in CHECKS
    }


class TestThePayouts:
    def test_hold_where_there_are_none(self, books: Books) -> None:
        assert set(map(tuple, found(books).values())) == {()}

    def test_that_nobody_posted_are_named(self, books: Books) -> None:
        part, _ = rows.payout(books.chapter_id)
        assert found(books) == {
            "payouts_booked": [("1212", "0")],
            "payouts_add_up": [],
            "payout_lines_unexplained": [("-700", "0")],
        }
        whole = db.session.get_one(ChapterPayout, part).account_payout_id
        rows.payout_line(books.chapter_id, whole, LineKind.ADJUSTMENT, 5)
        assert found(books)["payouts_add_up"] == [("1212", "1217")]
