"""What Stripe takes back of a payment beyond what the payment still holds."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import DisputeState, Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import CreditReturn, Dispute, OutboxMessage
from sigma_finance.services.payments import credit_returns
from tests.books import ZONE, Books, charge, member_of, open_books, pay
from tests.people import add_person
from tests.services.payments.in_excess import assert_holds, excess, on
from tests.services.payments.paying import deliver, pay_by_card, press_pay, redeliver


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


@pytest.fixture
def session_id(books: Books, sandbox: Sandbox) -> str:
    """A card payment of 200.00 for all that is owed."""
    return pay_by_card(books, sandbox)


class TestADisputeOfWhatWasRefunded:
    @pytest.mark.parametrize(("refunded", "owed"), [(20000, 20000), (5000, 20000), (1, 20000)])
    def test_opens_at_once_and_reopens_only_what_the_payment_held(
        self, books: Books, sandbox: Sandbox, session_id: str, refunded: int, owed: int
    ) -> None:
        sandbox.refund(session_id, amount=refunded)
        sandbox.dispute(session_id)
        assert set(deliver(sandbox)) <= {EventState.APPLIED, EventState.IGNORED}
        assert db.session.scalars(select(Dispute.state)).all() == [DisputeState.OPEN]
        assert member_of(books.members[0]).balance_minor == owed
        assert excess(books) == (refunded, 0)
        assert_holds(books, sandbox)

    def test_comes_back_when_it_is_won_the_excess_first(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        sandbox.refund(session_id, amount=5000)
        disputed = sandbox.dispute(session_id)
        deliver(sandbox)
        sandbox.win(disputed["id"])
        deliver(sandbox)
        assert excess(books) == (0, 0)
        assert member_of(books.members[0]).balance_minor == 5000
        assert_holds(books, sandbox)

    def test_costs_the_chapter_what_was_refunded_when_it_is_lost(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        sandbox.refund(session_id, amount=5000)
        disputed = sandbox.dispute(session_id)
        deliver(sandbox)
        sandbox.lose(disputed["id"])
        deliver(sandbox)
        assert excess(books) == (0, 5000)
        assert member_of(books.members[0]).balance_minor == 20000
        assert_holds(books, sandbox)

    def test_ends_the_same_in_whatever_order_it_is_told(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        sandbox.refund(session_id, amount=5000)
        disputed = sandbox.dispute(session_id)
        sandbox.lose(disputed["id"])
        events = sandbox.take_events()
        for event in [*reversed(events), *events]:
            redeliver(sandbox, event["id"])
        assert excess(books) == (0, 5000)
        assert member_of(books.members[0]).balance_minor == 20000
        assert_holds(books, sandbox)

    @pytest.mark.parametrize("first", ["refund fails", "dispute is lost"])
    def test_costs_nothing_once_the_refund_has_failed(
        self, books: Books, sandbox: Sandbox, session_id: str, first: str
    ) -> None:
        refund = sandbox.refund(session_id, amount=5000)
        disputed = sandbox.dispute(session_id)
        for step in sorted(["refund fails", "dispute is lost"], key=lambda one: one != first):
            if step == "refund fails":
                sandbox.fail_refund(refund["id"])
            else:
                sandbox.lose(disputed["id"])
            deliver(sandbox)
        assert excess(books) == (0, 0)
        assert member_of(books.members[0]).balance_minor == 20000
        assert_holds(books, sandbox)

    def test_tells_the_treasurer_the_day_and_what_nobody_owes(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        add_person(books.chapter_id, "Tess", f"tess.{books.slug}@example.org", Role.TREASURER)
        sandbox.refund(session_id, amount=5000)
        sandbox.dispute(session_id)
        deliver(sandbox)
        [told] = db.session.scalars(
            select(OutboxMessage.context).where(OutboxMessage.kind == "dispute_opened")
        )
        assert told["due_on"]
        assert told["happened"] == (
            "The payer's bank took the payment back, though $50.00 of it had gone back before. $150.00 is owed again. "
            "$50.00 stands in the books as disputed in excess: nobody owes it."
        )

    def test_tells_the_member_only_what_was_theirs(
        self, books: Books, sandbox: Sandbox, session_id: str
    ) -> None:
        sandbox.refund(session_id, amount=5000)
        sandbox.dispute(session_id)
        deliver(sandbox)
        [told] = db.session.scalars(
            select(OutboxMessage.context).where(OutboxMessage.kind == "payment_taken")
        )
        assert told["amount"] == "$150.00"


class TestARefundOfCreditThatWasPaidBackInCash:
    @pytest.fixture
    def returned(self, books: Books, sandbox: Sandbox) -> str:
        """200.00 by card, 50.00 of which had come in meanwhile; that was paid back by transfer."""
        found = press_pay(books).stripe_session_id or ""
        pay(books, books.members[0], 5000)
        sandbox.pay(found)
        deliver(sandbox)
        back = NewCreditReturn(
            books.chapter_id, books.members[0], 5000, Method.ZELLE, today_in(ZONE), "", "a key"
        )
        credit_returns.return_credit(request=back, by=OPERATOR)
        return found

    def test_is_booked_and_what_went_back_twice_is_nobodys_debt(
        self, books: Books, sandbox: Sandbox, returned: str
    ) -> None:
        sandbox.refund(returned)
        assert EventState.QUARANTINED not in deliver(sandbox)
        assert member_of(books.members[0]).balance_minor == 15000
        assert excess(books) == (5000, 0)
        assert_holds(books, sandbox)

    def test_is_made_good_when_the_cash_never_was_paid(
        self, books: Books, sandbox: Sandbox, returned: str
    ) -> None:
        sandbox.refund(returned)
        deliver(sandbox)
        made = db.session.scalars(select(CreditReturn.id)).one()
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=made, reason="Never paid", by=OPERATOR
        )
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (15000, 0)
        assert excess(books) == (0, 0)
        assert_holds(books, sandbox)

    def test_is_put_back_when_the_refund_fails(self, books: Books, sandbox: Sandbox, returned: str) -> None:
        refund = sandbox.refund(returned)
        deliver(sandbox)
        sandbox.fail_refund(refund["id"])
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 0)
        assert excess(books) == (0, 0)
        assert_holds(books, sandbox)


class TestMoneyOfNobody:
    def test_that_was_refunded_and_disputed_leaves_nothing_to_assign(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        found = payment.stripe_session_id or ""
        db.session.execute(
            db.text("UPDATE payments SET member_id = NULL WHERE stripe_session_id = :id"), {"id": found}
        )
        db.session.commit()
        sandbox.pay(found)
        sandbox.refund(found, amount=5000)
        sandbox.dispute(found)
        deliver(sandbox)
        assert excess(books) == (5000, 0)
        assert on(books, Account.UNASSIGNED) == 0
        assert_holds(books, sandbox)
