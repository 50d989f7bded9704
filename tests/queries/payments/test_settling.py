"""The rows that booking money needs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Payment, Refund
from sigma_finance.queries.payments import settling
from sigma_finance.queries.payments.settling import SettledLine
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, charge, open_books, pay
from tests.rows import keep, payment

CREATED, PENDING = PaymentState.CREATED, PaymentState.PENDING
LONG_AGO = timedelta(days=3)
BREAKS_THE_BOOKS = True


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_books()


def ids(rows: list[Payment]) -> list[int]:
    return [row.id for row in rows]


class TestAPayment:
    def test_is_found_by_reference_and_by_form_in_its_own_chapter(self, books: Books) -> None:
        paid = payment(books.chapter_id, books.members[0], PENDING, reference="P-1", form_key="sent")
        other = open_books().chapter_id
        by_reference = settling.find_payment(chapter_id=books.chapter_id, reference="P-1")
        by_form = settling.find_by_form_key(chapter_id=books.chapter_id, form_key="sent")
        assert [one and one.id for one in (by_reference, by_form)] == [paid, paid]
        assert settling.find_payment(chapter_id=other, reference="P-1") is None
        assert settling.find_by_form_key(chapter_id=other, form_key="sent") is None

    def test_has_settled_its_charges_in_the_order_of_booking(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 300)
        charge(books, ada, 100)
        paid = pay(books, ada, 350).payment_id
        found = settling.settled_lines(chapter_id=books.chapter_id, payment_id=paid)
        assert found == [SettledLine("Dues", 300), SettledLine("Dues", 50)]
        assert settling.settled_lines(chapter_id=open_books().chapter_id, payment_id=paid) == []

    def test_that_was_reversed_has_settled_nothing(self, books: Books) -> None:
        charge(books, books.members[0], 300)
        gone = pay(books, books.members[0], 300).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        assert settling.settled_lines(chapter_id=books.chapter_id, payment_id=gone) == []


class TestCheckouts:
    def test_that_may_still_bring_money_are_the_members_newest_first(self, books: Books) -> None:
        ada, ben = books.members
        first, second = (payment(books.chapter_id, ada, state) for state in (CREATED, PENDING))
        payment(books.chapter_id, ada, PaymentState.FAILED)
        payment(books.chapter_id, ada, CREATED, autopay=True)
        payment(books.chapter_id, ben, CREATED)
        assert ids(settling.open_checkouts(chapter_id=books.chapter_id, member_id=ada)) == [second, first]

    def test_of_long_ago_whose_end_is_not_known_are_named(self, books: Books) -> None:
        facts = {"created_at": now() - LONG_AGO}
        payment(books.chapter_id, books.members[0], PENDING, reference="P-1", stripe_session_id="cs", **facts)
        payment(books.chapter_id, books.members[0], PENDING, autopay=True, **facts)
        payment(books.chapter_id, books.members[0], PaymentState.EXPIRED, **facts)
        payment(books.chapter_id, books.members[0], PENDING)
        found = settling.unfinished_checkouts(before=now() - timedelta(days=1))
        assert [(one.reference, one.session_id) for one in found] == [("P-1", "cs")]

    def test_have_a_newer_one_where_the_payer_began_again(self, books: Books) -> None:
        ada, ben = books.members
        first = db.session.get_one(Payment, payment(books.chapter_id, ada, PENDING))
        nobodys = db.session.get_one(Payment, payment(books.chapter_id, None, PENDING))
        payment(books.chapter_id, ben, PENDING)
        payment(books.chapter_id, ada, PaymentState.REPORTED, method=Method.CASH)
        assert not settling.has_newer_checkout(first)
        payment(books.chapter_id, ada, CREATED)
        assert settling.has_newer_checkout(first)
        assert not settling.has_newer_checkout(nobodys)


class TestAutopay:
    def test_charges_a_member_until_stripe_has_answered(self, books: Books) -> None:
        ada, ben = books.members
        asked = payment(books.chapter_id, ada, CREATED, autopay=True)
        payment(books.chapter_id, ben, CREATED)

        def charging(member_id: int) -> bool:
            return settling.is_being_charged(chapter_id=books.chapter_id, member_id=member_id)

        assert [charging(ada), charging(ben)] == [True, False]
        db.session.get_one(Payment, asked).state = PaymentState.FAILED
        db.session.commit()
        assert not charging(ada)

    def test_has_charges_of_which_no_fee_is_booked(self, books: Books) -> None:
        done = {"autopay": True, "succeeded_at": now()}
        state = PaymentState.SUCCEEDED
        payment(books.chapter_id, books.members[0], state, stripe_payment_intent_id="pi_1", **done)
        payment(books.chapter_id, books.members[0], state, **done)
        payment(
            books.chapter_id, books.members[0], state, stripe_payment_intent_id="pi_2", succeeded_at=now()
        )
        since = now() - timedelta(days=1)
        assert settling.direct_charges_without_fee(since=since) == [("", "pi_1")]
        assert settling.direct_charges_without_fee(since=now() + timedelta(days=1)) == []


class TestReceipts:
    def test_are_numbered_on_from_the_last_of_their_year(self, books: Books) -> None:
        year = today_in(ZONE).year
        assert settling.last_receipt_number(chapter_id=books.chapter_id, year=year) == 0
        for _ in range(2):
            pay(books, books.members[0], 100)
        other = open_books().chapter_id
        last = [
            settling.last_receipt_number(chapter_id=chapter_id, year=of)
            for chapter_id, of in ((books.chapter_id, year), (books.chapter_id, year + 1), (other, year))
        ]
        assert last == [2, 0, 0]

    def test_are_void_once_their_payment_is_reversed(self, books: Books) -> None:
        gone = pay(books, books.members[0], 100).payment_id
        receipt = settling.find_receipt(chapter_id=books.chapter_id, payment_id=gone)
        assert receipt is not None
        assert not settling.is_void(chapter_id=books.chapter_id, receipt_id=receipt.id)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        assert settling.is_void(chapter_id=books.chapter_id, receipt_id=receipt.id)
        assert settling.find_receipt(chapter_id=open_books().chapter_id, payment_id=gone) is None


class TestWhatStripeNames:
    def test_is_found_by_its_name_there(self, books: Books) -> None:
        of = {"chapter_id": books.chapter_id, "amount_minor": 1}
        of["payment_id"] = payment(books.chapter_id, books.members[0], PENDING)
        refund = keep(Refund(stripe_refund_id="re_1", state=RefundState.PENDING, **of))
        dispute = keep(Dispute(stripe_dispute_id="dp_1", state=DisputeState.OPEN, **of))
        found = [
            settling.find_refund(stripe_refund_id="re_1"),
            settling.find_dispute(stripe_dispute_id="dp_1"),
        ]
        assert [one and one.id for one in found] == [refund, dispute]
        assert settling.find_refund(stripe_refund_id="dp_1") is None
        assert settling.find_dispute(stripe_dispute_id="re_1") is None

    def test_of_a_chapter_is_its_short_name(self, books: Books) -> None:
        chapter = settling.find_chapter(slug=books.slug)
        assert chapter is not None
        assert chapter.id == books.chapter_id
        assert settling.find_chapter(slug="no-such-chapter") is None
