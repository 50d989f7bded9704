"""A member's own payments: reported ones, receipts, and the history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services.payments import recording, reversing
from tests.harness.client import BrowserPage, Client
from tests.harness.pdf import text_of
from tests.people import signed_in
from tests.routes.house import (
    ZONE,
    House,
    build_house,
    member_of,
    owe,
    pay_cash,
    payments_of,
)
from tests.routes.paying_by_card import NO_AMOUNTS, back, newest, press_pay, session_of
from tests.services.payments.paying import deliver


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    owe(house.ada)
    return signed_in(app, house.ada)


def count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


REPORT = {"amount": "70.00", "method": "zelle", "taken_by": "Tess Treasurer", "note": "Sent on Friday"}


def report(client: Client, *, status: int = 303, **typed: str) -> BrowserPage:
    filled = {**REPORT, "received_on": today_in(ZONE).isoformat(), **typed}
    return client.submit(client.get("/payments/report"), filled, status=status)


class TestReportingAPayment:
    def test_waits_for_an_officer_and_counts_for_nothing_yet(self, house: House, ada: Client) -> None:
        page = ada.follow(report(ada))
        payment = newest(house.ada)
        assert "Your officers have been told" in page.main
        assert "You owe $200.00" in page.main
        assert (payment.state, payment.amount_minor, payment.method) == (
            PaymentState.REPORTED,
            7000,
            Method.ZELLE,
        )
        assert (payment.taken_by, payment.note, payment.received_on) == (
            "Tess Treasurer",
            "Sent on Friday",
            today_in(ZONE),
        )
        assert member_of(house.ada).balance_minor == 20000

    def test_tells_the_treasurer_by_email(self, house: House, ada: Client, sandbox: Sandbox) -> None:
        report(ada)
        (message,) = sandbox.messages(to=house.tess.email)
        assert "$70.00" in message.text

    def test_counts_when_an_officer_confirms_it(self, house: House, ada: Client) -> None:
        report(ada)
        payment = newest(house.ada)
        recording.confirm(chapter_id=payment.chapter_id, payment_id=payment.id, by=OPERATOR)
        assert "You owe $130.00" in ada.get("/dashboard").main

    def test_says_why_it_was_not_confirmed(self, house: House, ada: Client) -> None:
        report(ada)
        payment = newest(house.ada)
        recording.reject(
            chapter_id=payment.chapter_id, payment_id=payment.id, reason="Nothing came.", by=OPERATOR
        )
        assert "Zelle. Nothing came. $70.00 Declined" in ada.get("/dashboard").main
        page = ada.get(f"/payments/{payment.reference}")
        assert page.h1 == "Your report of $70.00 was declined"
        assert "Their reason: Nothing came." in page.main

    def test_twice_from_one_page_is_one_report(self, house: House, ada: Client) -> None:
        page = ada.get("/payments/report")
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.submit(page, filled)
        ada.submit(page, filled)
        assert len(payments_of(house.ada)) == 1

    def test_again_from_one_page_with_another_amount_is_refused_and_offered_as_another(
        self, house: House, ada: Client
    ) -> None:
        page = ada.get("/payments/report")
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.submit(page, filled)
        refused = ada.submit(page, {**filled, "amount": "20.00"}, status=422)
        assert "This form was sent already, with $70.00 Zelle." in refused.main
        assert "Sent on Friday" in refused.text
        assert len(payments_of(house.ada)) == 1
        ada.submit(refused, {})
        assert sorted(payment.amount_minor for payment in payments_of(house.ada)) == [2000, 7000]

    def test_without_a_key_is_each_its_own(self, app: Flask, house: House, ada: Client) -> None:
        filled = {**REPORT, "received_on": today_in(ZONE).isoformat()}
        ada.post("/payments/report", filled)
        signed_in(app, house.ben).post("/payments/report", filled)
        assert (len(payments_of(house.ada)), len(payments_of(house.ben))) == (1, 1)

    @pytest.mark.parametrize(("typed", "message"), NO_AMOUNTS)
    def test_refuses_an_amount_with_a_sentence_and_keeps_it(
        self, house: House, ada: Client, typed: str, message: str
    ) -> None:
        self.refused(house, ada, message, amount=typed)

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-02-30",
            "31/12/2026",
            "0000-00-00",
            "yesterday",
            "２０２６-01-01",
            "2026-01-01\x00",
            "9" * 400,
        ],
    )
    def test_refuses_what_is_no_date(self, house: House, ada: Client, typed: str) -> None:
        self.refused(house, ada, "Enter a real date: year, month and day.", received_on=typed)

    def test_asks_for_the_date(self, house: House, ada: Client) -> None:
        self.refused(house, ada, "Enter the date.", received_on="")

    def test_refuses_a_day_to_come(self, house: House, ada: Client) -> None:
        tomorrow = (today_in(ZONE) + timedelta(days=1)).isoformat()
        self.refused(house, ada, "That day has not come yet.", received_on=tomorrow)

    def test_refuses_a_day_of_another_century(self, house: House, ada: Client) -> None:
        self.refused(house, ada, "Payments before 2000 cannot be entered.", received_on="1900-01-01")

    @pytest.mark.parametrize("typed", ["", "card", "bank_debit", "gold", "zelle\x00"])
    def test_refuses_a_method_that_is_not_offered(self, house: House, ada: Client, typed: str) -> None:
        self.refused(house, ada, "Choose one from the list.", method=typed)

    @pytest.mark.parametrize(
        ("field", "typed", "message"),
        [
            ("note", "n" * 301, "Note can have at most 300 characters; this has 301."),
            ("note", "a\x00b", "Note holds a character that cannot be shown."),
            ("taken_by", "t" * 121, "can have at most 120 characters; this has 121."),
            ("taken_by", "a\x07b", "holds a character that cannot be shown."),
        ],
    )
    def test_refuses_text_that_does_not_fit(
        self, house: House, ada: Client, field: str, typed: str, message: str
    ) -> None:
        self.refused(house, ada, message, **{field: typed})

    def refused(self, house: House, ada: Client, message: str, **typed: str) -> None:
        page = report(ada, status=422, **typed)
        ((field, text),) = typed.items()
        assert message in page.errors()[field]
        kept = [element for element in page.every("input", "textarea") if element.get("name") == field]
        assert all(
            (element.text if element.tag == "textarea" else element.get("value")) == text for element in kept
        )
        assert payments_of(house.ada) == []
        assert count(OutboxMessage) == 0

    def test_asks_for_everything_that_is_missing(self, house: House, ada: Client) -> None:
        page = ada.post("/payments/report", status=422)
        assert set(page.errors()) == {"amount", "method", "received_on"}
        assert payments_of(house.ada) == []

    def test_needs_the_pages_token(self, house: House, ada: Client) -> None:
        ada.post("/payments/report", REPORT, csrf=False, status=400)
        assert payments_of(house.ada) == []

    def test_has_a_limit(self, ada: Client) -> None:
        for _ in range(10):
            ada.post("/payments/report", status=422)
        ada.post("/payments/report", status=429)

    def test_escapes_what_was_typed(self, house: House, ada: Client) -> None:
        page = report(ada, status=422, note="<script>alert(1)</script>", amount="x")
        assert "<script>alert" not in page.text
        report(ada, note="<script>alert(1)</script>")
        assert "<script>alert" not in ada.get(f"/payments/{newest(house.ada).reference}").text


class TestAReceipt:
    def test_says_who_paid_what_and_what_for(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 25000)
        page = ada.get(f"/payments/{paid.reference}")
        assert page.h1 == f"Receipt {paid.receipt_number}"
        for words in (
            "Sigma Delta Sigma",
            "Received from Ada Byron",
            "Amount $250.00",
            "Method Cash",
            f"Date {long_date(today_in(ZONE))}",
            "2026-27 dues $200.00",
            "Credit Pays your next charge by itself $50.00",
        ):
            assert words in page.main

    def test_that_is_void_says_so(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id,
            payment_id=paid.payment_id,
            reason="The check bounced.",
            by=OPERATOR,
        )
        main = ada.get(f"/payments/{paid.reference}").main
        assert "This receipt is void The check bounced." in main
        assert "Reversed" in main

    def test_of_which_a_part_was_taken_back_says_what_stays_paid(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        session_id = session_of(house.ada)
        sandbox.pay(session_id)
        sandbox.lose(sandbox.dispute(session_id, amount=5000)["id"])
        back(ada, house.ada)
        deliver(sandbox)
        found = newest(house.ada)
        assert "$150.00 of this receipt stays paid since" in ada.get(f"/payments/{found.reference}").main
        words = text_of(ada.get(f"/payments/{found.reference}/receipt.pdf").response.get_data())
        assert "$150.00 of this receipt stays paid." in words
        assert "void" not in words.lower()

    def test_says_what_a_bank_has_taken_and_not_decided_about(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        session_id = session_of(house.ada)
        sandbox.pay(session_id)
        sandbox.refund(session_id, amount=5000)
        disputed = sandbox.dispute(session_id)
        back(ada, house.ada)
        deliver(sandbox)
        where = f"/payments/{newest(house.ada).reference}"
        open_page = ada.get(where).main
        assert "$200.00 is disputed" in open_page
        assert "stays paid since" not in open_page
        sandbox.win(disputed["id"])
        deliver(sandbox)
        assert "$150.00 of this receipt stays paid since" in ada.get(where).main

    def test_is_shown_to_officers_of_the_chapter(self, app: Flask, house: House, ada: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        page = signed_in(app, house.tess).get(f"/payments/{paid.reference}")
        assert "Received from Ada Byron" in page.main

    @pytest.mark.parametrize("who", ["ben", "stranger"])
    def test_is_not_there_for_anyone_else(self, app: Flask, house: House, ada: Client, who: str) -> None:
        paid = pay_cash(house.ada, 5000)
        page = signed_in(app, getattr(house, who)).get(f"/payments/{paid.reference}", status=404)
        assert "Ada" not in page.main

    def test_is_not_there_yet_for_a_payment_under_way(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        press_pay(ada)
        sandbox.pay_by_bank(session_of(house.ada))
        back(ada, house.ada)
        assert ada.get(f"/payments/{newest(house.ada).reference}").h1 == "$200.00 is under way"

    def test_says_that_we_are_finding_out_where_the_answer_was_lost(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=9))
        ada.submit(ada.get("/payments/pay"), status=503)
        assert ada.get(f"/payments/{newest(house.ada).reference}").h1 == "We are finding out"


class TestTheHistory:
    def test_says_what_will_be_there(self, ada: Client) -> None:
        page = ada.get("/payments")
        assert page.h1 == "Your payments"
        assert "No payments yet" in page.main

    def test_goes_back_and_forth_without_losing_one(self, house: House, ada: Client) -> None:
        for number in range(45):
            pay_cash(house.ada, 101 + number)
        first = ada.get("/payments")
        second = ada.get(first.links()["Older"])
        third = ada.get(second.links()["Older"])
        amounts = [amount for page in (first, second, third) for amount in amounts_on(page)]
        assert amounts == [f"$1.{number + 1:02d}" for number in range(44, -1, -1)]
        assert "Older" not in third.links()
        assert amounts_on(ada.get(third.links()["Newer"])) == amounts_on(second)
        newest_again = ada.get(ada.get(third.links()["Newer"]).links()["Newer"])
        assert amounts_on(newest_again) == amounts_on(first)
        assert "Newer" not in newest_again.links()

    def test_shows_nobody_elses(self, house: House, ada: Client) -> None:
        pay_cash(house.ben, 4321)
        assert "43.21" not in ada.get("/payments").main

    @pytest.mark.parametrize("query", ["before=P-INVENTED", "after=P-INVENTED", "after=" + "x" * 400])
    def test_of_an_invented_place_is_not_there(self, ada: Client, query: str) -> None:
        ada.get(f"/payments?{query}", status=404)

    def test_from_another_members_payment_is_not_there(self, house: House, ada: Client) -> None:
        paid = pay_cash(house.ben, 4321)
        ada.get(f"/payments?before={paid.reference}", status=404)


def amounts_on(page: BrowserPage) -> list[str]:
    (box,) = [element for element in page.every("ul") if "$" in element.text]
    return [next(word for word in entry_.text.split() if word.startswith("$")) for entry_ in box.every("li")]
