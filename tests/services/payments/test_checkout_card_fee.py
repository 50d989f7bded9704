"""The card fee, where a payer covers it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Payment, Posting
from sigma_finance.queries.members.member_figures import member_figures
from sigma_finance.queries.payments import settling
from sigma_finance.services.payments import checkout
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.paying import deliver

FEE = 629


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    db.session.get_one(Chapter, made.chapter_id).policy = Policy(card_fee_choice=True).kept()
    db.session.commit()
    return made


def press_pay(books: Books, *, cover_fee: bool = True) -> Payment:
    checkout.start(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        amount_minor=20000,
        by=OPERATOR,
        cover_fee=cover_fee,
    )
    db.session.rollback()
    return db.session.scalars(select(Payment).order_by(Payment.id.desc()).limit(1)).one()


def fees(books: Books) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.INCOME_CARD_FEES
    )
    return -int(db.session.scalar(chosen) or 0)


class TestACoveredFee:
    def test_is_asked_for_apart_and_by_card_alone(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        session = sandbox.sessions()[0]
        assert (payment.amount_minor, payment.fee_minor) == (20000 + FEE, FEE)
        assert (session["amount_total"], session["payment_method_types"]) == (20000 + FEE, ["card"])

    def test_is_income_and_the_rest_settles_what_is_owed(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor, fees(books)) == (0, 0, FEE)
        found = member_figures(chapter_id=books.chapter_id, member_id=member.id)
        assert (found.charged_minor, found.paid_minor) == (20000, 20000)
        settled = settling.settled_lines(chapter_id=books.chapter_id, payment_id=payment.id)
        assert {line.description: line.amount_minor for line in settled} == {"Dues": 20000, "Card fee": FEE}
        assert_books_hold(books)

    def test_goes_back_last_of_all(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        session_id = payment.stripe_session_id or ""
        sandbox.pay(session_id)
        sandbox.refund(session_id, amount=20000)
        deliver(sandbox)
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (20000, FEE)
        sandbox.refund(session_id, amount=FEE)
        deliver(sandbox)
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (20000, 0)
        assert_books_hold(books)

    def test_comes_back_when_a_dispute_is_won(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        session_id = payment.stripe_session_id or ""
        sandbox.pay(session_id)
        dispute = sandbox.dispute(session_id)
        deliver(sandbox)
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (20000, 0)
        sandbox.win(dispute["id"])
        deliver(sandbox)
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (0, FEE)
        assert_books_hold(books)

    def test_is_another_session_than_without_it(self, books: Books) -> None:
        covered, plain = press_pay(books), press_pay(books, cover_fee=False)
        assert covered.reference != plain.reference
        assert (plain.amount_minor, plain.fee_minor) == (20000, 0)

    def test_is_none_where_the_chapter_carries_it(self, books: Books) -> None:
        db.session.get_one(Chapter, books.chapter_id).policy = {}
        db.session.commit()
        assert press_pay(books).fee_minor == 0
