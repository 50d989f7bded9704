"""Transfers and counts, on their pages."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from tests.harness.client import Client
from tests.people import People, signed_in
from tests.spending import on, spending_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def tess(any_app: Flask, people: People) -> Client:
    return signed_in(any_app, people.treasurer)


class TestTransfers:
    def test_are_made_and_reversed(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/transfers")
        typed = {"out_of": "cash_on_hand", "into": "petty_cash", "amount": "100"}
        page = tess.follow(tess.submit(form, typed))
        assert "Moved $100.00." in page.main
        assert on(people, Account.PETTY_CASH) == 10000
        reverse = tess.get(next(at for at in page.links().values() if at.endswith("/reverse")))
        tess.follow(tess.submit(reverse, {"reason": "Not done"}))
        assert on(people, Account.PETTY_CASH) == 0
        again = tess.submit(reverse, {"reason": "Not done"}, status=422)
        assert "already" in again.main

    def test_go_to_another_account(self, tess: Client) -> None:
        form = tess.get("/treasurer/spending/transfers")
        page = tess.submit(form, {"out_of": "cash_bank", "into": "cash_bank", "amount": "1"}, status=422)
        assert "two different" in page.errors()["into"]


class TestCounting:
    def test_shows_what_was_over_or_short(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/count")
        page = tess.follow(tess.submit(form, {"place": "cash_on_hand", "counted": "499.50"}))
        assert "Counted. Cash on hand is as the books say now." in page.main
        assert on(people, Account.OVER_AND_SHORT) == 50
        assert "\N{MINUS SIGN}0.50" in page.main

    def test_asks_for_what_was_counted(self, tess: Client) -> None:
        form = tess.get("/treasurer/spending/count")
        page = tess.submit(form, {"place": "cash_on_hand", "counted": ""}, status=422)
        assert "Enter what was counted." in page.errors()["counted"]

    def test_that_is_short_by_too_much_waits_for_another_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=1000)
        tess = signed_in(any_app, people.treasurer)
        form = tess.get("/treasurer/spending/count")
        tess.follow(tess.submit(form, {"place": "cash_on_hand", "counted": "100"}))
        assert on(people, Account.CASH_ON_HAND) == 50000
        assert "Book cash that is short" in signed_in(any_app, people.admin).get("/treasurer/approvals").main
