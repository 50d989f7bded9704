"""The history of payments: those that a filter lets through, and what they add up to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Member, Payment, Refund
from sigma_finance.queries.payments import history
from sigma_finance.queries.payments.history import PaymentFilter, Totals
from tests import rows
from tests.books import ZONE, Books, open_books, pay

EVENING = datetime(2026, 5, 5, 2, tzinfo=UTC)  # ten o'clock on the fourth, where the chapter is


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def other(books: Books) -> Books:
    made = open_books()
    pay(made, made.members[0], 77)
    return made


def came_in(books: Books, amount_minor: int = 5000, **facts: object) -> int:
    """Money by card; returns the payment's id."""
    known = {"amount_minor": amount_minor, "succeeded_at": now(), "received_on": today_in(ZONE)}
    return rows.payment(books.chapter_id, books.members[0], PaymentState.SUCCEEDED, **(known | facts))


def refund(books: Books, payment_id: int, amount_minor: int, state: RefundState) -> None:
    facts = {"stripe_refund_id": f"re_{payment_id}_{state}", "amount_minor": amount_minor, "state": state}
    rows.keep(Refund(chapter_id=books.chapter_id, payment_id=payment_id, **facts))


def dispute(books: Books, payment_id: int, amount_minor: int, state: DisputeState) -> None:
    facts = {"stripe_dispute_id": f"dp_{payment_id}", "amount_minor": amount_minor, "state": state}
    rows.keep(Dispute(chapter_id=books.chapter_id, payment_id=payment_id, **facts))


def found(books: Books, **wanted: object) -> list[int]:
    page = history.page(
        chapter_id=books.chapter_id,
        timezone=ZONE,
        wanted=PaymentFilter(**wanted),  # type: ignore[arg-type]
        cursor=Cursor(),
    )
    return [one.id for one in page.rows]


def totals(books: Books, **wanted: object) -> Totals:
    return history.totals(
        chapter_id=books.chapter_id,
        timezone=ZONE,
        wanted=PaymentFilter(**wanted),  # type: ignore[arg-type]
    )


class TestTheHistory:
    def test_shows_the_chapters_own_newest_first(self, books: Books, other: Books) -> None:
        made = [pay(books, books.members[0], 100).payment_id for _ in range(2)]
        assert found(books) == made[::-1]
        assert totals(books) == Totals(2, 200, 200, None)
        listed = history.exported(chapter_id=books.chapter_id, timezone=ZONE, wanted=PaymentFilter())
        assert [one.amount_minor for one in listed] == [100, 100]

    def test_is_narrowed_by_what_a_payment_is(self, books: Books) -> None:
        cash = pay(books, books.members[1], 900).payment_id
        card = came_in(books, 5000)
        waiting = rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING)
        assert found(books, method=Method.CASH) == [cash]
        assert found(books, state=PaymentState.PENDING) == [waiting]
        assert found(books, member_id=books.members[1]) == [cash]
        assert found(books, least_minor=901) == [waiting, card]
        assert found(books, most_minor=900) == [cash]
        assert found(books, least_minor=5000, most_minor=5000) == [waiting, card]
        assert found(books, historical=True) == []
        assert found(books, historical=False) == [waiting, card, cash]

    @pytest.mark.parametrize("by", ["name", "receipt", "reference", "intent"])
    def test_is_searched_by_name_receipt_and_reference(self, books: Books, other: Books, by: str) -> None:
        paid = pay(books, books.members[0], 900)
        rows.payment(books.chapter_id, None, PaymentState.PENDING, stripe_payment_intent_id="pi_other")
        row = db.session.get_one(Payment, paid.payment_id)
        row.stripe_payment_intent_id = "pi_This"
        db.session.get_one(Member, books.members[0]).name = "Ada Byron"
        db.session.commit()
        words = {
            "name": "BYRON",
            "receipt": (paid.receipt_number or "").lower(),
            "reference": paid.reference[2:9].lower(),
            "intent": "pi_This",
        }
        assert found(books, search=words[by]) == [paid.payment_id]
        assert found(other, search=words["reference"]) == []
        assert found(books, search="%") == []

    def test_is_narrowed_by_the_chapters_own_days(self, books: Books) -> None:
        begun = rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING, created_at=EVENING)
        fourth = date(2026, 5, 4)
        received = came_in(books, received_on=fourth)
        assert set(found(books, first=fourth, last=fourth)) == {begun, received}
        assert found(books, first=fourth + timedelta(days=1)) == []
        assert found(books, last=fourth - timedelta(days=1)) == []


class TestTotals:
    def test_keep_what_did_not_go_back(self, books: Books) -> None:
        part, whole, disputed = came_in(books), came_in(books), came_in(books)
        refund(books, part, 2000, RefundState.SUCCEEDED)
        refund(books, part, 1000, RefundState.FAILED)
        refund(books, whole, 5000, RefundState.PENDING)
        dispute(books, disputed, 5000, DisputeState.OPEN)
        refund(books, disputed, 1000, RefundState.SUCCEEDED)
        rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING)
        counted = totals(books)
        assert (counted.payments, counted.received_minor, counted.kept_minor) == (4, 15000, 3000)
        assert counted.went_back_minor == 12000

    def test_name_the_member_whom_they_are_about(self, books: Books, other: Books) -> None:
        assert totals(books, member_id=books.members[1]).member_name == "Member 1"
        with pytest.raises(NotFound):
            totals(books, member_id=other.members[0])

    def test_leave_a_dispute_that_was_won_aside(self, books: Books) -> None:
        dispute(books, came_in(books), 5000, DisputeState.WON)
        assert totals(books).kept_minor == 5000


class TestAFile:
    def test_says_everything_of_a_payment(self, books: Books) -> None:
        payment_id = came_in(
            books,
            note="Thanks",
            taken_by="Tess",
            recorded_by_member_id=books.members[1],
            stripe_payment_intent_id="pi_1",
        )
        refund(books, payment_id, 2000, RefundState.SUCCEEDED)
        (line,) = history.exported(chapter_id=books.chapter_id, timezone=ZONE, wanted=PaymentFilter())
        assert (line.amount_minor, line.refunded_minor, line.kept_minor) == (5000, 2000, 3000)
        assert (line.shown, line.payment_intent) == (PaymentLabel.PARTLY_REFUNDED, "pi_1")
        assert (line.member, line.recorded_by, line.note, line.taken_by) == (
            "Member 0",
            "Member 1",
            "Thanks",
            "Tess",
        )

    def test_dates_what_has_not_come_in_by_the_day_it_was_begun(self, books: Books) -> None:
        rows.payment(books.chapter_id, None, PaymentState.FAILED, created_at=EVENING)
        (line,) = history.exported(chapter_id=books.chapter_id, timezone=ZONE, wanted=PaymentFilter())
        assert (line.on.isoformat(), line.member, line.receipt, line.kept_minor) == ("2026-05-04", "", "", 0)
