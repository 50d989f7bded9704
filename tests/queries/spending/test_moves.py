"""Transfers and counts, as pages list them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.spending import moves
from tests.people import open_chapter
from tests.spending import move, spending_chapter


class TestTransfers:
    def test_are_the_chapters_own_the_latest_first(self, any_app: Flask) -> None:
        people, other = spending_chapter(), open_chapter("kr", "Kappa Rho")
        first, second = (move(people, Account.CASH_ON_HAND, Account.CASH_BANK, minor) for minor in (1, 2))
        found = moves.transfers(chapter_id=people.chapter_id)
        assert [one.id for one in found] == [second, first]
        assert (found[0].from_place, found[0].to_place) == (Account.CASH_ON_HAND, Account.CASH_BANK)
        assert moves.transfers(chapter_id=other.chapter_id) == []
        for ask in (moves.get_transfer, moves.lock_transfer):
            with pytest.raises(NotFound):
                ask(chapter_id=other.chapter_id, transfer_id=first)
        assert moves.find_transfer(chapter_id=people.chapter_id, form_key="none of these") is None
        assert moves.counts(chapter_id=people.chapter_id) == []
        assert moves.find_count(chapter_id=people.chapter_id, form_key="none of these") is None
