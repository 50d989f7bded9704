"""What lines of the bank become."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import BankLine, JournalEntry, Payment
from sigma_finance.queries.bank import accounts as account_queries
from sigma_finance.services.bank import making, matching
from sigma_finance.services.bank.making import PaymentOfLine, RulesApplied
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.payments import reversing
from tests.banking import add_account, bring_in, days_ago
from tests.books import Books, assert_books_hold, charge, member_of, open_books, set_policy


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def lines(books: Books, account: int, *rows: tuple[str, str]) -> list[int]:
    bring_in(books, account, [(days_ago(5).isoformat(), text, amount) for text, amount in rows])
    db.session.rollback()
    return list(db.session.scalars(select(BankLine.id).where(BankLine.bank_account_id == account)))


def on(books: Books, *accounts: Account) -> list[int]:
    db.session.rollback()
    sums = account_queries.book_sums(chapter_id=books.chapter_id, accounts=accounts)
    return [sums.get(account, 0) for account in accounts]


class TestAFee:
    def test_stands_on_bank_fees_and_can_be_taken_back(self, books: Books) -> None:
        account = add_account(books)
        [line_id] = lines(books, account, ("MONTHLY FEE", "-12.00"))
        making.make_entry(
            chapter_id=books.chapter_id, line_id=line_id, category=BankCategory.FEE, by=OPERATOR
        )
        assert on(books, Account.CASH_BANK, Account.BANK_FEES) == [-1200, 1200]
        [entry] = db.session.scalars(select(JournalEntry))
        assert (entry.kind, entry.memo, entry.booked_on) == (EntryKind.BANK_FEE, "MONTHLY FEE", days_ago(5))
        with pytest.raises(Conflict, match="already"):
            making.make_entry(
                chapter_id=books.chapter_id, line_id=line_id, category=BankCategory.FEE, by=OPERATOR
            )
        making.take_back(chapter_id=books.chapter_id, line_id=line_id, by=OPERATOR)
        assert on(books, Account.CASH_BANK, Account.BANK_FEES) == [0, 0]
        with pytest.raises(Conflict, match="not matched"):
            making.take_back(chapter_id=books.chapter_id, line_id=line_id, by=OPERATOR)
        making.make_entry(
            chapter_id=books.chapter_id, line_id=line_id, category=BankCategory.INTEREST, by=OPERATOR
        )
        assert on(books, Account.CASH_BANK, Account.INCOME_OTHER) == [-1200, 1200]
        making.take_back(chapter_id=books.chapter_id, line_id=line_id, by=OPERATOR)
        kinds = list(db.session.scalars(select(JournalEntry.kind).order_by(JournalEntry.id)))
        assert kinds[2:] == [EntryKind.BANK_INTEREST, EntryKind.BANK_INTEREST_REVERSAL]


class TestAPayment:
    def test_is_booked_with_its_receipt_on_the_account_of_the_line(self, books: Books) -> None:
        add_account(books)
        savings = add_account(books, "Savings")
        [line_id] = lines(books, savings, ("ZELLE FROM MEMBER 0", "150.00"))
        ada = books.members[0]
        charge(books, ada, 10000)
        done = making.make_payment(
            chapter_id=books.chapter_id, request=PaymentOfLine(line_id, ada, Method.ZELLE), by=OPERATOR
        )
        assert done.receipt_number
        assert (member_of(ada).balance_minor, member_of(ada).credit_minor) == (0, 5000)
        assert on(books, Account.CASH_BANK, Account.CASH_BANK_2) == [0, 15000]
        payment = db.session.get_one(Payment, done.payment_id)
        assert (payment.received_on, payment.note) == (days_ago(5), "ZELLE FROM MEMBER 0")
        assert_books_hold(books)
        reversing.reverse(
            chapter_id=books.chapter_id, payment_id=done.payment_id, reason="Another's", by=OPERATOR
        )
        assert on(books, Account.CASH_BANK, Account.CASH_BANK_2) == [0, 0]

    def test_is_refused_where_it_cannot_be_one(self, books: Books) -> None:
        account = add_account(books)
        out, came = lines(books, account, ("RENT", "-150.00"), ("ZELLE", "20.00"))
        ada = books.members[0]
        for line_id, method, sentence in (
            (out, Method.ZELLE, "left the bank"),
            (came, Method.CASH, "how the money came"),
        ):
            with pytest.raises(Invalid, match=sentence):
                making.make_payment(
                    chapter_id=books.chapter_id, request=PaymentOfLine(line_id, ada, method), by=OPERATOR
                )
        making.make_payment(
            chapter_id=books.chapter_id, request=PaymentOfLine(came, ada, Method.ZELLE), by=OPERATOR
        )
        with pytest.raises(Conflict, match="already"):
            making.make_payment(
                chapter_id=books.chapter_id, request=PaymentOfLine(came, ada, Method.ZELLE), by=OPERATOR
            )
        with pytest.raises(Conflict, match="own money"):
            making.take_back(chapter_id=books.chapter_id, line_id=came, by=OPERATOR)


class TestARule:
    def test_books_the_lines_that_its_words_stand_in(self, books: Books) -> None:
        account = add_account(books)
        rule = making.save_rule(
            chapter_id=books.chapter_id, contains="Monthly fee", category=BankCategory.FEE, by=OPERATOR
        )
        fee, interest, other = lines(
            books, account, ("CHASE MONTHLY-FEE", "-12.00"), ("INTEREST PAID", "0.12"), ("RENT", "-1.00")
        )
        making.save_rule(
            chapter_id=books.chapter_id,
            contains="interest paid",
            category=BankCategory.INTEREST,
            by=OPERATOR,
        )
        assert making.apply_rules(
            chapter_id=books.chapter_id, account_id=account, by=OPERATOR
        ) == RulesApplied(2)
        assert on(books, Account.BANK_FEES, Account.INCOME_OTHER) == [1200, -12]
        open_lines = db.session.scalars(select(BankLine.id).where(BankLine.matched_at.is_(None)))
        assert list(open_lines) == [other]
        assert fee
        assert interest
        making.end_rule(chapter_id=books.chapter_id, rule_id=rule, by=OPERATOR)
        with pytest.raises(Conflict):
            making.end_rule(chapter_id=books.chapter_id, rule_id=rule, by=OPERATOR)
        assert (
            making.apply_rules(chapter_id=books.chapter_id, account_id=account, by=OPERATOR) == RulesApplied()
        )

    def test_leaves_what_one_officer_may_not_take_off_the_books(self, books: Books) -> None:
        set_policy(books, Policy(second_person_above_minor=10_000))
        account = add_account(books)
        officer = Actor(ActorKind.PERSON, None, books.members[0])
        making.save_rule(
            chapter_id=books.chapter_id, contains="wire fee", category=BankCategory.FEE, by=officer
        )
        *_, interest = lines(
            books, account, ("WIRE FEE", "-60.00"), ("WIRE FEE 2", "-70.00"), ("INTEREST", "50.00")
        )
        applied = making.apply_rules(chapter_id=books.chapter_id, account_id=account, by=officer)
        assert applied == RulesApplied(1, 1)
        open_line = db.session.scalars(
            select(BankLine.id).where(BankLine.matched_at.is_(None), BankLine.amount_minor < 0)
        ).one()
        with pytest.raises(NeedsSecond):
            making.make_entry(
                chapter_id=books.chapter_id, line_id=open_line, category=BankCategory.FEE, by=officer
            )
        making.make_entry(
            chapter_id=books.chapter_id, line_id=interest, category=BankCategory.INTEREST, by=officer
        )
        with pytest.raises(NeedsSecond):
            making.take_back(chapter_id=books.chapter_id, line_id=interest, by=officer)
        with pytest.raises(NotFound):
            making.apply_rules(chapter_id=books.chapter_id, account_id=99_999, by=officer)

    def test_does_nothing_where_two_say_otherwise(self, books: Books) -> None:
        account = add_account(books)
        for words, category in (("fee refund", BankCategory.INTEREST), ("refund", BankCategory.FEE)):
            making.save_rule(chapter_id=books.chapter_id, contains=words, category=category, by=OPERATOR)
        lines(books, account, ("FEE REFUND", "5.00"))
        assert (
            making.apply_rules(chapter_id=books.chapter_id, account_id=account, by=OPERATOR) == RulesApplied()
        )

    def test_needs_words_of_its_own(self, books: Books) -> None:
        for words, sentence in (("ab", "four letters"), ("", "needed")):
            with pytest.raises(Invalid, match=sentence):
                making.save_rule(
                    chapter_id=books.chapter_id, contains=words, category=BankCategory.FEE, by=OPERATOR
                )
        making.save_rule(
            chapter_id=books.chapter_id, contains="Monthly", category=BankCategory.FEE, by=OPERATOR
        )
        with pytest.raises(Invalid, match="already"):
            making.save_rule(
                chapter_id=books.chapter_id, contains="MONTHLY", category=BankCategory.FEE, by=OPERATOR
            )
        with pytest.raises(NotFound):
            making.end_rule(chapter_id=open_books().chapter_id, rule_id=1, by=OPERATOR)

    def test_matches_nothing_by_itself(self, books: Books) -> None:
        account = add_account(books)
        assert matching.match_all(chapter_id=books.chapter_id, account_id=account, by=OPERATOR) == 0
