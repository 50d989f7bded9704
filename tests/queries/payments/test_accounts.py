"""The accounts at Stripe that are chapters' own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayMandate, Chapter, ConnectedAccount
from sigma_finance.queries.payments import accounts
from tests import rows
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def named(account_id: int) -> str:
    return db.session.get_one(ConnectedAccount, account_id).account or ""


class TestAnAccount:
    def test_is_its_own_chapters(self, books: Books) -> None:
        made, other = rows.own_account(books.chapter_id), open_books().chapter_id
        account = named(made)
        assert accounts.is_known(account=account)
        assert accounts.is_chapters(chapter_id=books.chapter_id, account=account)
        assert not accounts.is_chapters(chapter_id=other, account=account)
        assert not accounts.is_known(account="acct_1")
        assert accounts.find_own(chapter_id=other, account_id=made) is None
        found = accounts.find_own(chapter_id=books.chapter_id, account_id=made)
        assert found is accounts.find(account=account)
        assert found is not None

    def test_can_be_asked_until_it_is_gone(self, books: Books) -> None:
        made = [
            rows.own_account(books.chapter_id, state)
            for state in (AccountState.READY, AccountState.RESTRICTED)
        ]
        rows.own_account(books.chapter_id, AccountState.GONE, gone_at=now())
        rows.own_account(open_books().chapter_id, AccountState.ASKED, account=None)
        assert accounts.reachable() == [named(one) for one in made]

    def test_is_gone_on_with_where_it_was_begun_and_never_used(self, books: Books) -> None:
        rows.own_account(books.chapter_id)
        rows.own_account(books.chapter_id, AccountState.RESTRICTED, used_since=now())
        assert accounts.find_unfinished(chapter_id=books.chapter_id) is None
        made = rows.own_account(books.chapter_id, AccountState.SETTING_UP)
        found = accounts.find_unfinished(chapter_id=books.chapter_id)
        assert found is not None
        assert found.id == made
        assert accounts.find_unfinished(chapter_id=open_books().chapter_id) is None


class TestAChaptersAccounts:
    def test_are_listed_newest_first_with_what_was_paid_there(self, books: Books) -> None:
        old = rows.own_account(books.chapter_id, connected_by_member_id=books.members[0])
        new = rows.own_account(books.chapter_id, AccountState.RESTRICTED, wants=["A document"])
        rows.own_account(open_books().chapter_id)
        there = {"stripe_account": named(old)}
        rows.payment(books.chapter_id, books.members[0], PaymentState.SUCCEEDED, succeeded_at=now(), **there)
        rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING, **there)
        rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING)
        db.session.get_one(Chapter, books.chapter_id).stripe_account = named(old)
        db.session.commit()
        first, second = accounts.of_chapter(chapter_id=books.chapter_id)
        assert (first.id, first.in_use, first.wants, first.payments) == (new, False, ("A document",), 0)
        assert (second.id, second.in_use, second.payments, second.under_way) == (old, True, 1, 1)
        assert second.connected_by
        assert first.connected_by == ""


class TestConsents:
    def consent(self, books: Books, member: int, **facts: Any) -> int:
        made = AutopayMandate(
            chapter_id=books.chapter_id,
            member_id=books.members[member],
            reference=new_reference("A"),
            state=MandateState.STARTED,
            consent="Yes",
            **facts,
        )
        return rows.keep(made)

    def test_on_other_accounts_are_found(self, books: Books) -> None:
        made = self.consent(books, 0, stripe_account="acct_1")
        self.consent(books, 1, stripe_account="acct_2")
        found = accounts.consents_elsewhere(chapter_id=books.chapter_id, account="acct_2")
        assert [one.id for one in found] == [made]
        assert accounts.consents_elsewhere(chapter_id=open_books().chapter_id, account="") == []

    def test_that_charge_are_counted(self, books: Books) -> None:
        self.consent(books, 0)
        assert accounts.count_consents(chapter_id=books.chapter_id) == 0
