"""What a receipt says after money of its payment went back: on its page, in its file, and in the books' own check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.dates import local_date, now
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, JournalEntry, OutboxMessage, Payment, Receipt, ReceiptVoid
from sigma_finance.queries.payments import amendments, own, receipts
from sigma_finance.queries.payments.amendments import ReceiptMark, ReceiptStanding
from tests.books import ZONE, Books, charge, open_books, payment_of
from tests.harness.holding import assert_verified
from tests.people import add_person
from tests.services.payments.paying import deliver, pay_by_card, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


@pytest.fixture
def session_id(books: Books, sandbox: Sandbox) -> str:
    """A card payment of 200.00."""
    return pay_by_card(books, sandbox)


def mark(books: Books) -> ReceiptMark | None:
    """What the only receipt says on its page, the same as in its file; the books agree."""
    db.session.rollback()
    receipt = db.session.scalars(select(Receipt).where(Receipt.chapter_id == books.chapter_id)).one()
    payment = payment_of_receipt(receipt)
    facts: dict[str, Any] = {"chapter_id": books.chapter_id, "reference": payment, "timezone": ZONE}
    page = own.get_payment(**facts)
    assert receipts.get_receipt(**facts).restated == page.restated
    assert_verified()
    return page.restated


def payment_of_receipt(receipt: Receipt) -> str:
    return db.session.get_one(Payment, receipt.payment_id).reference


class TestAReceipt:
    def test_of_which_a_part_was_disputed_and_lost_says_what_stays_paid(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        disputed = sandbox.dispute(session_id, amount=5000)
        deliver(sandbox)
        assert mark(books) is None
        sandbox.lose(disputed["id"])
        deliver(sandbox)
        found = mark(books)
        assert found
        assert (found.stays_minor, found.is_void) == (15000, False)
        assert found.reason == "The payer's bank took the money back."
        assert db.session.scalars(select(ReceiptVoid)).all() == []

    def test_is_void_once_nothing_of_it_stays_paid(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        sandbox.refund(session_id, amount=15000)
        deliver(sandbox)
        first = mark(books)
        disputed = sandbox.dispute(session_id, amount=5000)
        sandbox.lose(disputed["id"])
        deliver(sandbox)
        second = mark(books)
        assert first
        assert second
        assert (first.stays_minor, second.stays_minor, second.is_void) == (5000, 0, True)
        assert len(db.session.scalars(select(ReceiptVoid)).all()) == 1

    def test_is_void_after_a_full_refund_and_good_again_when_that_fails(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        refund = sandbox.refund(session_id)
        deliver(sandbox)
        assert (found := mark(books))
        assert found.is_void
        sandbox.fail_refund(refund["id"])
        deliver(sandbox)
        assert (again := mark(books))
        assert again.stays_minor == 20000

    def test_says_nothing_of_a_dispute_that_was_won(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        disputed = sandbox.dispute(session_id, amount=5000)
        sandbox.win(disputed["id"])
        deliver(sandbox)
        assert mark(books) is None

    def test_stands_as_its_newest_line_says(self, books: Books, sandbox: Sandbox, session_id: str) -> None:
        receipt = db.session.scalars(select(Receipt).where(Receipt.chapter_id == books.chapter_id)).one()
        assert amendments.standing(receipt) == ReceiptStanding(20000, amended=False)
        for amount in (5000, 2500):
            sandbox.refund(session_id, amount=amount)
        deliver(sandbox)
        db.session.rollback()
        assert amendments.standing(receipt) == ReceiptStanding(12500, amended=True)
        [payment] = {payment_of(payment_of_receipt(receipt))}
        assert amendments.stays_paid(payment) == 12500


class TestTheDaysOfADispute:
    def test_are_the_chapters(self, any_app: Flask, sandbox: Sandbox) -> None:
        """Half past nine in the evening where the chapter is, and the next day already in UTC."""
        opened = datetime(2026, 10, 2, 2, 30, tzinfo=UTC)
        with time_machine.travel(opened, tick=False) as clock:
            books = open_books()
            charge(books, books.members[0])
            add_person(books.chapter_id, "Tess", f"tess.{books.slug}@example.org", Role.TREASURER)
            found = press_pay(books).stripe_session_id or ""
            sandbox.pay(found)
            disputed = sandbox.dispute(found)
            clock.shift(timedelta(hours=14))
            deliver(sandbox)
            sandbox.lose(disputed["id"])
            clock.shift(timedelta(days=20))
            deliver(sandbox)
            closed = now()
        known = db.session.scalars(select(Dispute).where(Dispute.chapter_id == books.chapter_id)).one()
        assert (known.created_at, known.closed_at) == (opened, closed)
        booked = db.session.scalars(
            select(JournalEntry.booked_on).where(JournalEntry.dispute_id == known.id)
        ).all()
        assert {day.isoformat() for day in booked} == {"2026-10-01"}
        assert known.evidence_due_at
        due = local_date(known.evidence_due_at, ZONE)
        assert due != known.evidence_due_at.date()
        [told] = db.session.scalars(
            select(OutboxMessage.context).where(OutboxMessage.kind == "dispute_opened")
        )
        assert f"{due:%B} {due.day}, {due.year}" == told["due_on"]
