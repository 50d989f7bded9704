"""The page to which Stripe leads back, asked for by others than the payer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.payments import debits
from sigma_finance.gateways.payments import stripe
from sigma_finance.services.payments import reconciliation, settlement
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import (
    House,
    build_house,
    member_of,
    owe,
)
from tests.routes.paying_by_card import back, newest, press_pay, session_of


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    owe(house.ada)
    return signed_in(app, house.ada)


class TestTheReturnPageOf:
    def test_another_member_is_not_there(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        ben = signed_in(app, house.ben)
        page = back(ben, house.ada, status=404)
        assert "200.00" not in page.main
        assert member_of(house.ada).balance_minor == 20000, "nothing was booked"

    def test_another_chapter_is_not_there(self, app: Flask, house: House, ada: Client) -> None:
        press_pay(ada)
        back(signed_in(app, house.stranger), house.ada, status=404)

    def test_another_members_session_credits_nothing(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        owe(house.ben)
        ben = signed_in(app, house.ben)
        press_pay(ben)
        sandbox.pay(session_of(house.ben))
        press_pay(ada)
        mine, theirs = newest(house.ada).reference, session_of(house.ben)
        ada.get(f"/payments/{mine}/result?session_id={theirs}", status=404)
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize(
        "session_id", ["cs_test_invented", "x" * 300, "../../etc/passwd", "cs_test_%27OR%201=1", "💸"]
    )
    def test_an_invented_session_credits_nothing(self, house: House, ada: Client, session_id: str) -> None:
        press_pay(ada)
        ada.get(f"/payments/{newest(house.ada).reference}/result?session_id={session_id}", status=404)
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize("reference", ["P-INVENTED", "0", "%00", "p-lower", "x" * 400, "%F0%9F%92%B8"])
    def test_an_invented_payment_is_not_there(self, ada: Client, reference: str) -> None:
        ada.get(f"/payments/{reference}/result", status=404)
        ada.get(f"/payments/{reference}", status=404)

    def test_a_stranger_asks_to_sign_in(self, client: Client, house: House, ada: Client) -> None:
        press_pay(ada)
        path = f"/payments/{newest(house.ada).reference}/result"
        assert client.get(path, status=302).location == f"/auth/login?next={path}"


class TestTheReturnPageLater:
    """It tells how the payment stands today, not how it stood when its payer came back."""

    @pytest.fixture
    def paid(self, house: House, ada: Client, sandbox: Sandbox) -> str:
        press_pay(ada)
        sandbox.pay(session_of(house.ada))
        assert back(ada, house.ada).h1 == "$200.00 paid"
        return session_of(house.ada)

    def test_says_what_was_refunded(self, house: House, ada: Client, sandbox: Sandbox, paid: str) -> None:
        sandbox.refund(paid, amount=5000)
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 paid, $50.00 refunded"
        assert "$150.00 counts. You owe $50.00 now." in page.main
        assert "What it pays for now 2026-27 dues $150.00 What has happened since Refunded" in page.main
        assert "\N{MINUS SIGN}$50.00" in page.main
        sandbox.refund(paid)
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 refunded"
        assert "You owe $200.00 now." in page.main
        assert "Your receipt is" not in page.main

    def test_says_that_it_is_disputed_and_how_that_ended(
        self, house: House, ada: Client, sandbox: Sandbox, paid: str
    ) -> None:
        disputed = sandbox.dispute(paid)
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 is disputed"
        assert "has not decided yet" in page.main
        sandbox.lose(disputed["id"])
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 taken back by the bank"
        assert "You owe $200.00 now." in page.main
        assert "Taken back by the payer's bank" in page.main

    def test_says_what_still_counts_where_a_part_is_disputed(
        self, house: House, ada: Client, sandbox: Sandbox, paid: str
    ) -> None:
        disputed = sandbox.dispute(paid, amount=5000)
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$50.00 of $200.00 is disputed"
        assert "Until then it does not count. $150.00 of it counts. You owe $50.00 now." in page.main
        sandbox.lose(disputed["id"])
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$50.00 of $200.00 taken back by the bank"
        assert "$150.00 of it counts. You owe $50.00 now." in page.main
        assert "$50.00 taken back by the bank" in ada.get("/payments").main

    def test_says_that_it_counts_while_a_bank_only_asks(
        self, house: House, ada: Client, sandbox: Sandbox, paid: str
    ) -> None:
        sandbox.inquire(paid)
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert page.h1 == "$200.00 is disputed"
        assert "has taken nothing: it counts as paid. You owe nothing now." in page.main

    def test_says_that_it_counts_where_the_dispute_was_won(
        self, house: House, ada: Client, sandbox: Sandbox, paid: str
    ) -> None:
        sandbox.win(sandbox.dispute(paid)["id"])
        reconciliation.reconcile(days=1)
        assert back(ada, house.ada).h1 == "$200.00 paid"

    def test_says_where_to_confirm_the_bank_account_until_that_is_done(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.ask_deposits(session_of(house.ada))
        page = back(ada, house.ada)
        assert page.h1 == "Confirm your account"
        assert "/microdeposits/pi_" in page.links()["Confirm your account"]
        arrive = long_date((now() + timedelta(days=2)).date())
        assert f"arrive on your bank account by {arrive}" in page.main
        assert f"Two small deposits are on their way to your bank account Now by {arrive}" in page.main
        assert f"by {arrive}" in ada.get("/dashboard").main
        assert "Confirm your account, so that $200.00 can be taken" in ada.get("/dashboard").main
        assert "Bank debit" in ada.get("/payments").main
        sandbox.confirm_account(session_of(house.ada))
        page = back(ada, house.ada)
        expected = long_date(debits.settles_by(now().date()))
        assert page.h1 == "$200.00 is under way"
        assert "You confirmed your bank account Done" in page.main
        assert f"Paid, and your receipt comes Next by {expected}" in page.main
        assert f"usually by {expected}" in ada.get("/dashboard").main
        assert f"expected by {expected}" in ada.get("/payments/pay").main
        assert "Confirm your account" not in ada.get("/dashboard").main
        officer = signed_in(app, house.tess).get(f"/treasurer/payments/{newest(house.ada).reference}")
        assert f"Paid, and your receipt comes Next by {expected}" in officer.main

    @pytest.mark.parametrize(
        ("late", "why"), [(False, "said wrongly too often"), (True, "Nobody said in ten days")]
    )
    def test_says_why_an_account_was_not_confirmed(
        self, house: House, ada: Client, sandbox: Sandbox, late: bool, why: str
    ) -> None:
        press_pay(ada)
        sandbox.ask_deposits(session_of(house.ada))
        back(ada, house.ada)
        if late:
            sandbox.let_account_run_out(session_of(house.ada))
        else:
            sandbox.confirm_account(session_of(house.ada), right=False)
        page = back(ada, house.ada)
        assert page.h1 == "The bank debit of $200.00 failed"
        assert "Your bank account was not confirmed Failed" in page.main
        assert why in page.main
        assert page.links()["Pay"]

    def test_says_that_the_account_is_being_checked(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.ask_deposits(session_of(house.ada))
        page = stripe.get_checkout_session(session_id=session_of(house.ada))
        settlement.settle(taken=replace(page, confirm_url=None, expected_on=None, checking=True))
        assert "Your bank account is being checked" in ada.get("/dashboard").main
        told = ada.get(f"/payments/{newest(house.ada).reference}/result")
        assert told.h1 in ("Your bank account is being checked", "Confirm your account")

    def test_says_how_a_debit_went_day_by_day_until_it_came_back(
        self, app: Flask, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        sandbox.settle(session_of(house.ada))
        sandbox.return_debit(session_of(house.ada))
        reconciliation.reconcile(days=1)
        page = back(ada, house.ada)
        assert "sent the debit back" in page.main
        assert "Paid Done on" in page.main
        assert "Sent back by your bank Failed on" in page.main
        assert "The payer says that they did not allow the debit." in page.main
        officer = signed_in(app, house.tess).get(f"/treasurer/payments/{newest(house.ada).reference}")
        assert "Sent back by your bank Failed on" in officer.main

    def test_says_why_a_debit_failed(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        back(ada, house.ada)
        sandbox.fail(session_of(house.ada))
        page = back(ada, house.ada)
        assert "Your bank did not pay Failed" in page.main
        assert "There was not enough money" in page.main
