"""Money that an officer enters, or a member reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import FormSentAlready, Method
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, OutboxMessage, Payment
from sigma_finance.services.payments import recording, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, manual, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def kinds_of_mail(books: Books) -> list[str]:
    return list(
        db.session.scalars(select(OutboxMessage.kind).where(OutboxMessage.chapter_id == books.chapter_id))
    )


class TestRecordingCash:
    def test_settles_what_is_owed_gives_a_receipt_and_writes_to_the_member(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 20000)
        assert recorded.balance_minor == 0
        assert recorded.receipt_number == f"R-{today_in(ZONE).year}-0001"
        assert kinds_of_mail(books) == ["receipt"]
        assert_books_hold(books)

    def test_keeps_what_is_too_much_as_credit_that_settles_the_next_charge(self, books: Books) -> None:
        assert pay(books, books.members[0], 25000).credit_minor == 5000
        charge(books, books.members[0], 3000)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 2000)
        assert_books_hold(books)

    def test_gives_the_first_result_when_the_form_is_sent_twice(self, books: Books) -> None:
        request = manual(books, books.members[0], 20000)
        first = recording.record(request=request, by=OPERATOR)
        assert recording.record(request=request, by=OPERATOR) == first
        assert len(db.session.scalars(select(Payment)).all()) == 1

    @pytest.mark.parametrize("change", ["member", "amount", "method", "day"])
    def test_refuses_a_form_that_was_sent_already_with_other_contents(
        self, books: Books, change: str
    ) -> None:
        request = manual(books, books.members[0], 20000)
        recording.record(request=request, by=OPERATOR)
        other = {
            "member": replace(request, member_id=books.members[1]),
            "amount": replace(request, amount_minor=100),
            "method": replace(request, method=Method.CHECK),
            "day": replace(request, received_on=request.received_on - timedelta(days=1)),
        }[change]
        with pytest.raises(FormSentAlready, match=r"already, with \$200.00 cash") as refusal:
            recording.record(request=other, by=OPERATOR)
        assert ("for Member 0" in refusal.value.message) == (change == "member")
        with pytest.raises(FormSentAlready):
            recording.report(request=other, by=OPERATOR)
        assert len(db.session.scalars(select(Payment)).all()) == 1

    def test_refuses_a_day_before_the_year_2000_in_words_of_its_own(self, books: Books) -> None:
        with pytest.raises(Invalid, match="before 2000"):
            recording.record(
                request=replace(manual(books, books.members[0], 100), received_on=date(1999, 12, 31)),
                by=OPERATOR,
            )

    def test_numbers_receipts_without_a_gap_when_one_attempt_fails(self, books: Books) -> None:
        pay(books, books.members[0], 100)
        with pytest.raises(Invalid):
            recording.record(
                request=replace(manual(books, books.members[0], 100), note="x" * 301), by=OPERATOR
            )
        assert (pay(books, books.members[0], 100).receipt_number or "").endswith("-0002")

    def test_refuses_a_day_to_come_a_method_of_stripes_and_a_stranger(self, books: Books) -> None:
        good = manual(books, books.members[0], 100)
        tomorrow = today_in(ZONE) + timedelta(days=1)
        other = open_books()
        refusals = {
            "received_on": replace(good, received_on=tomorrow),
            "method": replace(good, method=Method.CARD),
            "amount": replace(good, amount_minor=0),
            "note": replace(good, note="a\x00b"),
        }
        for field, request in refusals.items():
            with pytest.raises(Invalid) as refusal:
                recording.record(request=request, by=OPERATOR)
            assert refusal.value.field == field
        with pytest.raises(NotFound):
            recording.record(request=replace(good, member_id=other.members[0]), by=OPERATOR)
        db.session.rollback()
        assert db.session.scalars(select(Payment)).all() == []


class TestSeveralPayments:
    def test_are_booked_together_with_a_receipt_each(self, books: Books) -> None:
        requests = [manual(books, one, 100) for one in books.members]
        made = recording.record_many(requests=requests, by=OPERATOR)
        assert [(one.receipt_number or "")[-4:] for one in made] == ["0001", "0002"]
        assert_books_hold(books)

    def test_are_none_where_one_cannot_be_taken_and_it_is_named(self, books: Books) -> None:
        good, bad = (manual(books, one, 100) for one in books.members)
        with pytest.raises(recording.RowRefused, match="above zero") as refusal:
            recording.record_many(requests=[good, replace(bad, amount_minor=0)], by=OPERATOR)
        assert (refusal.value.row, refusal.value.field) == (1, "amount")
        assert db.session.scalars(select(Payment)).all() == []


class TestMoneyThatIsAssigned:
    def test_is_so_once(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 5000)
        again = recording.assign(
            chapter_id=books.chapter_id,
            payment_id=recorded.payment_id,
            member_id=books.members[0],
            by=OPERATOR,
        )
        assert again == recorded
        assert_books_hold(books)


class TestAReportedPayment:
    def test_is_written_down_once_however_often_its_form_is_sent(self, books: Books) -> None:
        request = manual(books, books.members[0], 20000)
        first = recording.report(request=request, by=OPERATOR)
        assert recording.report(request=request, by=OPERATOR) == first
        assert len(db.session.scalars(select(Payment)).all()) == 1

    def test_counts_when_an_officer_confirms_it_and_once(self, books: Books) -> None:
        payment_id = recording.report(request=manual(books, books.members[0], 20000), by=OPERATOR)
        assert member_of(books.members[0]).balance_minor == 20000
        first = recording.confirm(chapter_id=books.chapter_id, payment_id=payment_id, by=OPERATOR)
        assert recording.confirm(chapter_id=books.chapter_id, payment_id=payment_id, by=OPERATOR) == first
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_is_declined_with_a_word_and_books_nothing(self, books: Books) -> None:
        payment_id = recording.report(request=manual(books, books.members[0], 20000), by=OPERATOR)
        recording.reject(
            chapter_id=books.chapter_id, payment_id=payment_id, reason="Not received", by=OPERATOR
        )
        assert member_of(books.members[0]).balance_minor == 20000
        with pytest.raises(Conflict):
            recording.confirm(chapter_id=books.chapter_id, payment_id=payment_id, by=OPERATOR)
        assert "report_rejected" in kinds_of_mail(books)


class TestAnOfficersChange:
    def test_has_exactly_one_audit_line(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 100)
        reversing.reverse(
            chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR
        )
        lines = db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.chapter_id == books.chapter_id)
            .order_by(AuditEvent.sequence)
        ).all()
        assert lines == ["charge.made", "payment.recorded", "payment.reversed"]
