"""Receipts and statements as PDF files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.services.books import documents
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, charge, open_books, pay
from tests.harness.pdf import text_of
from tests.services.payments.paying import deliver, press_pay

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_books()


def sender(books: Books) -> Sender:
    return Sender(books.chapter_id, "Test Chapter", "USD", ZONE)


def reference_of(payment_id: int) -> str:
    return db.session.scalars(select(Payment.reference).where(Payment.id == payment_id)).one()


class TestASender:
    def test_writes_amounts_with_the_sign_of_its_currency_and_a_true_minus(self) -> None:
        usd = Sender(1, "Sigma", "USD", ZONE)
        assert (usd.money(-123456), usd.amount(-123456)) == (f"{MINUS}$1,234.56", f"{MINUS}1,234.56")
        assert replace(usd, currency="JPY").money(1234) == "¥1,234"

    @pytest.mark.parametrize(("currency", "paper"), [("USD", "us-letter"), ("EUR", "a4")])
    def test_prints_on_the_paper_that_its_country_has(self, books: Books, currency: str, paper: str) -> None:
        frame = documents.frame(replace(sender(books), currency=currency), "Receipt R-1")
        assert (frame["paper"], frame["footer"], frame["logo"]) == (paper, "Test Chapter, Receipt R-1", None)

    def test_tells_a_moment_by_its_clock(self) -> None:
        moment = datetime(2026, 12, 31, 20, 5, tzinfo=UTC)
        assert documents.at(moment, ZONE) == "December 31, 2026 at 3:05\u202fPM".replace("\u202f", " ")


class TestAReceipt:
    def test_says_what_was_paid_for_what_and_what_is_left(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 30000)
        paid = pay(books, ada, 10000)
        made = documents.receipt(sender=sender(books), reference=reference_of(paid.payment_id))
        words = text_of(made.content)
        assert made.name == f"{paid.receipt_number}.pdf"
        for said in ("Test Chapter", "Member 0", "$100.00", "Balance after this payment", "$200.00"):
            assert said in words

    def test_names_each_fact_and_no_stripe_where_an_officer_took_the_money(self, books: Books) -> None:
        paid = reference_of(pay(books, books.members[0], 10000).payment_id)
        words = text_of(documents.receipt(sender=sender(books), reference=paid).content)
        today = long_date(today_in(ZONE))
        for said in (
            "Chapter Test Chapter",
            "Received from Member 0",
            "Amount $100.00",
            "Method Cash",
            f"Received on {today}",
            f"Issued on {today}",
            f"Reference {paid}",
        ):
            assert said in words
        assert "Stripe" not in words

    def test_of_credit_needs_no_minus_and_of_a_reversal_is_void(self, books: Books) -> None:
        paid = pay(books, books.members[0], 10000).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid, reason="Bounced", by=OPERATOR)
        words = text_of(documents.receipt(sender=sender(books), reference=reference_of(paid)).content)
        assert "Credit after this payment $100.00" in words
        assert "Kept as credit for the next charge" in words
        assert "Bounced" in words

    def test_says_what_stays_paid_after_a_part_went_back(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0])
        paid = press_pay(books)
        sandbox.pay(paid.stripe_session_id or "")
        sandbox.refund(paid.stripe_session_id or "", amount=5000)
        deliver(sandbox)
        words = text_of(documents.receipt(sender=sender(books), reference=paid.reference).content)
        assert "$150.00" in words
        assert "It was refunded, in whole or in part." in words

    def test_is_of_its_own_member_and_chapter(self, books: Books) -> None:
        paid = reference_of(pay(books, books.members[0], 10000).payment_id)
        with pytest.raises(NotFound):
            documents.receipt(sender=sender(books), reference=paid, member_id=books.members[1])
        with pytest.raises(NotFound):
            documents.receipt(sender=sender(open_books()), reference=paid)


class TestAStatement:
    def test_tells_each_line_with_the_balance_after_it(self, books: Books) -> None:
        ada, today = books.members[0], today_in(ZONE)
        charge(books, ada, 30000)
        pay(books, ada, 10000)
        first = today - timedelta(days=30)
        made = documents.statement(sender=sender(books), member_id=ada, span=Span(first, today))
        assert made.name == f"statement-{ada}-{first.isoformat()}-to-{today.isoformat()}.pdf"
        words = text_of(made.content)
        for said in (
            "Member 0",
            "Charged, less waivers $300.00",
            f"Paid, less what went back {MINUS}$100.00",
        ):
            assert said in words
        assert f"{MINUS}100.00 200.00" in words

    def test_of_all_days_is_named_by_its_last(self, books: Books) -> None:
        ada, today = books.members[0], today_in(ZONE)
        made = documents.statement(sender=sender(books), member_id=ada, span=Span(None, today))
        assert made.name == f"statement-{ada}-{today.isoformat()}.pdf"
        with pytest.raises(NotFound):
            documents.statement(sender=sender(open_books()), member_id=ada, span=Span(None, today))
