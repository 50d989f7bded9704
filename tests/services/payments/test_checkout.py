"""The press of *Pay*, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Conflict, Invalid, NotFound, Unavailable
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import CheckoutRequest, CheckoutSession
from sigma_finance.models import Chapter, Payment
from sigma_finance.services.payments import checkout
from tests.books import Books, charge, member_of, open_books, payment_of
from tests.services.payments.paying import deliver, press_pay


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

    def test_fails_where_the_key_was_used_before_the_chapter_took_another_name_and_then_works(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        sandbox.clear_faults()
        db.session.get_one(Chapter, books.chapter_id).name = "Another name"
        db.session.commit()
        with pytest.raises(Unavailable, match="could not be opened"):
            press_pay(books)
        [kept] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert (kept.state, kept.problem) == (
            PaymentState.FAILED,
            "It could not be opened. Nothing was charged.",
        )
        assert press_pay(books).state is PaymentState.PENDING

    def test_leads_nowhere_where_stripes_page_has_no_address(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = stripe.create_checkout_session

        def without_address(*, request: CheckoutRequest, idempotency_key: str) -> CheckoutSession:
            return replace(opened(request=request, idempotency_key=idempotency_key), url=None)

        monkeypatch.setattr(stripe, "create_checkout_session", without_address)
        with pytest.raises(Conflict, match="has been made already"):
            press_pay(books)
        [kept] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert kept.state is PaymentState.PENDING

    def test_is_refused_by_a_link_that_is_none_any_more(self, books: Books, sandbox: Sandbox) -> None:
        visit = checkout.PayLinkVisit(10**9, "https://example.org/pay/gone")
        wanted = checkout.CheckoutOrder(books.chapter_id, books.members[0], 20000, link=visit)
        with pytest.raises(Conflict, match="taken back, or has expired"):
            checkout.open_page(wanted=wanted, by=OPERATOR)
        assert sandbox.sessions() == []


class TestAPageThatIsOverBeforeAnybodyTold:
    def test_is_followed_by_a_new_one_where_it_expired(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        sandbox.expire(first.stripe_session_id or "")
        second = press_pay(books)
        assert payment_of(first.reference).state is PaymentState.EXPIRED
        assert (second.id == first.id, payment_of(second.reference).state) == (False, PaymentState.PENDING)

    def test_is_booked_where_it_was_paid_and_nothing_is_left_to_pay(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        first = press_pay(books)
        sandbox.pay(first.stripe_session_id or "")
        with pytest.raises(Invalid, match="nothing to pay"):
            press_pay(books)
        assert payment_of(first.reference).state is PaymentState.SUCCEEDED

    def test_is_booked_as_well_where_another_amount_was_to_replace_it(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        first = press_pay(books, 15000)
        sandbox.pay(first.stripe_session_id or "")
        press_pay(books, 5000)
        assert payment_of(first.reference).state is PaymentState.SUCCEEDED
        assert member_of(books.members[0]).balance_minor == 5000

    @pytest.mark.parametrize("amount", [20000, 5000])
    def test_is_closed_where_stripe_does_not_know_it_whatever_is_paid_next(
        self, books: Books, amount: int
    ) -> None:
        first = press_pay(books)
        of_other_keys(first)
        second = press_pay(books, amount)
        closed = payment_of(first.reference)
        assert (closed.state, closed.problem) == (PaymentState.EXPIRED, checkout.UNKNOWN_AT_STRIPE)
        assert (payment_of(second.reference).state, second.id == first.id) == (PaymentState.PENDING, False)

    def test_is_looked_up_no_longer_than_makes_sense(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        sandbox.expire(first.stripe_session_id or "")
        db.session.get_one(Chapter, books.chapter_id).currency = "EUR"
        db.session.commit()
        with pytest.raises(Conflict, match="still being looked up"):
            press_pay(books)
        assert payment_of(first.reference).state is PaymentState.PENDING
        assert len(sandbox.sessions()) == 1


def of_other_keys(payment: Payment) -> None:
    """Have the payment's page be one that Stripe does not know."""
    payment_of(payment.reference).stripe_session_id = "cs_live_of_other_keys"
    db.session.commit()


class TestWhatIsBooked:
    def test_is_neither_opened_nor_closed_by_an_answer_that_comes_late(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        opened = stripe.get_checkout_session(session_id=payment.stripe_session_id or "")
        sandbox.pay(opened.id)
        deliver(sandbox)
        checkout.note_opened(session=opened)
        checkout.close(reference=payment.reference, state=PaymentState.EXPIRED, problem="late")
        kept = payment_of(payment.reference)
        assert (kept.state, kept.problem, kept.checkout_url) == (PaymentState.SUCCEEDED, "", None)


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

    def test_knows_nothing_of_a_page_that_stripe_does_not_know(self, books: Books) -> None:
        payment = press_pay(books)
        of_other_keys(payment)
        with pytest.raises(NotFound, match="no such payment"):
            self._return(books, payment.reference, None)
        assert payment_of(payment.reference).state is PaymentState.PENDING

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
