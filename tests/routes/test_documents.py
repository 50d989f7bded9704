"""Receipts and statements: what they say, over which days, and who may open them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.services.payments import recording, reversing
from tests.harness.client import BrowserPage, Client
from tests.harness.pdf import text_of
from tests.people import Person, signed_in
from tests.routes.house import (
    ZONE,
    House,
    build_house,
    change,
    entry,
    member_of,
    owe,
    pay_cash,
    payments_of,
    selects,
)


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


def pdf(client: Client, path: str) -> str:
    """The words of a PDF that the address leads to."""
    page = client.get(path)
    assert page.headers["Content-Type"] == "application/pdf"
    return text_of(page.response.get_data())


def receipt_path(person: Person) -> str:
    """Where the receipt of the person's latest payment is."""
    return f"/payments/{payments_of(person)[-1].reference}/receipt.pdf"


def statement_path(person: Person, file: str = "statement.pdf") -> str:
    return f"/treasurer/members/{person.member_id}/{file}"


class TestAReceipt:
    def test_says_who_paid_what_for_what(self, house: House, ada: Client) -> None:
        owe(house.ada)
        number = pay_cash(house.ada, 5000).receipt_number
        words = pdf(ada, receipt_path(house.ada))
        day = long_date(today_in(ZONE))
        for fact in (
            f"Receipt {number}",
            "Chapter Sigma Delta Sigma",
            "Received from Ada Byron",
            "Amount $50.00",
            "Method Cash",
            f"Received on {day}",
            "Taken by Tess",
            f"Reference {payments_of(house.ada)[-1].reference}",
            "2026-27 dues $50.00",
            "Balance after this payment $150.00",
        ):
            assert fact in words
        assert "void" not in words.lower()

    def test_is_a_file_named_by_its_number_that_no_one_keeps(self, house: House, ada: Client) -> None:
        number = pay_cash(house.ada, 5000).receipt_number
        headers = ada.get(receipt_path(house.ada)).headers
        assert headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
        assert headers["Cache-Control"] == "no-store"

    def test_says_what_was_kept_as_credit(self, house: House, ada: Client) -> None:
        owe(house.ada, 3000)
        pay_cash(house.ada, 5000)
        words = pdf(ada, receipt_path(house.ada))
        assert "2026-27 dues $30.00 Kept as credit for the next charge $20.00" in words
        assert "Credit after this payment $20.00" in words

    def test_stays_as_it_was_given_when_more_happens(self, house: House, ada: Client) -> None:
        owe(house.ada, 3000)
        pay_cash(house.ada, 5000)
        path = receipt_path(house.ada)
        before = ada.get(path).response.get_data()
        owe(house.ada, 9000, what="Formal")
        pay_cash(house.ada, 1000)
        assert ada.get(path).response.get_data() == before

    def test_is_stamped_void_with_the_reason(self, house: House, ada: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 5000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id,
            payment_id=payments_of(house.ada)[-1].id,
            reason="The check #bounced",
            by=OPERATOR,
        )
        words = pdf(ada, receipt_path(house.ada))
        day = long_date(today_in(ZONE))
        assert "VOID" in words
        assert f"This receipt is void since {day}. The check #bounced" in words
        assert f"Payment reversal, {day} −$50.00" in words
        assert "2026-27 dues $50.00" in words

    @pytest.mark.parametrize("name", ["#let \"x\" \\ 'y' $z$", "Ada 🎓 Zoë", "x" * 120, "</script> <b>"])
    def test_shows_any_name(self, house: House, ada: Client, name: str) -> None:
        change(house.ada, name=name)
        owe(house.ada, what="*Dues* #panic() \\")
        pay_cash(house.ada, 5000)
        words = pdf(ada, receipt_path(house.ada))
        assert "*Dues* #panic() \\ $50.00" in words
        assert name in words.replace(" ", "") if len(name) == 120 else name in words

    def test_needs_few_queries(self, house: House, ada: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 5000)
        path = receipt_path(house.ada)
        with selects() as asked:
            ada.get(path)
        assert len(asked) <= 4

    def test_is_not_there_before_the_payment_counts(self, house: House, ada: Client) -> None:
        recording.report(request=entry(house.ada, 5000), by=OPERATOR)
        ada.get(receipt_path(house.ada), status=404)

    @pytest.mark.parametrize("reference", ["P-NONE", "p-lower", "x" * 33, "%00", "..%2f..", "P-1' OR 1=1"])
    def test_is_not_there_for_no_payment(self, house: House, tess: Client, reference: str) -> None:
        tess.get(f"/payments/{reference}/receipt.pdf", status=404)

    def test_is_the_members_and_the_officers_alone(self, app: Flask, house: House, client: Client) -> None:
        pay_cash(house.ada, 5000)
        path = receipt_path(house.ada)
        for person, status in ((house.ada, 200), (house.tess, 200), (house.ben, 404), (house.stranger, 404)):
            signed_in(app, person).get(path, status=status)
        assert client.get(path, status=302).location == f"/auth/login?next={path}"

    def test_is_one_step_away_from_where_payments_stand(
        self, house: House, ada: Client, tess: Client
    ) -> None:
        number = pay_cash(house.ada, 5000).receipt_number
        path = receipt_path(house.ada)
        page = path.removesuffix("/receipt.pdf")
        assert ada.get(page).links()["Receipt as PDF"] == path
        for found in (
            ada.get("/payments"),
            ada.get("/statement"),
            tess.get("/treasurer/payments"),
            tess.get(f"/treasurer{page}"),
            tess.get(f"/treasurer/members/{house.ada.member_id}?tab=payments"),
            tess.get(statement_path(house.ada, "statement")),
        ):
            assert found.links()[number or ""] == path


def pay_on(person: Person, day: date, amount_minor: int) -> None:
    """Cash that a person brought on a day in the past."""
    brought = replace(entry(person, amount_minor), received_on=day, form_key=secrets.token_urlsafe(16))
    recording.record(request=brought, by=OPERATOR)


@pytest.fixture
def term(house: House) -> date:
    """Charged on March 1, paid on March 10 and April 1, charged again on May 1; returns the day of the story's end."""
    for month, day, what in ((3, 1, "Spring dues"), (5, 1, "Formal")):
        with time_machine.travel(datetime.fromisoformat(f"2026-{month:02}-{day:02}T17:00+00:00"), tick=False):
            owe(house.ada, 20000, what=what)
    pay_on(house.ada, date(2026, 3, 10), 15000)
    pay_on(house.ada, date(2026, 4, 1), 5000)
    return today_in(ZONE)


def shown(page: BrowserPage) -> list[list[str]]:
    """The lines of the statement on screen, without what stands below the words."""
    return [row for row in page.rows() if len(row) == 4 and row[0] != "Date"]


class TestAStatement:
    def test_ends_at_what_the_member_owes(self, house: House, ada: Client, term: date) -> None:
        member = member_of(house.ada)
        assert member.balance_minor - member.credit_minor == 20000
        page = ada.get("/statement")
        assert f"Balance on {long_date(term)} Below zero it is credit $200.00" in page.main
        assert [row[-1] for row in shown(page)] == ["200.00", "50.00", "0.00", "200.00"]
        assert f"Balance on {long_date(term)} $200.00" in pdf(ada, "/statement.pdf")

    def test_goes_below_zero_for_credit(self, house: House, ada: Client) -> None:
        pay_cash(house.ada, 5000)
        member = member_of(house.ada)
        assert (member.balance_minor, member.credit_minor) == (0, 5000)
        assert [row[-1] for row in shown(ada.get("/statement"))] == ["−50.00"]
        assert "−$50.00" in pdf(ada, "/statement.pdf")

    def test_holds_the_lines_of_its_days_alone(self, house: House, ada: Client, term: date) -> None:
        page = ada.get("/statement?from=2026-03-02&to=2026-04-30")
        assert "March 2, 2026 to April 30, 2026" in page.main
        assert [row[-2:] for row in shown(page)] == [["−150.00", "50.00"], ["−50.00", "0.00"]]
        words = pdf(ada, "/statement.pdf?from=2026-03-02&to=2026-04-30")
        for fact in (
            "Ada Byron",
            "March 2, 2026 to April 30, 2026",
            "Balance before $200.00",
            "Charged, less waivers $0.00",
            "Paid, less what went back −$200.00",
            "Balance on April 30, 2026 $0.00",
            "Mar 10, 2026 Payment, cash",
        ):
            assert fact in words
        assert "Spring dues" not in words
        assert "Formal" not in words

    @pytest.mark.parametrize(
        ("first", "last", "balances"),
        [
            ("2026-03-01", "2026-03-01", ["200.00"]),
            ("2026-03-10", "2026-04-01", ["50.00", "0.00"]),
            ("2026-03-11", "2026-03-31", []),
            ("", "2026-03-10", ["200.00", "50.00"]),
            ("2026-04-01", "", ["0.00", "200.00"]),
            ("", "", ["200.00", "50.00", "0.00", "200.00"]),
            ("0001-01-01", "9999-12-31", ["200.00", "50.00", "0.00", "200.00"]),
        ],
    )
    def test_includes_its_first_and_its_last_day(
        self, ada: Client, term: date, first: str, last: str, balances: list[str]
    ) -> None:
        page = ada.get(f"/statement?from={first}&to={last}")
        assert [row[-1] for row in shown(page)] == balances
        ada.get(f"/statement.pdf?from={first}&to={last}")

    @pytest.mark.parametrize(
        ("asked", "field", "message"),
        [
            ("from=2026-02-31", "from", "Enter a real date"),
            ("to=31/12/2026", "to", "Enter a real date"),
            ("from=%D9%A2", "from", "Enter a real date"),
            ("from=9999-12-31&to=9999-12-31", "from", "That day has not come yet."),
            ("from=2026-04-02&to=2026-04-01", "to", "The last day must not come before the first."),
        ],
    )
    def test_of_days_that_are_none_says_so(self, ada: Client, asked: str, field: str, message: str) -> None:
        assert message in ada.get(f"/statement?{asked}", status=422).errors()[field]
        assert message in ada.get(f"/statement.pdf?{asked}", status=422).main

    def test_goes_no_further_than_today(self, ada: Client, term: date) -> None:
        page = ada.get("/statement?to=9999-12-31")
        assert f"From the beginning to {long_date(term)}" in page.main
        assert page.links()["Statement as PDF"] == f"/statement.pdf?to={term.isoformat()}"
        assert long_date(term) in pdf(ada, "/statement.pdf?to=9999-12-31")

    def test_offers_the_usual_spans_and_its_own_as_a_file(self, ada: Client, term: date) -> None:
        page = ada.get("/statement?from=2026-03-01&to=2026-03-31")
        links = page.links()
        assert links["Statement as PDF"] == "/statement.pdf?from=2026-03-01&to=2026-03-31"
        assert links["This year"] == f"/statement?from={term.year}-01-01&to={term.isoformat()}"
        headers = ada.get(links["Statement as PDF"]).headers
        assert headers["Content-Disposition"].endswith('-2026-03-01-to-2026-03-31.pdf"')

    def test_is_there_where_nothing_ever_happened(self, ada: Client) -> None:
        assert "Nothing in this time" in ada.get("/statement").main
        assert "Nothing was charged or paid in this time." in pdf(ada, "/statement.pdf")

    def test_is_led_to_from_the_payments(self, house: House, ada: Client, tess: Client) -> None:
        assert ada.get("/payments").links()["Your statement"] == "/statement"
        member = tess.get(f"/treasurer/members/{house.ada.member_id}")
        assert member.links()["Statement to print"] == statement_path(house.ada, "statement")

    @pytest.mark.parametrize("lines", [1, 30])
    def test_needs_two_queries_however_long_it_is(self, house: House, ada: Client, lines: int) -> None:
        for _ in range(lines):
            owe(house.ada, 1000)
        for path in ("/statement", "/statement.pdf"):
            with selects() as asked:
                ada.get(path)
            assert len(asked) <= 2

    def test_goes_on_for_pages_with_its_head_on_each(self, house: House, ada: Client) -> None:
        for number in range(60):
            owe(house.ada, 1000, what=f"Fine {number}")
        words = pdf(ada, "/statement.pdf")
        assert "Fine 59" in words
        assert "Page 2 of " in words
        assert words.count("Balance, USD") == words.count("Page ")

    def test_of_another_is_the_officers_alone(self, app: Flask, house: House, client: Client) -> None:
        path = statement_path(house.ada)
        for person, status in ((house.tess, 200), (house.ada, 200), (house.ben, 404), (house.stranger, 404)):
            signed_in(app, person).get(path, status=status)
        assert client.get(path, status=302).location == f"/auth/login?next={path}"

    def test_on_an_officers_screen_is_the_members(
        self, app: Flask, house: House, tess: Client, term: date
    ) -> None:
        path = statement_path(house.ada, "statement")
        page = tess.get(f"{path}?to=2026-03-31")
        assert page.h1 == "Statement of Ada Byron"
        assert page.links()["Statement as PDF"] == f"{statement_path(house.ada)}?to=2026-03-31"
        assert "Ada Byron" in pdf(tess, f"{statement_path(house.ada)}?to=2026-03-31")
        signed_in(app, house.stranger).get(path, status=404)
        signed_in(app, house.ben).get(path, status=403)


class TestTheReceiptsMail:
    def test_names_the_address_of_the_receipt(self, app: Flask, house: House) -> None:
        recording.record(request=entry(house.ada, 5000, Method.ZELLE), by=OPERATOR)
        from sigma_finance.extensions import db
        from sigma_finance.models import OutboxMessage

        message = db.session.query(OutboxMessage).filter_by(kind="receipt").one()
        assert message.context["receipt_url"] == app.config["BASE_URL"] + "/c/sds" + receipt_path(house.ada)


def test_a_day_is_the_chapters_own(house: House, ada: Client) -> None:
    late_evening = datetime.fromisoformat("2026-03-01T03:30+00:00")
    with time_machine.travel(late_evening, tick=False):
        owe(house.ada, what="Late dues")
    assert shown(ada.get("/statement?from=2026-02-28&to=2026-02-28"))
    assert late_evening.date() - timedelta(days=1) == date(2026, 2, 28)
