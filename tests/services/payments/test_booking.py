"""What booking money leaves behind: the entry, its receipt, the message to whom it concerns."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, OutboxMessage
from tests.books import Books, assert_books_hold, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def receipt_mail() -> dict[str, Any]:
    """What the one receipt's mail says."""
    db.session.rollback()
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt")).one()
    return dict(message.context)


class TestMoneyBooked:
    def test_tells_its_member_what_it_paid_for_and_what_is_left_as_credit(self, books: Books) -> None:
        pay(books, books.members[0], 25000)
        said = receipt_mail()
        assert said["settled"] == [{"description": "Dues", "amount": "$200.00"}]
        assert (said["amount"], said["credit"], said["balance"]) == ("$250.00", "$50.00", "$0.00")
        assert_books_hold(books)

    def test_says_nothing_of_credit_where_there_is_none(self, books: Books) -> None:
        pay(books, books.members[0], 5000)
        said = receipt_mail()
        assert (said["credit"], said["balance"]) == (None, "$150.00")

    def test_is_one_entry_of_the_day_on_which_it_came(self, books: Books) -> None:
        booked = pay(books, books.members[0], 5000)
        [entry] = db.session.scalars(
            select(JournalEntry).where(JournalEntry.payment_id == booked.payment_id)
        ).all()
        assert entry.kind is EntryKind.PAYMENT
