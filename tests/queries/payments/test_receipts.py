"""A receipt as it was given, and what has become of the money since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.payments import receipts
from sigma_finance.queries.payments.amendments import ReceiptMark
from sigma_finance.queries.payments.receipts import LaterMovement, ReceiptFacts
from sigma_finance.queries.payments.settling import SettledLine
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def reference_of(payment_id: int) -> str:
    return db.session.scalars(select(Payment.reference).where(Payment.id == payment_id)).one()


def receipt(books: Books, payment_id: int, zone: str = ZONE, member_id: int | None = None) -> ReceiptFacts:
    return receipts.get_receipt(
        chapter_id=books.chapter_id,
        reference=reference_of(payment_id),
        timezone=zone,
        member_id=member_id,
    )


class TestAReceipt:
    def test_says_what_was_settled_and_what_was_owed_then_whatever_came_later(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 300)
        charge(books, ada, 500)
        paid = pay(books, ada, 400)
        charge(books, ada, 9000)
        pay(books, ada, 50)
        found = receipt(books, paid.payment_id)
        assert found.number == paid.receipt_number
        assert (found.member_name, found.method, found.amount_minor) == ("Member 0", Method.CASH, 400)
        assert found.settled == [SettledLine("Dues", 300), SettledLine("Dues", 100)]
        assert (found.credit_minor, found.balance_minor) == (0, 400)
        assert (found.received_on, found.taken_by) == (today_in(ZONE), "Treasurer")
        assert (found.since, found.restated) == ([], None)

    def test_says_what_was_kept_as_credit(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 300)
        found = receipt(books, pay(books, ada, 450).payment_id)
        assert found.settled == [SettledLine("Dues", 300)]
        assert (found.credit_minor, found.balance_minor) == (150, -150)

    def test_says_when_it_stopped_proving_anything(self, books: Books) -> None:
        gone = pay(books, books.members[0], 400).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        found, today = receipt(books, gone), today_in(ZONE)
        assert found.restated == ReceiptMark(0, today, "Bounced")
        assert found.since == [LaterMovement(EntryKind.PAYMENT_REVERSAL, today, -400)]

    def test_is_dated_by_the_chapters_clock(self, books: Books) -> None:
        with time_machine.travel(datetime(2026, 6, 15, 2, tzinfo=UTC), tick=False):
            paid = pay(books, books.members[0], 400).payment_id
        days = [receipt(books, paid, zone).issued_on.day for zone in ("UTC", "America/New_York")]
        assert days == [15, 14]

    def test_is_not_there_for_another_member_chapter_or_reference(self, books: Books) -> None:
        ada, ben = books.members
        paid = pay(books, ada, 400).payment_id
        assert receipt(books, paid, member_id=ada).amount_minor == 400
        for whose in (
            {"chapter_id": books.chapter_id, "reference": reference_of(paid), "member_id": ben},
            {"chapter_id": open_books().chapter_id, "reference": reference_of(paid)},
            {"chapter_id": books.chapter_id, "reference": "P-NONE"},
        ):
            with pytest.raises(NotFound):
                receipts.get_receipt(timezone=ZONE, **whose)  # type: ignore[arg-type]
