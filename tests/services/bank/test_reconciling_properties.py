"""Whatever is booked and imported in whatever order: the books at the bank are what the statement says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import BankLine
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.queries.bank import matching as match_queries
from sigma_finance.services.bank import making, matching, reconciling
from sigma_finance.services.bank.making import PaymentOfLine
from sigma_finance.services.payments import recording
from tests.banking import add_account, bring_in, days_ago
from tests.books import Books, assert_books_hold, manual, open_books

#: How many days ago, and how much in minor units.
ROWS = st.lists(
    st.tuples(st.integers(2, 40), st.integers(-3, 3).filter(bool).map(lambda n: n * 100)), max_size=8
)


@dataclass
class Mix:
    """A chapter whose statement is drawn, and the rows that were imported so far."""

    books: Books
    account: int
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def record(self, days: int, minor: int) -> None:
        """Zelle that an officer records before its line is there."""
        asked = manual(self.books, self.books.members[0], abs(minor), form_key=secrets.token_hex(8))
        asked = replace(asked, method=Method.ZELLE, received_on=days_ago(days))
        recording.record(request=asked, by=OPERATOR)
        self.rows.append((days_ago(days).isoformat(), "ZELLE", f"{abs(minor) / 100:.2f}"))

    def settle(self) -> None:
        """Say of every line that is no entry what it is."""
        db.session.rollback()
        waiting = select(BankLine).where(BankLine.matched_at.is_(None)).order_by(BankLine.id)
        for line in db.session.scalars(waiting).all():
            known = {"chapter_id": self.books.chapter_id, "line_id": line.id}
            same = [
                one.id
                for one in match_queries.candidates(
                    account_id=self.account,
                    account=match_queries.BankAccountFacts(
                        self.books.chapter_id, Account.CASH_BANK, days_ago(60)
                    ),
                    amount_minor=line.amount_minor,
                )
            ]
            if same:
                matching.match(**known, entry_ids=same[:1], by=OPERATOR)
            elif line.amount_minor > 0 and line.id % 2:
                making.make_payment(
                    chapter_id=self.books.chapter_id,
                    request=PaymentOfLine(line.id, self.books.members[1], Method.ZELLE),
                    by=OPERATOR,
                )
            else:
                making.make_entry(**known, category=BankCategory.FEE, by=OPERATOR)
            db.session.rollback()


class TestAnyMix:
    @pytest.mark.parametrize("opening", [0, 5000])
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(recorded=ROWS, others=ROWS, split=st.integers(0, 8))
    def test_ends_with_books_that_equal_the_statement(
        self,
        sqlite_app: Flask,
        opening: int,
        recorded: list[tuple[int, int]],
        others: list[tuple[int, int]],
        split: int,
    ) -> None:
        books = open_books()
        mix = Mix(books, add_account(books, opening_minor=opening))
        for days, minor in recorded:
            mix.record(days, minor)
        mix.rows += [
            (days_ago(days).isoformat(), f"OTHER {minor}", f"{minor / 100:.2f}") for days, minor in others
        ]
        bring_in(books, mix.account, mix.rows[:split])
        bring_in(books, mix.account, mix.rows)
        bring_in(books, mix.account, mix.rows)
        mix.settle()
        said = opening + sum(round(float(amount) * 100) for _, _, amount in mix.rows)
        booked = queries.book_sums(chapter_id=books.chapter_id, accounts=[Account.CASH_BANK])
        assert booked.get(Account.CASH_BANK, 0) == said
        reconciling.reconcile(
            chapter_id=books.chapter_id,
            account_id=mix.account,
            through=days_ago(1),
            closing_minor=said,
            by=OPERATOR,
        )
        assert_books_hold(books)
