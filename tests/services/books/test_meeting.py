"""The meeting's page."""

from __future__ import annotations

import io

import pypdf
from flask import Flask

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.policy import Policy
from sigma_finance.services.books import meeting
from sigma_finance.services.books.documents import Sender
from tests.books import ZONE, charge, open_books, pay, set_policy


class TestTheMeeting:
    def test_leaves_out_what_would_be_empty(self, any_app: Flask) -> None:
        books, today = open_books(), today_in(ZONE)
        assert meeting.get_meeting(chapter_id=books.chapter_id, today=today).parts == []
        charge(books, books.members[0])
        pay(books, books.members[0], 5000)
        found = meeting.get_meeting(chapter_id=books.chapter_id, today=today)
        assert [report.parts[0].key for report in found.parts] == ["aging", "cash"]

    def test_is_one_page_of_a_pdf(self, any_app: Flask) -> None:
        books, today = open_books(), today_in(ZONE)
        charge(books, books.members[0])
        pay(books, books.members[0], 5000)
        sender = Sender(books.chapter_id, "Test Chapter", "USD", ZONE, "#1d4ed8", has_logo=False)
        found = meeting.get_meeting(chapter_id=books.chapter_id, today=today)
        document = meeting.pdf(sender=sender, meeting=found)
        assert document.name == f"meeting-{today.isoformat()}.pdf"
        [page] = pypdf.PdfReader(io.BytesIO(document.content)).pages
        text = page.extract_text()
        for words in ("For the meeting of", "What is open", "150.00", "Cash on hand", "50.00"):
            assert words in text, words


class TestWhereDuesGo:
    def test_is_shown_where_the_chapter_wants_it(self, any_app: Flask) -> None:
        books, today = open_books(), today_in(ZONE)
        charge(books, books.members[0])
        assert meeting.where_dues_go(chapter_id=books.chapter_id, today=today) is None
        set_policy(books, Policy(dues_use_shown=True))
        found = meeting.where_dues_go(chapter_id=books.chapter_id, today=today)
        assert found is not None
        began, [kept] = found
        assert (began, kept.what, kept.percent) == (Policy().year_began(today), "Kept for later", 100)
