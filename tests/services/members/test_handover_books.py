"""The books of a handover's moment, kept."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.members.handovers import OpenItem
from sigma_finance.queries.members import handovers as queries
from sigma_finance.services.members import handover_books
from tests.people import open_chapter
from tests.routes.house import ZONE, owe, pay_cash
from tests.services.members.handing_over import Cast


@pytest.fixture
def cast(any_app: Flask) -> Cast:
    people = open_chapter()
    return Cast(people, people.treasurer, people.member)


class TestWhatIsHandedOver:
    def test_lists_what_is_open_and_sums_to_zero(self, cast: Cast) -> None:
        owe(cast.ben)
        pay_cash(cast.ben, 5000)
        books = handover_books.get_books(chapter_id=cast.tess.chapter_id, timezone=ZONE)
        assert [(one.item, one.count, one.amount_minor) for one in books.open] == [
            (OpenItem.ON_HAND, 1, 5000)
        ]
        assert sum(minor for _, minor in books.balances) == 0
        assert books.debits_minor == books.surplus_minor == 20000
        assert {one.member_id for one in books.access} == {
            cast.tess.member_id,
            cast.people.admin.member_id,
            cast.people.secretary.member_id,
        }

    def test_is_of_its_own_chapter(self, cast: Cast) -> None:
        owe(cast.ben)
        theirs = open_chapter("kr", "Kappa Rho")
        books = handover_books.get_books(chapter_id=theirs.chapter_id, timezone=ZONE)
        assert books.balances == []
        assert queries.find_open(chapter_id=theirs.chapter_id, at=now()) is None
