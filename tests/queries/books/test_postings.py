"""Sums of postings as the ledger reads them."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from sqlalchemy import select, update

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import DisputeState, Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Installment, JournalEntry, Posting
from sigma_finance.queries.books import postings
from sigma_finance.services.payments import credit_returns, reversing
from tests.books import ZONE, Books, charge, open_books, pay
from tests.rows import keep


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_books()


def pay_back(books: Books, member_id: int, amount_minor: int) -> None:
    back = NewCreditReturn(
        books.chapter_id, member_id, amount_minor, Method.CASH, today_in(ZONE), "", secrets.token_hex(8)
    )
    credit_returns.return_credit(request=back, by=OPERATOR)


class TestInstallments:
    def test_are_fresh_in_order_and_of_the_chapter(self, books: Books) -> None:
        other = open_books()
        for made in (books, books, other):
            charge(made, made.members[0])
        known = list(db.session.scalars(select(Installment).order_by(Installment.id.desc())))
        db.session.execute(
            update(Installment).values(open_minor=7).execution_options(synchronize_session=False)
        )
        ids = [one.id for one in known]
        found = postings.get_installments(chapter_id=books.chapter_id, installment_ids=ids)
        assert [(one.id, one.open_minor) for one in found] == [(ids[2], 7), (ids[1], 7)]
        db.session.rollback()


class TestTheCreditOfAPayment:
    def test_was_paid_back_once_it_left_and_not_where_it_was_only_used(self, books: Books) -> None:
        ada, ben = books.members
        used, gone = pay(books, ada, 500).payment_id, pay(books, ben, 500).payment_id
        charge(books, ada, 500)
        pay_back(books, ben, 100)
        was = [postings.was_paid_back(chapter_id=books.chapter_id, payment_id=one) for one in (used, gone)]
        assert was == [False, True]
        assert not postings.was_paid_back(chapter_id=open_books().chapter_id, payment_id=gone)


class TestTheTotalOfAnAccount:
    def test_is_the_chapters_own(self, books: Books) -> None:
        pay(books, books.members[0], 500)
        pay(books, books.members[1], 70)
        pay(other := open_books(), other.members[0], 9)
        total = [
            postings.total_of_account(chapter_id=books.chapter_id, account=account)
            for account in (Account.CASH_ON_HAND, Account.MEMBER_CREDIT, Account.CASH_STRIPE)
        ]
        assert total == [570, -570, 0]


class TestTheEntriesOfAPayment:
    def test_of_one_kind_are_its_own_the_oldest_first(self, books: Books) -> None:
        paid, other = (pay(books, member, 500).payment_id for member in books.members)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid, reason="Bounced", by=OPERATOR)
        kinds = (EntryKind.PAYMENT, EntryKind.PAYMENT_REVERSAL, EntryKind.REFUND)
        found = [
            postings.entries_of_payment(chapter_id=books.chapter_id, payment_id=paid, kind=kind)
            for kind in kinds
        ]
        assert [[entry.payment_id for entry in entries] for entries in found] == [[paid], [paid], []]
        assert not postings.entries_of_payment(
            chapter_id=open_books().chapter_id, payment_id=other, kind=EntryKind.PAYMENT
        )

    def test_have_posted_to_an_account_what_is_left_after_a_reversal(self, books: Books) -> None:
        paid, gone = (pay(books, member, 500).payment_id for member in books.members)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)

        def booked(payment_id: int) -> int:
            return postings.booked_on_account(
                chapter_id=books.chapter_id, payment_id=payment_id, account=Account.CASH_ON_HAND
            )

        assert (booked(paid), booked(gone)) == (500, 0)


class TestADispute:
    def test_moved_its_own_cash_and_no_fee(self, books: Books) -> None:
        """Two disputes of one payment, each booked at Stripe, the first with a fee that names no payment."""
        paid = pay(books, books.members[0], 500).payment_id
        disputes = [self._dispute(books, paid, number, amount) for number, amount in ((1, 300), (2, 40))]
        cash = [postings.cash_of_dispute(chapter_id=books.chapter_id, dispute_id=one) for one in disputes]
        assert cash == [-300, -40]
        booked = {
            one: postings.booked_on_account(
                chapter_id=books.chapter_id, payment_id=paid, account=Account.CASH_STRIPE, dispute_id=one
            )
            for one in (*disputes, None)
        }
        assert list(booked.values()) == [-315, -55, -370]
        assert postings.cash_of_dispute(chapter_id=open_books().chapter_id, dispute_id=disputes[0]) == 0
        db.session.rollback()

    def _dispute(self, books: Books, payment_id: int, number: int, amount_minor: int) -> int:
        of = {"chapter_id": books.chapter_id}
        facts = {"amount_minor": amount_minor, "state": DisputeState.OPEN}
        dispute = keep(Dispute(**of, payment_id=payment_id, stripe_dispute_id=f"dp_{number}", **facts))
        names = {"payment_id": payment_id, "dispute_id": dispute, "booked_on": today_in(ZONE)}
        entry = JournalEntry(**of, kind=EntryKind.DISPUTE, **names)
        db.session.add(entry)
        db.session.flush()
        for account, minor, whose in (
            (Account.CASH_STRIPE, -amount_minor, payment_id),
            (Account.UNASSIGNED, amount_minor, payment_id),
            (Account.CASH_STRIPE, -15, None),
            (Account.PROCESSING_FEES, 15, None),
        ):
            line = {"account": account, "amount_minor": minor, "payment_id": whose}
            db.session.add(Posting(**of, entry_id=entry.id, booked_on=entry.booked_on, **line))
        db.session.flush()
        return dispute
