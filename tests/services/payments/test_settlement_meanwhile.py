"""What happens on Stripe's page, or in the books, while a member is paying: nothing is invented, and nothing hidden."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Charge, OutboxMessage, Payment, Posting
from sigma_finance.queries.payments import settling
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import reconciliation
from tests.books import Books, assert_books_hold, charge, member_of, open_books, pay, payment_of
from tests.services.payments.paying import deliver, press_pay

ASKS_FOR_3D_SECURE = "4000002500003155"


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def cash_at_stripe() -> int:
    return sum(db.session.scalars(select(Posting.amount_minor).where(Posting.account == Account.CASH_STRIPE)))


@transactional
def waive(books: Books, amount_minor: int) -> None:
    charge_id = db.session.scalars(select(Charge.id)).one()
    charges.waive(
        chapter_id=books.chapter_id,
        charge_id=charge_id,
        amount_minor=amount_minor,
        reason="decided by the board",
        by=OPERATOR,
    )


class TestADiscountAtCheckout:
    def paid_with(self, books: Books, sandbox: Sandbox, code: str) -> Payment:
        payment = press_pay(books)
        session_id = payment.stripe_session_id or ""
        sandbox.promote(session_id, code)
        if code == "FREE100":
            sandbox.pay_nothing(session_id)
        else:
            sandbox.pay(session_id)
        deliver(sandbox)
        assert_books_hold(books)
        return payment_of(payment.reference)

    def waived(self) -> list[str]:
        chosen = select(OutboxMessage.context).where(OutboxMessage.kind == "charge_waived")
        return [context["amount"] for context in db.session.scalars(chosen)]

    def test_is_waived_beside_the_money_that_came(self, books: Books, sandbox: Sandbox) -> None:
        payment = self.paid_with(books, sandbox, "HALF50")
        assert (payment.state, payment.amount_minor) == (PaymentState.SUCCEEDED, 10000)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor, self.waived()) == (0, 0, ["$100.00"])

    def test_that_leaves_nothing_to_pay_brings_no_money(self, books: Books, sandbox: Sandbox) -> None:
        payment = self.paid_with(books, sandbox, "FREE100")
        assert (payment.state, payment.problem) == (
            PaymentState.CANCELLED,
            "It was covered in full by a discount.",
        )
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor, self.waived()) == (0, 0, ["$200.00"])
        assert settling.find_receipt(chapter_id=books.chapter_id, payment_id=payment.id) is None

    @pytest.mark.parametrize("code", ["HALF50", "FREE100"])
    def test_is_waived_once_however_often_it_is_told(self, books: Books, sandbox: Sandbox, code: str) -> None:
        self.paid_with(books, sandbox, code)
        charge(books, books.members[0], 5000)
        reconciliation.reconcile(days=1)
        assert (member_of(books.members[0]).balance_minor, len(self.waived())) == (5000, 1)
        assert_books_hold(books)

    def test_waives_no_more_than_is_owed_by_then(self, books: Books, sandbox: Sandbox) -> None:
        pay(books, books.members[0], 1)
        payment = press_pay(books, 19999)
        sandbox.promote(payment.stripe_session_id or "", "HALF50")
        sandbox.pay(payment.stripe_session_id or "")
        pay(books, books.members[0], 19999)
        deliver(sandbox)
        assert (member_of(books.members[0]).balance_minor, self.waived()) == (0, [])
        assert_books_hold(books)


class TestACheckOfTheBank:
    def test_that_is_left_stays_unpaid_and_can_still_be_passed(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        session = payment.stripe_session_id or ""
        sandbox.pay(session, card=ASKS_FOR_3D_SECURE)
        deliver(sandbox)
        assert payment_of(payment.reference).state in (PaymentState.CREATED, PaymentState.PENDING)
        assert (member_of(books.members[0]).balance_minor, cash_at_stripe()) == (20000, 0)
        sandbox.authenticate(session)
        deliver(sandbox)
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_that_is_left_for_good_leaves_the_charge_open(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        session = payment.stripe_session_id or ""
        sandbox.pay(session, card=ASKS_FOR_3D_SECURE)
        sandbox.expire(session)
        deliver(sandbox)
        assert payment_of(payment.reference).state is PaymentState.EXPIRED
        assert (member_of(books.members[0]).balance_minor, cash_at_stripe()) == (20000, 0)


class TestWhileACardPaymentIsUnderWay:
    def test_cash_counts_and_what_the_card_pays_as_well_is_credit(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        pay(books, books.members[0], 20000)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor, cash_at_stripe()) == (0, 20000, 20000)
        assert_books_hold(books)

    def test_a_waiver_counts_and_what_the_card_pays_for_it_is_credit(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        waive(books, 5000)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 5000)
        assert_books_hold(books)
