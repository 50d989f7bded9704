"""The press of *Pay*, and the way back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.errors import Invalid, NotFound, Unavailable
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.services.payments import checkout
from tests.books import Books, charge, member_of, open_books, payment_of
from tests.services.payments.paying import press_pay


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestPressingPay:
    def test_leads_to_the_same_session_for_the_same_amount(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        again = press_pay(books)
        assert (again.id, again.stripe_session_id) == (first.id, first.stripe_session_id)
        assert len(sandbox.sessions()) == 1

    def test_expires_the_first_session_for_another_amount(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        second = press_pay(books, 5000)
        assert sandbox.session(first.stripe_session_id or "")["status"] == "expired"
        assert payment_of(first.reference).state is PaymentState.EXPIRED
        assert payment_of(second.reference).state is PaymentState.PENDING

    @pytest.mark.parametrize("amount", [0, -5, 20001, 10**12])
    def test_refuses_what_is_not_owed(self, books: Books, amount: int) -> None:
        with pytest.raises(Invalid):
            press_pay(books, amount)
        assert db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)).all() == []

    def test_refuses_when_nothing_is_owed(self, books: Books) -> None:
        with pytest.raises(Invalid, match="nothing to pay"):
            press_pay(books, member=1)

    def test_closes_the_row_when_stripe_says_no(self, books: Books, sandbox: Sandbox) -> None:
        with pytest.raises(Unavailable, match="Nothing was charged"):
            press_pay(books, 30)
        [payment] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert payment.state is PaymentState.FAILED

    def test_keeps_row_and_key_when_the_answer_is_lost_and_asks_again_with_them(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        [kept] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert kept.state is PaymentState.CREATED
        sandbox.clear_faults()
        assert press_pay(books).id == kept.id
        assert len(sandbox.sessions()) == 1

    def test_names_the_chapter_and_keeps_to_our_own_key(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        [request] = [r for r in sandbox.requests() if r.method == "POST" and r.path.endswith("/sessions")]
        assert request.idempotency_key == payment.reference


class TestTheReturnPage:
    def test_credits_nothing_for_an_unpaid_session(self, books: Books) -> None:
        payment = press_pay(books)
        self._return(books, payment.reference, payment.stripe_session_id)
        assert payment_of(payment.reference).state is PaymentState.PENDING

    def test_knows_nothing_of_what_is_not_the_members(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        other = open_books()
        for reference, session in [
            (payment.reference, "cs_test_invented"),
            ("P-INVENTED", payment.stripe_session_id),
        ]:
            with pytest.raises(NotFound):
                self._return(books, reference, session)
        with pytest.raises(NotFound):
            self._return(books, payment.reference, payment.stripe_session_id, member=1)
        with pytest.raises(NotFound):
            self._return(other, payment.reference, payment.stripe_session_id)
        assert member_of(books.members[0]).balance_minor == 20000

    def test_books_no_foreign_session_for_a_payment_whose_own_is_not_known_yet(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        [mine] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        sandbox.clear_faults()
        charge(books, books.members[1])
        theirs = press_pay(books, member=1)
        sandbox.pay(theirs.stripe_session_id or "")
        with pytest.raises(NotFound):
            self._return(books, mine.reference, theirs.stripe_session_id)
        assert payment_of(mine.reference).state is PaymentState.CREATED
        assert payment_of(theirs.reference).state is PaymentState.PENDING
        assert [member_of(member).balance_minor for member in books.members] == [20000, 20000]

    def _return(self, books: Books, reference: str, session_id: str | None, *, member: int = 0) -> None:
        checkout.settle_return(
            chapter_id=books.chapter_id,
            member_id=books.members[member],
            reference=reference,
            session_id=session_id,
        )
