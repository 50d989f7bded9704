"""How charges and money flowed, month by month."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.payments.payments import Method
from sigma_finance.queries.figures import trends
from sigma_finance.queries.figures.trends import Flow
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import reversing
from tests.books import Books, charge, open_books, pay
from tests.routes.treasurer.desk import today


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def this_month() -> date:
    return today().replace(day=1)


class TestWhatWasCharged:
    def test_is_told_by_month_and_kind_without_what_was_reversed(self, books: Books) -> None:
        ada, ben = books.members
        charge(books, ada, 300)
        charge(books, ben, 200)
        fine = charges.NewCharge(ada, ChargeKind.FINE, "Fine", 50, today())
        charges.charge(chapter_id=books.chapter_id, request=fine, by=OPERATOR)
        wrong = charge(books, ben, 900)
        charges.reverse(chapter_id=books.chapter_id, charge_id=wrong, reason="Wrong", by=OPERATOR)
        charge(other := open_books(), other.members[0], 7)
        found = trends.charged(chapter_id=books.chapter_id, first=this_month())
        assert sorted(found, key=lambda one: one.charged_minor) == [
            Flow(this_month(), ChargeKind.FINE, None, 50, 0),
            Flow(this_month(), ChargeKind.DUES, None, 500, 0),
        ]
        assert trends.charged(chapter_id=books.chapter_id, first=today() + timedelta(days=1)) == []


class TestWhatWasCollected:
    def test_is_told_by_method_and_what_it_settles_net_of_what_went_back(self, books: Books) -> None:
        ada, ben = books.members
        charge(books, ada, 300)
        pay(books, ada, 350)
        gone = pay(books, ben, 900).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        pay(other := open_books(), other.members[0], 7)
        found = trends.collected(chapter_id=books.chapter_id, first=this_month())
        assert sorted(found, key=lambda one: one.collected_minor) == [
            Flow(this_month(), None, Method.CASH, 0, 50),
            Flow(this_month(), ChargeKind.DUES, Method.CASH, 0, 300),
        ]
        assert trends.collected(chapter_id=books.chapter_id, first=today() + timedelta(days=1)) == []


class TestAFlow:
    @pytest.mark.parametrize(
        "flow",
        [
            Flow(date(2026, 11, 1), ChargeKind.DUES, Method.CASH, 0, 300),
            Flow(date(2026, 11, 1), None, None, 20, 0),
        ],
    )
    def test_is_read_as_it_was_kept(self, flow: Flow) -> None:
        assert trends.read_flow(json.loads(json.dumps(asdict(flow), default=str))) == flow
