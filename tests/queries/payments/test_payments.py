"""Payments as officers see them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.payments import payments
from sigma_finance.queries.payments.payments import EnteredPayment
from sigma_finance.services.payments import recording, reversing
from tests import rows
from tests.books import ZONE, Books, charge, manual, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def other(books: Books) -> Books:
    return open_books()


def report(books: Books, amount_minor: int) -> int:
    return recording.report(request=manual(books, books.members[0], amount_minor), by=OPERATOR)


def read(books: Books, reference: str) -> EnteredPayment:
    return payments.get_payment(chapter_id=books.chapter_id, reference=reference, timezone=ZONE)


class TestTheLists:
    def test_have_what_members_reported_oldest_first(self, books: Books, other: Books) -> None:
        made = [report(books, amount) for amount in (100, 200)]
        report(other, 300)
        pay(books, books.members[0], 400)
        found = payments.reported(chapter_id=books.chapter_id, timezone=ZONE)
        assert [one.id for one in found] == made
        assert (found[0].member_name, found[0].status) == ("Member 0", "reported")

    def test_have_a_members_own_newest_first(self, books: Books, other: Books) -> None:
        made = [pay(books, books.members[0], 100).payment_id for _ in range(3)]
        pay(books, books.members[1], 100)

        def of(chapter_id: int, limit: int = 9) -> list[int]:
            found = payments.of_member(
                chapter_id=chapter_id, member_id=books.members[0], timezone=ZONE, limit=limit
            )
            return [one.id for one in found]

        assert of(books.chapter_id) == made[::-1]
        assert of(books.chapter_id, limit=1) == made[2:]
        assert of(other.chapter_id) == []

    def test_have_what_came_in_last_apart_from_donations(self, books: Books, other: Books) -> None:
        kept, reversed_ = pay(books, books.members[0], 100), pay(books, books.members[0], 200)
        reversing.reverse(
            chapter_id=books.chapter_id, payment_id=reversed_.payment_id, reason="x", by=OPERATOR
        )
        report(books, 300)
        came = {"succeeded_at": now(), "received_on": today_in(ZONE)}
        rows.payment(books.chapter_id, None, PaymentState.SUCCEEDED, donor_name="Grace", **came)
        unmatched = rows.payment(books.chapter_id, None, PaymentState.SUCCEEDED, **came)
        pay(other, other.members[0], 400)
        found = payments.latest(chapter_id=books.chapter_id, timezone=ZONE, limit=9)
        assert [one.id for one in found] == [unmatched, reversed_.payment_id, kept.payment_id]
        assert [one.status for one in found] == ["unmatched", "reversed", "succeeded"]


class TestAPayment:
    def test_says_who_recorded_it_and_who_took_it_back(self, books: Books) -> None:
        officer = Actor(ActorKind.PERSON, member_id=books.members[1])
        paid = recording.record(request=manual(books, books.members[0], 500), by=officer)
        found = read(books, paid.reference)
        assert (found.recorded_by, found.status, found.reversible) == ("Member 1", "succeeded", True)
        assert found.reversal is None
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid.payment_id, reason="x", by=officer)
        again = read(books, paid.reference)
        assert again.reversal is not None
        assert again.reversal.by == "Member 1"
        assert not again.reversible

    def test_by_stripe_is_refunded_and_not_reversed(self, books: Books) -> None:
        payment_id = rows.payment(
            books.chapter_id,
            books.members[0],
            PaymentState.SUCCEEDED,
            succeeded_at=now(),
            stripe_payment_intent_id="pi_1",
        )
        found = read(books, db.session.get_one(Payment, payment_id).reference)
        assert (found.reversible, found.payment_intent, found.payer) == (False, "pi_1", "")

    def test_of_another_chapter_is_not_found(self, books: Books, other: Books) -> None:
        paid = pay(books, books.members[0], 500)
        with pytest.raises(NotFound):
            read(other, paid.reference)


class TestAForm:
    def test_knows_what_is_owed_and_whether_it_was_sent(self, books: Books, other: Books) -> None:
        charge(books, books.members[0], 20000)
        recording.record(request=manual(books, books.members[0], 500, form_key="sent"), by=OPERATOR)

        def facts(form_key: str, chapter_id: int = books.chapter_id) -> tuple[int, bool]:
            found = payments.get_recording_facts(
                chapter_id=chapter_id, member_id=books.members[0], form_key=form_key
            )
            return found.balance_minor, found.made

        assert facts("sent") == (19500, True)
        assert facts("new") == (19500, False)
        with pytest.raises(NotFound):
            facts("sent", other.chapter_id)
        asked = {"sent", "new"}
        assert payments.made_by_forms(chapter_id=books.chapter_id, form_keys=asked) == {"sent"}
        assert payments.made_by_forms(chapter_id=other.chapter_id, form_keys=asked) == set()
