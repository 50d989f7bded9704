"""What a payment settles first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.services.dues import batches
from sigma_finance.services.dues.charges import NewCharge
from tests.books import ZONE, Books, assert_books_hold, charge, open_books, pay, set_policy


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestTheOrderOfSettling:
    def test_is_by_due_date_unless_the_chapter_puts_a_kind_first(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 20000)
        batches.charge_many(
            chapter_id=books.chapter_id,
            member_ids=[ada],
            request=NewCharge(0, ChargeKind.FINE, "Fine", 1000, today_in(ZONE) + timedelta(days=300)),
            by=OPERATOR,
        )
        set_policy(books, Policy(settle_first=(ChargeKind.FINE,)))
        pay(books, ada, 1000)
        assert opened(books) == {"Fine": 0}
        assert_books_hold(books)


def opened(books: Books) -> dict[str, int]:
    from sigma_finance.models import Charge, Installment

    rows = db.session.execute(
        select(Charge.description, Installment.open_minor)
        .join(Installment, Installment.charge_id == Charge.id)
        .where(Charge.chapter_id == books.chapter_id, Charge.kind == ChargeKind.FINE)
    )
    return {what: int(minor) for what, minor in rows}
