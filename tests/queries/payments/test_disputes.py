"""The chapter's disputes in a list."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.queries.payments import disputes as queries
from sigma_finance.queries.payments.disputes import DisputeLine
from tests.books import Books, charge, open_books
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def paid(books: Books, sandbox: Sandbox, *, by_bank: bool = False) -> str:
    """The page on which 200.00 were paid."""
    charge(books, books.members[0])
    session_id = press_pay(books).stripe_session_id or ""
    if by_bank:
        sandbox.pay_by_bank(session_id)
        sandbox.settle(session_id)
    else:
        sandbox.pay(session_id)
    deliver(sandbox)
    return session_id


def listed(books: Books) -> list[DisputeLine]:
    db.session.rollback()
    return queries.of_chapter(chapter_id=books.chapter_id)


class TestADispute:
    def test_says_what_was_taken_and_what_it_cost(self, books: Books, sandbox: Sandbox) -> None:
        made = sandbox.dispute(paid(books, sandbox), amount=5000, reason="product_not_received")
        deliver(sandbox)
        [one] = listed(books)
        assert (one.amount_minor, one.taken_minor, one.fee_minor) == (5000, 5000, 1500)
        assert one.member_name == "Member 0"
        assert one.answer_by is not None
        assert one.state_in_words == "Waits for an answer"
        assert "did not get what they paid for" in one.reason_in_words
        sandbox.win(made["id"], return_fee=True)
        deliver(sandbox)
        [one] = listed(books)
        assert (one.taken_minor, one.fee_minor, one.state_in_words, one.is_open) == (0, 0, "Won", False)
        assert one.closed_at is not None

    def test_that_took_nothing_is_an_inquiry(self, books: Books, sandbox: Sandbox) -> None:
        made = sandbox.inquire(paid(books, sandbox))
        deliver(sandbox)
        [one] = listed(books)
        assert (one.taken_minor, one.fee_minor, one.state_in_words) == (0, 0, "The bank only asks")
        sandbox.close_inquiry(made["id"])
        deliver(sandbox)
        assert [one.state_in_words for one in listed(books)] == ["The bank let it be"]

    def test_of_a_debit_that_came_back_is_read_as_that(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.return_debit(paid(books, sandbox, by_bank=True))
        deliver(sandbox)
        [one] = listed(books)
        assert (one.state, one.state_in_words) == (DisputeState.LOST, "Sent back by the bank")
        assert one.taken_minor == 20000


class TestTheList:
    def test_has_what_waits_by_its_day_and_what_is_decided_after_it(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        first, second, third = (paid(books, sandbox) for _ in range(3))
        lost = sandbox.dispute(third)
        with time_machine.travel(now() + timedelta(days=1)):
            sandbox.dispute(first, amount=100)
        sandbox.dispute(second, amount=200)
        sandbox.lose(lost["id"])
        deliver(sandbox)
        assert [one.amount_minor for one in listed(books)] == [200, 100, 20000]

    def test_is_the_chapters_own(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.dispute(paid(books, sandbox))
        deliver(sandbox)
        assert listed(open_books()) == []
