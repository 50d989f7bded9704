"""Paying by a pay link without signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Installment, OutboxMessage, PayLink
from sigma_finance.services.payments import pay_links, reconciliation
from tests.harness.client import BrowserPage, Client
from tests.people import Person, signed_in
from tests.routes.house import House, build_house, link_of, member_of, owe, pay_cash, payments_of

ALL = {"what": "all"}


@pytest.fixture
def house(app: Flask) -> House:
    made = build_house()
    owe(made.ada)
    owe(made.ben)
    return made


@pytest.fixture
def path(house: House) -> str:
    return link_of(house)


def row() -> PayLink:
    """The one link."""
    return db.session.query(PayLink).one()


def mails(kind: str) -> list[OutboxMessage]:
    """The messages of a kind."""
    db.session.rollback()
    return db.session.query(OutboxMessage).filter_by(kind=kind).all()


def chosen(page: BrowserPage) -> str:
    """Which row of the choice the page begins with."""
    return next(box.get("value") for box in page.every("input") if "checked" in box.attributes)


def parts_of(person: Person) -> list[int]:
    """A person's installments, the oldest first."""
    rows = db.session.query(Installment).filter_by(member_id=person.member_id).order_by(Installment.id)
    return [row.id for row in rows]


class TestThePage:
    def test_shows_initials_chapter_and_amount_alone(self, house: House, client: Client, path: str) -> None:
        page = client.get(path)
        assert page.h1 == "Pay for A. B."
        assert "$200.00 of dues at Sigma Delta Sigma" in page.main
        for secret in ("Ada", "Byron", "example.org", "2026-27", f"members/{house.ada.member_id}"):
            assert secret not in page.text

    def test_is_found_by_nobody_and_kept_nowhere(self, client: Client, path: str) -> None:
        headers = client.get(path).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"

    def test_leads_to_stripe_and_back_to_thanks(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        assert "/checkout/" in client.submit(client.get(path), ALL).location
        [session] = sandbox.sessions()
        assert session["customer_email"] is None
        sandbox.pay(session["id"])
        [payment] = payments_of(house.ada)
        back = client.get(f"{path}/{payment.reference}?session_id={session['id']}")
        assert back.h1 == "$200.00 paid"
        assert "Ada" not in back.text
        assert back.headers["Referrer-Policy"] == "no-referrer"
        assert member_of(house.ada).balance_minor == 0
        assert member_of(house.ben).balance_minor == 20000

    def test_opens_on_the_sum_that_a_message_named_with_the_others_beside_it(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        owe(house.ada, 5000, due_in=7)
        first, second = parts_of(house.ada)
        page = client.get(f"{path}?for={second}")
        assert chosen(page) == "named"
        assert "$50.00" in page.main
        assert "$250.00" in page.main
        client.submit(page, {"what": "named"})
        assert sandbox.sessions()[0]["amount_total"] == 5000
        pay_cash(house.ada, 5000)
        assert chosen(client.get(f"{path}?for={first}.{second}")) == "all"

    def test_names_nothing_of_somebody_else(self, house: House, client: Client, path: str) -> None:
        owe(house.ben, 5000)
        for odd in (parts_of(house.ben)[-1], "x", "1.2.", "999999999"):
            assert chosen(client.get(f"{path}?for={odd}")) == "all"

    def test_tells_later_what_became_of_the_money(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [session] = sandbox.sessions()
        sandbox.pay(session["id"])
        [payment] = payments_of(house.ada)
        result = f"{path}/{payment.reference}?session_id={session['id']}"
        assert client.get(result).h1 == "$200.00 paid"
        sandbox.refund(session["id"], amount=5000)
        reconciliation.reconcile(days=1)
        assert "$50.00 went back to the card" in client.get(result).main
        sandbox.refund(session["id"])
        reconciliation.reconcile(days=1)
        assert client.get(result).h1 == "$200.00 went back"

    def test_tells_later_that_the_payment_is_disputed(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [session] = sandbox.sessions()
        sandbox.pay(session["id"])
        sandbox.dispute(session["id"])
        reconciliation.reconcile(days=1)
        [payment] = payments_of(house.ada)
        assert client.get(f"{path}/{payment.reference}").h1 == "$200.00 is disputed"

    def test_tells_how_much_of_it_is_disputed(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [session] = sandbox.sessions()
        sandbox.pay(session["id"])
        sandbox.dispute(session["id"], amount=5000)
        reconciliation.reconcile(days=1)
        page = client.get(f"{path}/{payments_of(house.ada)[0].reference}")
        assert page.h1 == "$50.00 of $200.00 is disputed"
        assert "your bank took $50.00 of it back" in page.main

    def test_takes_a_part(self, house: House, client: Client, path: str, sandbox: Sandbox) -> None:
        client.submit(client.get(path), {"what": "other", "amount": "75.50"})
        assert sandbox.sessions()[0]["amount_total"] == 7550

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("200.01", "$200.00 can be paid here; enter that or less."),
            ("0", "Enter an amount above zero"),
            ("0.10", "The least that can be paid by card is $0.50."),
            ("Infinity", "Enter the amount in digits only, such as 200.00."),
        ],
    )
    def test_refuses_an_amount_at_the_field_and_keeps_it(
        self, house: House, client: Client, path: str, typed: str, said: str
    ) -> None:
        page = client.submit(client.get(path), {"what": "other", "amount": typed}, status=422)
        assert said in page.errors()["amount"]
        assert f'value="{typed}"' in page.text
        assert payments_of(house.ada) == []

    def test_lets_the_payer_cover_the_card_fee_where_the_chapter_does(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        db.session.get_one(Chapter, house.ada.chapter_id).policy = Policy(card_fee_choice=True).kept()
        db.session.commit()
        page = client.get(path)
        assert "$6.29 for $200.00" in page.main
        client.submit(page, ALL | {"cover_fee": "y"})
        [session] = sandbox.sessions()
        assert session["amount_total"] == 20629
        sandbox.pay(session["id"])
        client.get(f"{path}/{payments_of(house.ada)[0].reference}")
        assert member_of(house.ada).balance_minor == 0
        assert member_of(house.ada).credit_minor == 0

    def test_has_a_limit(self, client: Client, path: str) -> None:
        for _ in range(10):
            client.post(path, {"what": "other", "amount": "x"}, status=422)
        client.post(path, {"what": "other", "amount": "x"}, status=429)

    def test_says_that_nothing_was_charged_while_stripe_is_away(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        page = client.get(path)
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=503, times=9))
        answer = client.submit(page, ALL, status=503)
        assert "Card payments cannot be taken right now" in answer.main


class TestALinkThatIsNoGood:
    def test_says_so_where_it_was_altered(self, client: Client, path: str) -> None:
        for altered in (path[:-2] + ("AA" if path[-2] != "A" else "EA"), "/pay/x", path + "x"):
            page = client.get(altered, status=404)
            assert page.h1 == "This link cannot be used"
            assert "not complete, or was changed" in page.main

    def test_says_so_where_it_has_expired(self, house: House, client: Client, path: str) -> None:
        form = client.get(path)
        link = row()
        link.created_at, link.expires_at = now() - timedelta(days=31), now()
        db.session.commit()
        assert "has expired" in client.get(path, status=404).main
        assert "has expired" in client.submit(form, ALL, status=404).main
        assert payments_of(house.ada) == []

    def test_says_so_where_it_was_revoked(self, house: House, client: Client, path: str) -> None:
        form = client.get(path)
        pay_links.revoke(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, link_id=row().id, by=OPERATOR
        )
        assert "was taken back" in client.get(path, status=404).main
        assert "was taken back" in client.submit(form, ALL, status=404).main
        assert payments_of(house.ada) == []

    def test_says_so_where_the_balance_is_settled(self, house: House, client: Client, path: str) -> None:
        form = client.get(path)
        pay_cash(house.ada, 20000)
        assert client.get(path).h1 == "Nothing is left to pay"
        assert client.submit(form, ALL, status=409).h1 == "Nothing is left to pay"
        assert len(payments_of(house.ada)) == 1

    def test_says_so_where_the_chapter_is_suspended(self, house: House, client: Client, path: str) -> None:
        form = client.get(path)
        db.session.get_one(Chapter, house.ada.chapter_id).suspended_at = now()
        db.session.commit()
        for page in (client.get(path, status=404), client.submit(form, ALL, status=404)):
            assert (
                "Sigma Delta Sigma is suspended, so nobody can pay it now. Nothing was charged" in page.main
            )
        assert payments_of(house.ada) == []

    def test_still_tells_what_a_payment_came_to_after_its_chapter_was_suspended(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [payment] = payments_of(house.ada)
        db.session.get_one(Chapter, house.ada.chapter_id).suspended_at = now()
        db.session.commit()
        assert client.get(f"{path}/{payment.reference}").h1 == "Nothing was paid"

    def test_closes_what_was_opened_by_it_when_it_is_revoked(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        pay_links.revoke(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, link_id=row().id, by=OPERATOR
        )
        assert sandbox.sessions()[0]["status"] == "expired"
        [payment] = payments_of(house.ada)
        assert payment.state is PaymentState.EXPIRED
        assert client.get(f"{path}/{payment.reference}").h1 == "Nothing was paid"

    def test_asks_for_no_more_while_a_bank_debit_is_under_way(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        form = client.get(path)
        client.submit(form, ALL)
        [session] = sandbox.sessions()
        sandbox.pay_by_bank(session["id"])
        [payment] = payments_of(house.ada)
        assert client.get(f"{path}/{payment.reference}").h1 == "$200.00 is under way"
        assert "is under way" in client.get(path).main
        client.submit(form, ALL, status=409)
        assert len(payments_of(house.ada)) == 1

    def test_shows_no_payment_that_did_not_come_by_it(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        cash = pay_cash(house.ada, 1000)
        client.get(f"{path}/{cash.reference}", status=404)
        client.get(f"{path}/P-23456789BCDFGHJKMNPQ", status=404)
        client.get(f"{path}/nothing", status=404)


class TestABankDebit:
    def test_says_where_to_confirm_the_account_until_that_is_done(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [session] = sandbox.sessions()
        sandbox.ask_deposits(session["id"])
        [payment] = payments_of(house.ada)
        page = client.get(f"{path}/{payment.reference}")
        assert page.h1 == "Confirm your account"
        assert "/microdeposits/pi_" in page.links()["Confirm your account"]
        sandbox.confirm_account(session["id"])
        page = client.get(f"{path}/{payment.reference}")
        assert page.h1.endswith("is under way")
        assert "Confirm your account" not in page.links()


class TestTwoWhoPay:
    def test_have_one_page_open_at_a_time(
        self, app: Flask, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        ada = signed_in(app, house.ada)
        own = ada.submit(ada.get("/payments/pay"), ALL).location
        by_link = client.submit(client.get(path), ALL).location
        assert own != by_link
        assert sorted(session["status"] for session in sandbox.sessions()) == ["expired", "open"]
        assert client.submit(client.get(path), ALL).location == by_link


class TestTheReceipt:
    def test_goes_to_the_payer_and_to_the_member(
        self, house: House, client: Client, path: str, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(path), ALL)
        [session] = sandbox.sessions()
        sandbox.pay(session["id"], email="Mum@Example.org")
        [payment] = payments_of(house.ada)
        client.get(f"{path}/{payment.reference}")
        [to_payer], [to_member] = mails("payer_receipt"), mails("receipt")
        assert (to_payer.to_email, to_member.to_email) == ("mum@example.org", house.ada.email)
        assert to_payer.context["receipt_number"] == to_member.context["receipt_number"]
        assert to_payer.context["member_initials"] == "A. B."
        assert "Ada" not in str(to_payer.context)
        assert to_member.context["method_label"] == "Card, by a pay link"
        tess = signed_in(client.app, house.tess)
        assert "mum@example.org, by a pay link" in tess.get(f"/treasurer/payments/{payment.reference}").main
