"""The audit lines in order, the books that were handed over, and receipts by year."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Handover, HandoverBooks, Receipt
from sigma_finance.queries.books.verify import trail
from tests.books import Books, open_books, pay
from tests.rows import keep, payment

BREAKS_THE_BOOKS = True


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def handover(books: Books, state: HandoverState = HandoverState.DONE) -> int:
    ada, ben = books.members
    ended = None if state is HandoverState.OPEN else now()
    between = {"from_member_id": ada, "to_member_id": ben, "expires_at": now(), "ended_at": ended}
    return keep(Handover(chapter_id=books.chapter_id, state=state, **between))


class TestTheAuditLines:
    def test_come_in_order_with_the_end_of_their_chapters_chain(self, books: Books) -> None:
        other = open_books()
        for made in (books, other, books):
            pay(made, made.members[0], 100)
        rows = list(trail.audit_lines(chapter_id=books.chapter_id))
        lines = [line for _, line in rows if line is not None]
        assert [line.sequence for line in lines] == list(range(1, len(rows) + 1))
        assert {line.chapter_id for line in lines} == {books.chapter_id}
        assert {end for end, _ in rows} == {trail.ChainEnd(len(rows), lines[-1].hash)}

    def test_are_missing_where_nothing_was_done_and_the_end_is_there(self, books: Books) -> None:
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.audit_sequence = 3
        db.session.commit()
        assert list(trail.audit_lines(chapter_id=books.chapter_id)) == [(trail.ChainEnd(3, ""), None)]


class TestTheBooksHandedOver:
    def test_stand_by_each_handover_that_was_done_with_the_hash_of_the_trail(self, books: Books) -> None:
        kept, bare = handover(books), handover(books)
        handover(books, HandoverState.DECLINED)
        handover(open_books())
        keep(HandoverBooks(chapter_id=books.chapter_id, handover_id=kept, content=b"%PDF", sha256="a" * 64))
        facts = {"action": Action.HANDOVER_DONE.value, "actor": "operator", "hash": "0", "previous_hash": ""}
        line = {"subject_type": "handovers", "subject_id": kept, "details": {"sha256": "b" * 64}}
        keep(AuditEvent(chapter_id=books.chapter_id, sequence=1, **facts, **line))
        found = trail.kept_books(chapter_id=books.chapter_id)
        assert [(key, one and one.sha256, stated) for key, one, stated in found] == [
            (kept, "a" * 64, "b" * 64),
            (bare, None, None),
        ]


class TestTheYearsOfReceipts:
    def test_tell_when_their_first_and_last_were_issued(self, books: Books) -> None:
        days = [
            datetime(2026, 1, 5, tzinfo=UTC),
            datetime(2026, 6, 5, tzinfo=UTC),
            datetime(2027, 1, 5, tzinfo=UTC),
        ]
        for number, day in enumerate(days, start=1):
            paid = payment(books.chapter_id, books.members[0], PaymentState.PENDING)
            facts = {"payment_id": paid, "number": number, "label": f"R-{number}", "amount_minor": 5000}
            keep(Receipt(chapter_id=books.chapter_id, year=day.year, issued_at=day, **facts))
        pay(other := open_books(), other.members[0], 100)
        assert trail.receipt_years(chapter_id=books.chapter_id) == [
            (2026, days[0], days[1]),
            (2027, days[2], days[2]),
        ]
