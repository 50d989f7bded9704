"""``flask reminders``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from tests.books import ZONE, Books, member_of
from tests.cli.terminal import refused, run
from tests.late_books import late_books

#: A Monday at noon.
NOON = datetime(2027, 3, 1, 12, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.fixture
def books(sqlite_app: Flask, clock: time_machine.Traveller) -> Books:
    """A chapter that reminds after thirty days, and a member who is thirty days late today."""
    return late_books()


class TestSendingReminders:
    def test_is_rehearsed_without_writing_to_anybody(
        self, sqlite_app: Flask, books: Books, sandbox: Sandbox
    ) -> None:
        said = run(sqlite_app, "reminders", "send", "--chapter", books.slug, "--dry-run")
        assert said == "Would remind 1 member.\n"
        assert sandbox.messages() == []

    def test_writes_once_to_whom_the_schedule_names(
        self, sqlite_app: Flask, books: Books, sandbox: Sandbox
    ) -> None:
        words = ("reminders", "send", "--chapter", books.slug)
        assert run(sqlite_app, *words) == "Reminded 1 member.\n"
        assert run(sqlite_app, *words) == "Reminded 0 members.\n"
        assert run(sqlite_app, *words, "--dry-run") == "Would remind 0 members.\n"
        assert [message.to for message in sandbox.messages()] == [[f"member0.{books.slug}@example.org"]]

    def test_writes_to_nobody_before_the_day(
        self, sqlite_app: Flask, books: Books, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=-1))
        assert run(sqlite_app, "reminders", "send", "--chapter", books.slug) == "Reminded 0 members.\n"

    def test_knows_no_chapter_that_there_is_not(self, sqlite_app: Flask, books: Books) -> None:
        assert "chapter" in refused(sqlite_app, "reminders", "send", "--chapter", "nowhere")


class TestTheWeeklyNote:
    def test_is_written_on_mondays_once(
        self, sqlite_app: Flask, books: Books, clock: time_machine.Traveller, sandbox: Sandbox
    ) -> None:
        member_of(books.members[1]).role = Role.TREASURER
        db.session.commit()
        words = ("reminders", "weekly", "--chapter", books.slug)
        assert run(sqlite_app, *words) == "Written.\n"
        assert run(sqlite_app, *words) == "Nothing to write today.\n"
        assert [message.to for message in sandbox.messages()] == [[f"member1.{books.slug}@example.org"]]

    def test_is_not_written_on_other_days(
        self, sqlite_app: Flask, books: Books, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(days=1))
        said = run(sqlite_app, "reminders", "weekly", "--chapter", books.slug)
        assert said == "Nothing to write today.\n"
