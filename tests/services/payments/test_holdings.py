"""Whether the provider holds what the books say."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.gateways.payments.errors import OutcomeUnknown
from sigma_finance.services.books.verify import Difference
from sigma_finance.services.payments import holdings
from tests.books import Books, open_books
from tests.services.payments.paying import deliver
from tests.services.payments.paying_out import NET, pay_and_know_fee


@pytest.fixture
def books(any_app: Flask, sandbox: Sandbox) -> Books:
    made = open_books()
    pay_and_know_fee(made, sandbox)
    return made


class TestWhatTheProviderHolds:
    def test_is_what_the_books_say_wherever_the_money_is(self, books: Books, sandbox: Sandbox) -> None:
        assert holdings.differences() == []
        made = sandbox.pay_out()
        deliver(sandbox)
        assert holdings.differences() == []
        sandbox.arrive(made["id"])
        deliver(sandbox)
        assert holdings.differences() == []

    def test_is_told_where_it_is_not(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.adjust(-700)
        [found] = holdings.differences()
        assert found == Difference("cash_at_stripe", "every chapter", "USD", str(NET - 700), str(NET))

    def test_cannot_be_told_while_it_does_not_answer(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1", kind="drop", times=9))
        with pytest.raises(OutcomeUnknown):
            holdings.differences()
