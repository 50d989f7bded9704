"""The facts of the books as the ledger reads them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.facts import CreditSource
from sigma_finance.domain.books.statements import trial_balance
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.books import facts
from tests.books import Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestTheFactsOfMembers:
    def test_are_what_each_has_open_by_due_date_and_nobody_elses(self, books: Books) -> None:
        ada, ben = books.members
        for member, minor, due_in in ((ada, 300, 60), (ada, 200, 20), (ben, 100, 5)):
            charge(books, member, minor, due_in=due_in)
        found = facts.open_installments(chapter_id=books.chapter_id, member_ids=[ada, ben])
        assert [one.open_minor for one in found[ada]] == [200, 300]
        assert [one.open_minor for one in found[ben]] == [100]
        assert not facts.open_installments(chapter_id=open_books().chapter_id, member_ids=[ada])

    def test_tell_unused_credit_by_its_payment_the_oldest_first(self, books: Books) -> None:
        ada, ben = books.members
        first, second = (pay(books, ada, minor).payment_id for minor in (500, 700))
        charge(books, ada, 200)
        found = facts.credit(chapter_id=books.chapter_id, member_ids=[ada, ben])
        assert found == {ada: [CreditSource(first, 300), CreditSource(second, 700)]}


class TestTheFactsOfAPayment:
    def test_are_its_cash_its_credit_and_what_it_settled_last_first(self, books: Books) -> None:
        ada = books.members[0]
        for minor, due_in in ((200, 10), (300, 40)):
            charge(books, ada, minor, due_in=due_in)
        payment = db.session.get_one(Payment, pay(books, ada, 600).payment_id)
        held = facts.payment_facts(payment)
        assert ([minor for _, minor in held.settled], held.credit_minor) == ([300, 200], 100)
        assert (held.cash, held.left_minor, held.fee_minor) == ({Account.CASH_ON_HAND: 600}, 600, 0)
        assert facts.fresh_facts(payment).left_minor == 0


class TestTheMovementsOfACharge:
    def test_say_what_made_it_and_which_payment_settled_it(self, books: Books) -> None:
        charge_id = charge(books, books.members[0], 500)
        payment_id = pay(books, books.members[0], 200).payment_id
        found = facts.movements_of_charge(chapter_id=books.chapter_id, charge_id=charge_id)
        assert {(one.kind, one.payment_id, one.amount_minor) for one in found} == {
            (EntryKind.CHARGE, None, 500),
            (EntryKind.PAYMENT, payment_id, -200),
        }


class TestTheSumsOfAccounts:
    def test_come_to_nothing_together(self, books: Books) -> None:
        other = open_books()
        charge(books, books.members[0], 20000)
        pay(books, books.members[0], 25000)
        charge(other, other.members[0], 100)
        assert trial_balance(facts.account_sums(chapter_id=books.chapter_id)).lines == [
            (Account.CASH_ON_HAND, 25000),
            (Account.MEMBER_CREDIT, -5000),
            (Account.INCOME_DUES, -20000),
        ]
