"""What the chapter held when its books began, as it is entered."""

from __future__ import annotations

from flask import Flask
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.books.accounts import Account
from sigma_finance.forms.books.opening import OpeningBalancesForm

ACCOUNTS = [Account.CASH_ON_HAND, Account.HELD_NATIONAL]


def read(app: Flask, typed: dict[str, str]) -> OpeningBalancesForm:
    with app.test_request_context():
        form = OpeningBalancesForm(MultiDict(typed), meta={"csrf": False})
        form.validate()
        return form


class TestOpeningBalances:
    def test_are_of_the_accounts_that_were_filled_in(self, sqlite_app: Flask) -> None:
        typed = {"day": "2026-06-30", "cash_on_hand": "0", "cash_bank": "5", "held_national": ""}
        form = read(sqlite_app, typed)
        assert form.errors == {}
        assert form.held(ACCOUNTS) == {Account.CASH_ON_HAND: 0}

    def test_need_a_day_and_amounts(self, sqlite_app: Flask) -> None:
        assert set(read(sqlite_app, {"cash_on_hand": "lots"}).errors) == {"day", "cash_on_hand"}
