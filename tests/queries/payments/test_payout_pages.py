"""Payouts as officers see them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.books.accounts import Account, EntryKind, Explanation
from sigma_finance.domain.books.lines import Draft, PostingLine
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.payments.payouts import LineKind, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import PayoutLine
from sigma_finance.queries.payments import payout_pages as queries
from sigma_finance.services.books import ledger
from tests import rows
from tests.books import ZONE, Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestAPayout:
    def test_counts_the_lines_that_nobody_has_explained(self, books: Books) -> None:
        part, line = rows.payout(books.chapter_id)
        assert queries.get_payout(chapter_id=books.chapter_id, payout_id=part).open_lines == 1
        db.session.get_one(PayoutLine, line).category = Explanation.LOSS
        db.session.commit()
        [found] = queries.payouts(chapter_id=books.chapter_id, cursor=Cursor()).rows
        assert (found.id, found.open_lines, found.confirmed_by) == (part, 0, None)

    @pytest.mark.parametrize(
        ("facts", "status", "to_confirm"),
        [
            ({"state": PayoutState.ON_ITS_WAY}, "payout_on_its_way", False),
            ({}, "payout_at_bank", False),
            ({"shared": True}, "payout_with_operator", True),
            ({"state": PayoutState.CANCELLED}, "payout_cancelled", False),
            ({"state": PayoutState.FAILED, "shared": True}, "payout_came_back", False),
        ],
    )
    def test_stands_where_its_money_is(
        self, books: Books, facts: dict[str, Any], status: str, to_confirm: bool
    ) -> None:
        part, _ = rows.payout(books.chapter_id, **facts)
        found = queries.get_payout(chapter_id=books.chapter_id, payout_id=part)
        assert (found.status, found.to_confirm) == (status, to_confirm)

    @pytest.mark.parametrize(("shared", "words"), [(False, "at the bank"), (True, "due from the operator")])
    def test_is_told_of_in_words(self, books: Books, shared: bool, words: str) -> None:
        part, _ = rows.payout(books.chapter_id, shared=shared)
        assert queries.get_payout(chapter_id=books.chapter_id, payout_id=part).words == words

    def test_is_made_of_its_kinds_in_their_order(self, books: Books) -> None:
        part, _ = rows.payout(books.chapter_id)
        rows.payout(books.chapter_id)
        found = queries.get_payout(chapter_id=books.chapter_id, payout_id=part)
        made_of = queries.sums(chapter_id=books.chapter_id, payout=found)
        assert made_of == [
            queries.PayoutSum(LineKind.PAYMENT, 1, 2000, -88, 1912),
            queries.PayoutSum(LineKind.FEE, 1, -700, 0, -700),
        ]
        assert queries.difference(found, made_of) == 0
        assert queries.difference(found, made_of[:1]) == -700

    def test_is_held_against_its_lines_once_they_are_read(self, books: Books) -> None:
        part, _ = rows.payout(books.chapter_id, lines_state=LinesState.READING)
        found = queries.get_payout(chapter_id=books.chapter_id, payout_id=part)
        assert queries.difference(found, []) == 0

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        part, line = rows.payout(books.chapter_id)
        with pytest.raises(NotFound):
            queries.get_payout(chapter_id=open_books().chapter_id, payout_id=part)
        with pytest.raises(NotFound):
            queries.get_line(chapter_id=open_books().chapter_id, line_id=line)


class TestItsLines:
    def test_name_their_payment_and_whose_it_is(self, books: Books) -> None:
        payment = rows.payment(books.chapter_id, books.members[0], PaymentState.SUCCEEDED, succeeded_at=now())
        part, line = rows.payout(books.chapter_id, payment)
        rows.payout(books.chapter_id)
        found = queries.get_payout(chapter_id=books.chapter_id, payout_id=part)
        first, second = queries.lines(chapter_id=books.chapter_id, payout=found, cursor=Cursor()).rows
        assert (first.member_name, first.part_id, first.may_be_explained) == ("Member 0", part, False)
        assert (second.id, second.reference, second.may_be_explained) == (line, None, True)
        [alone] = queries.lines(
            chapter_id=books.chapter_id, payout=found, cursor=Cursor(), only_open=True
        ).rows
        assert alone == second == queries.get_line(chapter_id=books.chapter_id, line_id=line)
        everywhere = queries.lines(chapter_id=books.chapter_id, payout=None, cursor=Cursor(), only_open=True)
        assert len(everywhere.rows) == 2
        [paid_out] = queries.of_payment(chapter_id=books.chapter_id, payment_id=payment)
        assert (paid_out.id, paid_out.net_minor, paid_out.kind) == (part, 1912, LineKind.PAYMENT)


class TestWhatStandsBetweenStripeAndTheBank:
    def test_is_read_from_the_books(self, books: Books) -> None:
        @transactional
        def post(account: Account, minor: int) -> None:
            lines = [PostingLine(account, minor), PostingLine(Account.CASH_STRIPE, -minor)]
            ledger.post(Draft(books.chapter_id, EntryKind.PAYOUT, today_in(ZONE), lines))

        post(Account.IN_TRANSIT, 500)
        post(Account.DUE_FROM_OPERATOR, 300)
        post(Account.UNEXPLAINED, -70)
        rows.payout(books.chapter_id)
        found = queries.standing(chapter_id=books.chapter_id)
        assert found == queries.PayoutStanding(500, 300, 70, 1)
