"""Deposits, and an officer's own money."""

from __future__ import annotations

import pytest

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import (
    Charge,
    Deposit,
)
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.services.bank import accounts as bank_accounts
from sigma_finance.services.bank.accounts import NewBankAccount
from tests.harness.client import Client
from tests.harness.holding import assert_verified
from tests.people import add_person
from tests.routes.house import House, member_of, owe, pay_cash
from tests.routes.treasurer.desk import today


class TestADeposit:
    def test_has_all_that_is_on_hand_chosen_and_lists_what_is_in_it(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        pay_cash(house.ben, 2500)
        page = tess.get("/treasurer/deposits")
        assert "On hand $75.00 2 payments" in page.main
        made = tess.follow(tess.submit(page))
        assert made.h1 == "Deposit of $75.00"
        assert "In all" in made.main
        assert "Nothing is on hand" in tess.get("/treasurer/deposits").main

    def test_takes_only_what_is_chosen(self, house: House, tess: Client) -> None:
        first = pay_cash(house.ada, 5000)
        pay_cash(house.ben, 2500)
        page = tess.get("/treasurer/deposits")
        made = tess.follow(tess.submit(page, {"payments": str(first.payment_id)}))
        assert made.h1 == "Deposit of $50.00"

    @pytest.mark.parametrize("chosen", ["", "999999", "x"])
    def test_asks_for_a_payment_on_the_list(self, house: House, tess: Client, chosen: str) -> None:
        pay_cash(house.ada, 5000)
        page = tess.submit(tess.get("/treasurer/deposits"), {"payments": chosen}, status=422)
        assert "Choose at least one from the list." in page.main or "Invalid" in page.main
        assert db.session.query(Deposit).count() == 0

    def test_is_taken_back_with_a_reason(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        made = tess.follow(tess.submit(tess.get("/treasurer/deposits")))
        page = tess.get(made.links()["Reverse"])
        assert tess.submit(page, {"reason": ""}, status=422).errors()["reason"]
        done = tess.follow(tess.submit(page, {"reason": "The bank was closed"}))
        assert "the money is on hand again" in done.main


class TestOnesOwnMoney:
    @pytest.fixture(autouse=True)
    def another_officer(self, house: House) -> None:
        add_person(house.tess.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)

    def test_is_uncharged_by_another_officer(self, house: House, tess: Client) -> None:
        owe(house.tess)
        charge = db.session.query(Charge).one()
        page = tess.get(f"/treasurer/charges/{charge.id}/reverse")
        refused = tess.submit(page, {"reason": "Never owed it"}, status=403)
        assert "Another officer has to reverse it." in refused.text
        assert member_of(house.tess).balance_minor == 20000


class TestADepositAtOneOfSeveralBanks:
    def test_stands_on_the_account_that_was_chosen_and_comes_back_from_it(
        self, tess: Client, house: House
    ) -> None:
        for name in ("Checking", "Savings"):
            bank_accounts.add(
                request=NewBankAccount(house.tess.chapter_id, name, today(), 0),
                by=OPERATOR,
            )
        pay_cash(house.ada, 5000)
        page = tess.get("/treasurer/deposits")
        done = tess.submit(page, {"place": "cash_bank_2"})

        def lies() -> list[int]:
            db.session.rollback()
            accounts = (Account.CASH_ON_HAND, Account.CASH_BANK, Account.CASH_BANK_2)
            sums = queries.book_sums(chapter_id=house.tess.chapter_id, accounts=accounts)
            return [sums.get(account, 0) for account in accounts]

        assert lies() == [0, 0, 5000]
        assert_verified()
        form = tess.get(f"{done.headers['Location']}/reverse")
        tess.submit(form, {"reason": "It was not taken there."})
        assert lies() == [5000, 0, 0]
        assert_verified()
