"""Which installments a payment names, and what it settles by that."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.extensions import db
from sigma_finance.models import Installment, Payment
from sigma_finance.queries.payments import named
from sigma_finance.services.payments import checkout, pay_links
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.paying import deliver


@pytest.fixture
def books(any_app: Flask) -> Books:
    """The first member owes 50.00 in ten days, 70.00 in forty, 90.00 in seventy; the second 30.00."""
    made = open_books()
    for minor, due_in in ((5000, 10), (7000, 40), (9000, 70)):
        charge(made, made.members[0], minor, due_in=due_in)
    charge(made, made.members[1], 3000)
    return made


def parts(books: Books, member: int = 0) -> list[int]:
    """A member's installments, the earliest first."""
    of_member = select(Installment.id).where(Installment.member_id == books.members[member])
    return list(db.session.scalars(of_member.order_by(Installment.due_on)))


def still_open(books: Books) -> list[int]:
    """What is open of the first member's installments, the earliest first."""
    db.session.rollback()
    of_member = select(Installment.open_minor).where(Installment.member_id == books.members[0])
    return list(db.session.scalars(of_member.order_by(Installment.due_on)))


def start(books: Books, minor: int, *ids: int) -> Payment:
    """Open Checkout for so much of these installments; returns the newest payment."""
    checkout.start(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        amount_minor=minor,
        by=OPERATOR,
        installment_ids=ids,
    )
    return newest(books)


def newest(books: Books) -> Payment:
    db.session.rollback()
    return db.session.scalars(
        select(Payment).where(Payment.chapter_id == books.chapter_id).order_by(Payment.id.desc())
    ).first() or pytest.fail("nothing was begun")


def names(payment: Payment) -> set[int]:
    [(_, found)] = named.by_payment([payment])
    return found


class TestAPaymentThatNamesInstallments:
    def test_settles_them_and_leaves_what_is_older_open(self, books: Books, sandbox: Sandbox) -> None:
        payment = start(books, 7000, parts(books)[1])
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert still_open(books) == [5000, 0, 9000]
        assert_books_hold(books)

    def test_settles_what_is_left_over_in_the_usual_order(self, books: Books, sandbox: Sandbox) -> None:
        payment = start(books, 10000, parts(books)[1])
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert still_open(books) == [2000, 0, 9000]

    def test_settles_the_usual_order_where_they_were_settled_meanwhile(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        second = parts(books)[1]
        payment = start(books, 7000, second)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        again = start(books, 6000, second)
        assert names(again) == set()
        sandbox.pay(again.stripe_session_id or "")
        deliver(sandbox)
        assert still_open(books) == [0, 0, 8000]

    def test_names_nothing_of_another_member(self, books: Books, sandbox: Sandbox) -> None:
        payment = start(books, 7000, *parts(books, 1), parts(books)[1], 10**9)
        assert names(payment) == {parts(books)[1]}
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert member_of(books.members[1]).balance_minor == 3000

    def test_is_the_open_page_for_the_same_installments_alone(self, books: Books, sandbox: Sandbox) -> None:
        first, second, third = parts(books)
        known = start(books, 5000, second)
        assert start(books, 5000, second).id == known.id
        others = [start(books, 5000, third).id, start(books, 5000).id, start(books, 5000, first, second).id]
        assert len({known.id, *others}) == 4

    def test_by_a_link_settles_what_the_link_names(self, books: Books, sandbox: Sandbox) -> None:
        link_id = pay_links.make(
            chapter_id=books.chapter_id, member_id=books.members[0], kind=PayLinkKind.OFFICER, by=OPERATOR
        )
        token = pay_links.address_of(link_id).rpartition("/")[2]
        pay_links.start(token=token, amount_minor=9000, by=OPERATOR, installment_ids=[parts(books)[2]])
        sandbox.pay(newest(books).stripe_session_id or "")
        deliver(sandbox)
        assert still_open(books) == [5000, 7000, 0]


class TestNames:
    def test_are_none_of_no_payments_and_of_no_installments(self, books: Books) -> None:
        assert named.by_payment([]) == []
        assert named.open_of(member_of(books.members[0]), ()) == set()
