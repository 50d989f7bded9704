"""What a member, and who keeps the books, hear of a payment after it was begun."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.requests import Gift
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Member, OutboxMessage, Payment
from sigma_finance.services.payments import donations
from tests.books import Books, charge, member_of, open_books, payment_of, set_policy
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books(members=3)
    charge(made, made.members[0])
    db.session.get_one(Member, made.members[2]).role = Role.TREASURER
    db.session.commit()
    return made


@pytest.fixture
def paid(books: Books, sandbox: Sandbox) -> str:
    """The session of a payment that is in the books."""
    session_id = press_pay(books).stripe_session_id or ""
    sandbox.pay(session_id)
    deliver(sandbox)
    return session_id


def heard(books: Books, kind: str, *, member: int = 0) -> list[dict[str, str]]:
    """The facts of each message of a kind to a member."""
    db.session.rollback()
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.member_id == books.members[member], OutboxMessage.kind == kind)
        .order_by(OutboxMessage.id)
    )
    return [row.context for row in rows]


class TestADeclinedCard:
    def test_is_told_at_once_with_what_to_do_and_once_a_session(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        for card in ("4000000000009995", "4000000000000002", "4000000000009995"):
            sandbox.decline(first.stripe_session_id or "", card=card)
            deliver(sandbox)
        [told] = heard(books, "payment_declined")
        assert (told["amount"], told["reason"]) == ("$200.00", "There was not enough money in the account.")
        mails = [mail for mail in sandbox.messages() if "declined" in mail.subject]
        assert len(mails) == 1
        assert "/payments/pay" in mails[0].text
        second = press_pay(books, 5000)
        sandbox.decline(second.stripe_session_id or "")
        deliver(sandbox)
        assert [told["amount"] for told in heard(books, "payment_declined")] == ["$200.00", "$50.00"]

    def test_is_not_told_again_after_an_extra_check_was_begun(self, books: Books, sandbox: Sandbox) -> None:
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.decline(session_id)
        deliver(sandbox)
        sandbox.pay(session_id, card="4000002500003155")
        deliver(sandbox)
        sandbox.authenticate(session_id, passed=False)
        deliver(sandbox)
        assert len(heard(books, "payment_declined")) == 1

    def test_that_was_paid_after_all_is_not_told_of(self, books: Books, sandbox: Sandbox) -> None:
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.decline(session_id)
        sandbox.pay(session_id)
        deliver(sandbox)
        assert heard(books, "payment_declined") == []

    def test_of_a_donor_is_nobodys_news_here(self, books: Books, sandbox: Sandbox) -> None:
        set_policy(books, Policy(donations_open=True))
        donations.start(slug=books.slug, gift=Gift(5000, "Grace Hopper", "grace@example.com"), by=OPERATOR)
        sandbox.decline(sandbox.sessions()[0]["id"])
        deliver(sandbox)
        assert payment_of(db.session.scalars(select(Payment.reference)).one()).problem
        assert db.session.scalars(select(OutboxMessage)).all() == []


class TestASession:
    def test_that_another_replaced_says_so(self, books: Books) -> None:
        first = press_pay(books)
        press_pay(books, 5000)
        assert (
            payment_of(first.reference).problem == "It was replaced by a newer payment. Nothing was charged."
        )

    def test_that_was_left_says_so(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        sandbox.expire(first.stripe_session_id or "")
        deliver(sandbox)
        expected = "The page to pay on was left open for too long. Nothing was charged."
        assert payment_of(first.reference).problem == expected


class TestWhatTheTreasurerHears:
    def test_of_an_inquiry_is_that_no_money_moved(self, books: Books, sandbox: Sandbox, paid: str) -> None:
        asked = sandbox.inquire(paid)
        deliver(sandbox)
        [told] = heard(books, "dispute_opened", member=2)
        assert told["happened"] == (
            "The payer's bank asks about this payment. No money has moved, and the books show it as paid."
        )
        assert member_of(books.members[0]).balance_minor == 0
        sandbox.close_inquiry(asked["id"])
        deliver(sandbox)
        assert heard(books, "payment_taken") == heard(books, "payment_returned") == []

    def test_of_a_dispute_is_that_the_money_is_gone(self, books: Books, sandbox: Sandbox, paid: str) -> None:
        sandbox.dispute(paid)
        deliver(sandbox)
        [told] = heard(books, "dispute_opened", member=2)
        assert "took the payment back" in told["happened"]
        assert told["due_on"]

    def test_of_a_returned_debit_is_that_it_is_final(self, books: Books, sandbox: Sandbox) -> None:
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.pay_by_bank(session_id)
        sandbox.settle(session_id)
        sandbox.return_debit(session_id)
        deliver(sandbox)
        [told] = heard(books, "dispute_opened", member=2)
        assert "final" in told["happened"]
        assert not told["due_on"]
