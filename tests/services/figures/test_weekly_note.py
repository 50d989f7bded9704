"""The weekly note: on Mondays, once, to the officers who want it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.services.figures import weekly_note
from sigma_finance.services.messages import outbox
from tests.at_once import at_once
from tests.books import ZONE, Books, charge, member_of, open_books, pay

MONDAY = datetime(2027, 3, 1, 9, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books(members=3)
    member_of(made.members[0]).role = Role.TREASURER
    db.session.commit()
    return made


def notes(sandbox: Sandbox) -> list[str]:
    outbox.deliver()
    return [one.text for one in sandbox.messages() if "came in this week" in one.subject]


class TestTheNote:
    def test_says_what_came_in_and_what_is_owed(self, books: Books, sandbox: Sandbox) -> None:
        with time_machine.travel(MONDAY - timedelta(days=3), tick=False) as clock:
            charge(books, books.members[0], due_in=2)
            charge(books, books.members[1], 30000, due_in=10)
            pay(books, books.members[1], 5000)
            clock.move_to(MONDAY)
            assert weekly_note.write(chapter_id=books.chapter_id)
        [text] = notes(sandbox)
        for fact in ("$50.00", "Payments: 1", "Still owed: $450.00", "Past due: $200.00", "past due: 1"):
            assert fact in text

    def test_comes_once_on_mondays_from_seven(self, books: Books, sandbox: Sandbox) -> None:
        with time_machine.travel(MONDAY - timedelta(days=3), tick=False) as clock:
            charge(books, books.members[0], due_in=2)
            heard = []
            for hour in range(24 * 14):
                clock.move_to(MONDAY - timedelta(days=2) + timedelta(hours=hour))
                if weekly_note.write(chapter_id=books.chapter_id):
                    heard.append(MONDAY - timedelta(days=2) + timedelta(hours=hour))
        assert [(one.weekday(), one.hour) for one in heard] == [(0, 7), (0, 7)]

    def test_is_none_where_there_is_nothing_to_say(self, books: Books) -> None:
        with time_machine.travel(MONDAY, tick=False):
            assert not weekly_note.write(chapter_id=books.chapter_id)

    def test_is_left_out_for_who_wants_none(self, books: Books, sandbox: Sandbox) -> None:
        member_of(books.members[0]).muted = [Topic.WEEKLY.value]
        db.session.commit()
        with time_machine.travel(MONDAY, tick=False):
            charge(books, books.members[0], due_in=2)
            weekly_note.write(chapter_id=books.chapter_id)
        assert notes(sandbox) == []


class TestTwoSchedulersAtOnce:
    def test_write_one_note(self, app: Flask, sandbox: Sandbox) -> None:
        books = open_books(members=1)
        member_of(books.members[0]).role = Role.TREASURER
        db.session.commit()
        with time_machine.travel(MONDAY, tick=False):
            charge(books, books.members[0], due_in=2)
            answers = at_once(app, [partial(weekly_note.write, chapter_id=books.chapter_id)] * 4)
        assert sorted(answers) == [False, False, False, True]
        assert len(notes(sandbox)) == 1
