"""The history of payments: its filters, what it adds up to, and the files that hold exactly what it shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from openpyxl import load_workbook

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Dispute, Payment, Refund
from sigma_finance.services.payments import reversing
from tests.harness.client import BrowserPage, Client
from tests.people import signed_in
from tests.routes.house import House, change, pay_cash, payments_of, selects
from tests.routes.treasurer.desk import build_desk, enrol, report, today, under_way, unmatched

PATH = "/treasurer/payments"
KINDS = ("csv", "json", "xlsx")


def named(page: BrowserPage) -> list[str]:
    """The first cell of each row."""
    return [row[0] for row in page.rows()[1:]]


def back(payment: Payment, refunded: int = 0, disputed: int = 0) -> None:
    """Money of a payment that went back."""
    common: dict[str, Any] = {"chapter_id": payment.chapter_id, "payment_id": payment.id}
    if refunded:
        stripe = f"re_{payment.id}"
        db.session.add(
            Refund(**common, stripe_refund_id=stripe, amount_minor=refunded, state=RefundState.SUCCEEDED)
        )
    if disputed:
        stripe = f"dp_{payment.id}"
        db.session.add(
            Dispute(**common, stripe_dispute_id=stripe, amount_minor=disputed, state=DisputeState.OPEN)
        )
    db.session.commit()


def several(house: House) -> None:
    """Five payments: cash, cash that was reversed, money of nobody refunded in part, one under way, one reported."""
    pay_cash(house.ada, 20000)
    wrong = pay_cash(house.ada, 700)
    reversing.reverse(
        chapter_id=house.ada.chapter_id, payment_id=wrong.payment_id, reason="Twice", by=OPERATOR
    )
    reference = unmatched(house, 7500)
    back(db.session.query(Payment).filter_by(reference=reference).one(), refunded=2500)
    under_way(house.ben, 4000)
    report(house.ben, 3000)


class TestTheFilters:
    @pytest.fixture(autouse=True)
    def _payments(self, house: House) -> None:
        several(house)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "ADA"}, 2),
            ({"q": "r-"}, 2),
            ({"q": "%"}, 0),
            ({"state": "succeeded"}, 2),
            ({"method": "cash"}, 2),
            ({"method": "card", "state": "reversed"}, 0),
            ({"least": "40", "most": "75.00"}, 2),
            ({"historical": "yes"}, 0),
            ({"historical": "no"}, 5),
            ({"from": "2000-01-01", "to": "2001-01-01"}, 0),
            ({"from": "0001-01-01", "to": "9999-12-31"}, 5),
            ({"state": "none", "method": "gold", "historical": "perhaps"}, 5),
        ],
    )
    def test_let_through_what_they_say(self, tess: Client, asked: Mapping[str, str], found: int) -> None:
        assert len(tess.get(f"{PATH}?{urlencode(asked)}").rows()[1:]) == found

    def test_find_a_payment_by_its_receipt_and_by_its_reference(self, house: House, tess: Client) -> None:
        payment = payments_of(house.ben)[0]
        assert named(tess.get(f"{PATH}?q={payment.reference.lower()}")) == ["Ben Banneker"]
        assert len(named(tess.get(f"{PATH}?q=R-{today().year}-0001"))) == 1

    def test_take_the_payments_of_one_member_and_say_whose(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}?member={house.ben.member_id}&q=b")
        assert named(page) == ["Ben Banneker", "Ben Banneker"]
        assert page.links()["Remove the filter Ben Banneker"] == f"{PATH}?q=b"

    def test_know_no_member_of_another_chapter(self, house: House, tess: Client) -> None:
        tess.get(f"{PATH}?member={house.stranger.member_id}", status=404)

    def test_stay_in_the_form(self, tess: Client) -> None:
        page = tess.get(f"{PATH}?q=ada&least=5.00&from=2020-01-01")
        typed = {field.get("name"): field.get("value") for field in page.every("input")}
        assert (typed["q"], typed["least"], typed["from"]) == ("ada", "5.00", "2020-01-01")

    @pytest.mark.parametrize(
        ("asked", "field", "sentence"),
        [
            ({"from": "2026-02-31"}, "from", "Enter a real date"),
            ({"to": "yesterday"}, "to", "Enter a real date"),
            ({"from": "2026-02-02", "to": "2026-02-01"}, "to", "must not come before"),
            ({"least": "1e309"}, "least", "in digits only"),
            ({"most": "-5"}, "most", "above zero"),
            ({"least": "10", "most": "5"}, "most", "must not be less"),
            ({"q": "x" * 101}, "q", "at most 100 characters"),
            ({"q": "a\u200bb"}, "q", "cannot be shown"),
        ],
    )
    def test_say_at_the_field_what_cannot_be_taken(
        self, tess: Client, asked: Mapping[str, str], field: str, sentence: str
    ) -> None:
        page = tess.get(f"{PATH}?{urlencode({**asked, 'state': 'succeeded'})}", status=422)
        assert sentence in page.errors()[field]
        assert "Nothing to show" in page.main
        (chosen,) = [option for option in page.every("option") if "selected" in option.attributes][:1]
        assert chosen.get("value") == "succeeded"
        for kind in KINDS:
            tess.get(f"{PATH}.{kind}?{urlencode(asked)}", status=422)


class TestTheDays:
    def test_are_those_of_the_chapter(self, house: House, tess: Client) -> None:
        under_way(house.ada)
        payment = payments_of(house.ada)[0]
        # 11 in the evening in New York is the next day already by universal time.
        payment.created_at = payment.created_at.replace(year=2026, month=3, day=2, hour=4, minute=0)
        db.session.commit()
        assert len(tess.get(f"{PATH}?from=2026-03-01&to=2026-03-01").rows()[1:]) == 1
        assert tess.get(f"{PATH}?from=2026-03-02").rows() == []

    def test_are_those_on_which_the_money_was_received(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 100)
        payments_of(house.ada)[0].received_on = date(2026, 1, 31)
        db.session.commit()
        assert len(tess.get(f"{PATH}?to=2026-01-31").rows()[1:]) == 1
        assert tess.get(f"{PATH}?from={today() - timedelta(days=1)}").rows() == []


class TestTheTotals:
    def test_are_of_all_that_fit_and_say_what_went_back(self, house: House, tess: Client) -> None:
        several(house)
        assert "5 payments: received $282.00, went back $32.00, kept $250.00" in tess.get(PATH).main
        assert "1 payment: received $0.00" in tess.get(f"{PATH}?state=processing").main

    def test_count_disputed_money_as_gone_and_never_more_than_came(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 1000)
        back(payments_of(house.ada)[0], refunded=600, disputed=1000)
        assert "received $10.00, went back $10.00, kept $0.00" in tess.get(PATH).main

    def test_are_the_same_on_every_page(self, house: House, tess: Client) -> None:
        for _ in range(51):
            under_way(house.ada)
        under_way(house.ben)
        first = tess.get(f"{PATH}?q=ada")
        second = tess.get(first.links()["Older"])
        assert (len(first.rows()), len(second.rows())) == (51, 2)
        assert "51 payments" in first.main
        assert "51 payments" in second.main


def rows_of(client: Client, kind: str, query: str = "") -> list[dict[str, Any]]:
    """The payments in a file, by heading."""
    page = client.get(f"{PATH}.{kind}{query}")
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))
    if kind == "json":
        return list(json.loads(page.text)["payments"])
    heads, *rows = load_workbook(io.BytesIO(page.response.data))["Payments"].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def total(rows: list[dict[str, Any]], head: str) -> Decimal:
    return sum((Decimal(str(row[head])) for row in rows), Decimal()).quantize(Decimal("0.01"))


class TestTheFiles:
    @pytest.mark.parametrize("kind", KINDS)
    def test_hold_exactly_what_the_page_adds_up(self, house: House, tess: Client, kind: str) -> None:
        several(house)
        for query in ("", "?q=ada", "?state=succeeded&method=card"):
            rows, main = rows_of(tess, kind, query), tess.get(f"{PATH}{query}").main
            assert f"{len(rows)} payment" in main
            assert f"kept ${total(rows, 'kept')}" in main
            came_in = [row for row in rows if row["receipt"] or row["PaymentIntent"]]
            assert f"received ${total(came_in, 'amount')}" in main

    @pytest.mark.parametrize("kind", KINDS)
    def test_have_the_same_columns(self, house: House, tess: Client, kind: str) -> None:
        pay_cash(house.ada, 20000)
        (row,) = rows_of(tess, kind)
        assert list(row) == [
            *("date", "member", "email", "method", "status", "amount", "refunded", "kept", "receipt"),
            *("reference", "PaymentIntent", "note", "taken by", "recorded by", "historical"),
        ]
        assert (row["member"], row["email"], row["method"]) == ("Ada Byron", "ada@example.org", "Cash")
        assert (row["status"], row["receipt"]) == ("Paid", f"R-{today().year}-0001")

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", " =1"])
    def test_let_nothing_begin_a_formula(self, house: House, tess: Client, kind: str, name: str) -> None:
        change(house.ada, name=name)
        pay_cash(house.ada, 100)
        page = tess.get(f"{PATH}.{kind}")
        if kind == "xlsx":
            cells = [
                cell for row in load_workbook(io.BytesIO(page.response.data))["Payments"] for cell in row
            ]
            assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
        if kind == "csv":
            assert rows_of(tess, kind)[0]["member"] == f"'{name}"

    def test_are_named_by_chapter_and_day(self, house: House, tess: Client) -> None:
        for kind in KINDS:
            said = tess.get(f"{PATH}.{kind}").headers["Content-Disposition"]
            assert f"{house.slug}-payments-{today().isoformat()}.{kind}" in said

    def test_hold_nothing_of_another_chapter(self, house: House, stranger: Client) -> None:
        several(house)
        for kind in KINDS:
            assert rows_of(stranger, kind) == []

    def test_are_linked_with_the_filter_on(self, house: House, tess: Client) -> None:
        several(house)
        links = tess.get(f"{PATH}?q=ada&state=succeeded").links()
        assert links["These payments as Excel"] == f"{PATH}.xlsx?q=ada&state=succeeded"

    def test_leave_a_line_in_the_audit_trail(self, house: House, tess: Client) -> None:
        several(house)
        rows_of(tess, "csv", "?q=ada")
        db.session.rollback()
        line = db.session.query(AuditEvent).filter_by(action="books.exported").one()
        assert line.details == {"what": "payments", "file": "csv", "rows": 2}
        assert line.actor_user_id == house.tess.user_id


class TestTwoThousandPayments:
    def test_add_up_alike_on_the_page_and_in_the_files(self, any_app: Flask) -> None:
        house = build_desk()
        tess = signed_in(any_app, house.tess)
        members = enrol(house, 20)
        db.session.add_all(
            Payment(
                chapter_id=house.tess.chapter_id,
                member_id=members[number % 20],
                reference=new_reference(),
                method=Method.CASH,
                state=PaymentState.SUCCEEDED,
                amount_minor=1000 + number,
                received_on=today(),
                succeeded_at=now(),
            )
            for number in range(2000)
        )
        db.session.commit()
        with selects() as sent:
            main = tess.get(f"{PATH}?method=cash").main
        assert len(sent) <= 2
        kept = f"{(2000 * 1000 + 1999 * 1000) / 100:,.2f}"
        assert f"2000 payments: received ${kept}, went back $0.00, kept ${kept}" in main
        for kind in KINDS:
            rows = rows_of(tess, kind, "?method=cash")
            assert len(rows) == 2000
            assert f"{total(rows, 'kept'):,}" == kept
