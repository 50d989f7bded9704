"""Entries that are no line yet, and the lines of documents."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Payment
from sigma_finance.queries.bank import matching as queries
from sigma_finance.queries.bank.matching import BankAccountFacts
from sigma_finance.services.payments import recording, reversing
from tests.banking import add_account, bring_in, days_ago, zelle
from tests.books import manual, open_books


class TestCandidates:
    def test_are_entries_since_the_account_began_that_are_no_line(self, any_app: Flask) -> None:
        books = open_books()
        account = add_account(books, opening_minor=500)
        facts = BankAccountFacts(books.chapter_id, Account.CASH_BANK, days_ago(60))
        zelle(books, 10000, 70)
        kept, gone = zelle(books, 10000, 10), zelle(books, 7000, 9)
        payment = db.session.scalars(select(Payment).where(Payment.reference == gone)).one()
        reversing.reverse(chapter_id=books.chapter_id, payment_id=payment.id, reason="Twice", by=OPERATOR)
        [one] = queries.candidates(account_id=account, account=facts)
        assert (one.payment, one.kind, one.amount_minor) == (kept, EntryKind.PAYMENT, 10000)
        assert queries.candidates(account_id=account, account=facts, amount_minor=5) == []
        bring_in(books, account, [(days_ago(9).isoformat(), "ZELLE", "100.00")])
        assert queries.candidates(account_id=account, account=facts) == []
        [line] = queries.lines_of(chapter_id=books.chapter_id, payment_id=payment.id - 1)
        assert (line.amount_minor, line.account) == (10000, "Checking")
        assert queries.lines_of(chapter_id=books.chapter_id, payout_id=99) == []
        assert queries.lines_of(chapter_id=books.chapter_id, deposit_id=99) == []
        entry = db.session.scalars(
            select(JournalEntry.id).where(JournalEntry.payment_id == payment.id - 1)
        ).one()
        assert queries.line_of_entry(chapter_id=books.chapter_id, entry_id=entry) == [line.id]


class TestPeople:
    def test_are_known_by_name_address_and_what_they_reported(self, any_app: Flask) -> None:
        books = open_books()
        asked = manual(books, books.members[0], 500)
        reported = [
            recording.report(request=one, by=OPERATOR)
            for one in (asked, manual(books, books.members[0], 600))
        ]
        refs = [db.session.get_one(Payment, one).reference for one in reported]
        email = db.session.get_one(Member, books.members[0]).email
        first, second = queries.people(chapter_id=books.chapter_id)
        assert (first.names, set(first.references)) == (("Member 0",), {email, *refs})
        assert second.member_id == books.members[1]
