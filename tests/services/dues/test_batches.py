"""Charges that were made together, and are taken back together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import ChargeBatch
from sigma_finance.queries.dues import periods as queries
from sigma_finance.services.dues import batches, charges
from sigma_finance.services.dues.charges import NewCharge
from tests.books import ZONE, Books, assert_books_hold, member_of, open_books, pay
from tests.dues import assess, balances, change, charges_of, make


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestABatch:
    def test_is_taken_back_together(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        pay(books, books.members[0], 20000)
        [batch] = queries.batches(chapter_id=books.chapter_id, period_id=period_id)
        assert (
            batches.reverse_batch(
                chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong year", by=OPERATOR
            )
            == 3
        )
        assert balances(books) == [0, 0, 0]
        assert member_of(books.members[0]).credit_minor == 20000
        with pytest.raises(Conflict):
            batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Again", by=OPERATOR)
        assert assess(books, period_id).charged == 3
        assert member_of(books.members[0]).balance_minor == 0

    def test_leaves_alone_what_was_reversed_by_itself(self, books: Books) -> None:
        assess(books, make(books))
        charges.reverse(
            chapter_id=books.chapter_id, charge_id=charges_of(books)[0], reason="Left", by=OPERATOR
        )
        [batch] = queries.batches(chapter_id=books.chapter_id)
        assert batch.standing == 2
        assert (
            batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong", by=OPERATOR)
            == 2
        )
        assert_books_hold(books)


def fine(books: Books, amount_minor: int = 1500, kind: ChargeKind = ChargeKind.FINE) -> NewCharge:
    return NewCharge(0, kind, "Missed meeting", amount_minor, today_in(ZONE) + timedelta(days=7))


class TestChargingMany:
    def test_charges_each_of_them_in_one_batch(self, books: Books) -> None:
        chosen = books.members[:2]
        batches.charge_many(
            chapter_id=books.chapter_id, member_ids=[*chosen, chosen[0]], request=fine(books), by=OPERATOR
        )
        assert balances(books) == [1500, 1500, 0]
        [batch] = db.session.scalars(select(ChargeBatch))
        assert (batch.charges, batch.total_minor, batch.description) == (2, 3000, "Missed meeting")
        assert_books_hold(books)

    def test_charges_once_what_the_same_form_says_twice(self, books: Books) -> None:
        def send(amount_minor: int) -> int:
            return batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, amount_minor),
                by=OPERATOR,
                form_key="a form of this test",
            )

        assert send(1500) == send(1500)
        with pytest.raises(Conflict):
            send(1600)
        assert balances(books) == [1500, 1500, 1500]

    def test_asks_for_members_that_are_active(self, books: Books) -> None:
        change(books.members[0], status=MemberStatus.INACTIVE)
        for chosen in ([], [books.members[0], books.members[1]], [999999]):
            with pytest.raises(Invalid) as refusal:
                batches.charge_many(
                    chapter_id=books.chapter_id, member_ids=chosen, request=fine(books), by=OPERATOR
                )
            assert refusal.value.field == "members"
        assert balances(books) == [0, 0, 0]

    @pytest.mark.parametrize("kind", [ChargeKind.DUES, ChargeKind.OPENING])
    def test_takes_no_kind_that_is_made_elsewhere(self, books: Books, kind: ChargeKind) -> None:
        with pytest.raises(Invalid):
            batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, kind=kind),
                by=OPERATOR,
            )

    @pytest.mark.parametrize("amount_minor", [0, -1, 1_000_000_000])
    def test_takes_no_amount_that_cannot_be(self, books: Books, amount_minor: int) -> None:
        with pytest.raises(Invalid):
            batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, amount_minor),
                by=OPERATOR,
            )
