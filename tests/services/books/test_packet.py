"""The packet of a fiscal year."""

from __future__ import annotations

import io
import time
from datetime import date

import openpyxl
import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit_heads import Chain
from sigma_finance.domain.books.closing import last_days
from sigma_finance.domain.books.reports import ReportKind
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.dues.spans import Span
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries import audit_heads
from sigma_finance.services.books import closing, nightly, packet
from sigma_finance.services.books.documents import Sender
from tests.books import ZONE, Books, charge, open_books, pay
from tests.harness.pdf import text_of


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    db.session.get_one(Member, made.members[0]).name = "=Ada #set"
    db.session.commit()
    charge(made, made.members[0], 20000)
    pay(made, made.members[0], 25000)
    return made


def sender(books: Books) -> Sender:
    return Sender(books.chapter_id, "Test Chapter", "USD", ZONE)


def made(books: Books) -> packet.Packet:
    return packet.get_packet(sender=sender(books), last=today_in(ZONE))


class TestThePacket:
    def test_has_every_report_that_says_something(self, books: Books) -> None:
        kinds = {page.kind for page in made(books).pages}
        assert kinds == set(ReportKind) - {ReportKind.HELD, ReportKind.REMITTANCE, ReportKind.AGING}

    def test_says_where_the_books_are_closed_and_where_they_end(self, books: Books) -> None:
        [head] = audit_heads.books_ends(chapter_ids=[books.chapter_id])
        facts = dict(made(books).facts)
        assert facts["The books end with"] == f"Books {nightly.sign_head(head, Chain.BOOKS)}"
        assert (facts["Closed through"], facts["Every sum agrees"]) == ("Not closed", "Yes")
        [through, *_] = last_days(today=today_in(ZONE), closed_through=None)
        closing.close(chapter_id=books.chapter_id, through=through, by=OPERATOR)
        assert dict(made(books).facts)["Closed through"] == long_date(through)

    def test_of_books_without_an_entry_has_no_report(self, any_app: Flask) -> None:
        found = made(open_books())
        assert list(found.pages) == []
        assert "The books end with" not in dict(found.facts)

    def test_is_a_pdf(self, books: Books) -> None:
        document = packet.pdf(sender=sender(books), packet=made(books))
        text = text_of(document.content)
        assert document.name == f"packet-{today_in(ZONE).isoformat()}.pdf"
        for words in ("Trial balance", "Balance sheet", "=Ada #set", "250.00"):
            assert words in text

    def test_is_a_workbook_without_formulas(self, books: Books) -> None:
        file = io.BytesIO()
        packet.workbook(file, sender=sender(books), packet=made(books))
        book = openpyxl.load_workbook(file)
        assert {"Packet", "Trial balance", "Members accounts"} <= set(book.sheetnames)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        assert "=Ada #set" in {cell.value for cell in cells}

    def test_of_three_hundred_members_takes_moments(self, sqlite_app: Flask) -> None:
        many = open_books(members=300)
        for member_id in many.members[:50]:
            charge(many, member_id)
        began = time.process_time()
        packet.pdf(sender=sender(many), packet=made(many))
        assert time.process_time() - began < 5


class TestItsYears:
    def test_are_this_one_and_the_last(self, books: Books) -> None:
        found = dict(packet.years(chapter_id=books.chapter_id, today=date(2026, 11, 30)))
        assert found == {
            "This year so far": Span(date(2026, 7, 1), date(2026, 11, 30)),
            "Last year": Span(date(2025, 7, 1), date(2026, 6, 30)),
        }
