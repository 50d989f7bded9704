"""The jobs of the registry: what each does, that a second run does nothing more, and what counts as a failure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.database import scopes
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.dates import now
from sigma_finance.domain.jobs import JobFailed, JobIncomplete
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, LateFee, Reminder
from sigma_finance.services.dues import late_fees
from sigma_finance.tasks import work
from sigma_finance.tasks.registry import JOBS, get_job
from tests.books import ZONE, Books, charge, member_of
from tests.breaking import break_mail_to
from tests.late_books import late_books
from tests.services.books.spoiling import spoiled

NOON = datetime(2027, 3, 1, 12, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.fixture
def books(any_app: Flask, clock: time_machine.Traveller) -> Iterator[Books]:
    """A chapter in which a member's dues are thirty days late; no chapter is open to whoever runs the jobs."""
    made = late_books()
    db.session.rollback()
    kept = scopes._scope.set("")
    yield made
    scopes._scope.reset(kept)


def count(model: type[LateFee] | type[Reminder]) -> int:
    db.session.rollback()
    with across_chapters():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def charge_late(books: Books, member_id: int) -> None:
    """Another member's dues, as late as the first one's."""
    with across_chapters(), time_machine.travel(now() - timedelta(days=60), tick=False):
        charge(books, member_id, due_in=30)


def suspend(books: Books) -> None:
    db.session.get_one(Chapter, books.chapter_id).suspended_at = now()
    db.session.commit()


class TestEveryJob:
    @pytest.mark.parametrize("name", [job.name for job in JOBS])
    def test_tells_in_a_sentence_what_was_done(self, books: Books, name: str) -> None:
        for _ in range(2):
            said = get_job(name).run()
            assert said.endswith(".")
            assert len(said) <= 300


class TestLateFees:
    def test_are_charged_once(self, books: Books) -> None:
        assert [work.charge_late_fees(), work.charge_late_fees()] == [
            "Late fees charged: 1.",
            "Late fees charged: 0.",
        ]
        assert count(LateFee) == 1

    def test_are_not_charged_in_a_suspended_chapter(self, books: Books) -> None:
        suspend(books)
        assert work.charge_late_fees() == "Late fees charged: 0."

    def test_are_charged_in_the_others_where_one_chapter_fails(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with across_chapters():
            broken, charge_fees = late_books(), late_fees.charge_each

        def charge_or_break(*, chapter_id: int, by: object) -> int:
            if chapter_id == broken.chapter_id:
                raise ArithmeticError
            return charge_fees(chapter_id=chapter_id, by=by)  # type: ignore[arg-type]

        monkeypatch.setattr(late_fees, "charge_each", charge_or_break)
        said = rf"^Failed: 1\. Done in all the rest: 1\. {broken.slug}: ArithmeticError$"
        with pytest.raises(JobIncomplete, match=said):
            work.charge_late_fees()

    def test_are_charged_to_the_others_where_one_member_fails(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = books.members
        charge_late(books, other)
        break_mail_to(monkeypatch, one)
        said = rf"^Failed: 1\. Done in all the rest: 1\. {books.slug}, member {one}: ArithmeticError$"
        with pytest.raises(JobIncomplete, match=said):
            work.charge_late_fees()
        assert count(LateFee) == 1

    def test_are_a_failure_where_they_fail_everywhere(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaks(*, chapter_id: int, by: object) -> int:
            raise ArithmeticError

        monkeypatch.setattr(late_fees, "charge_each", breaks)
        with pytest.raises(JobFailed) as caught:
            work.charge_late_fees()
        assert not isinstance(caught.value, JobIncomplete)


class TestReminders:
    def test_go_out_once(self, books: Books) -> None:
        assert work.send_reminders() == "Members reminded: 1."
        assert work.send_reminders() == "Members reminded: 0."
        assert count(Reminder) == 1

    def test_go_out_to_the_others_where_one_member_fails(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = books.members
        charge_late(books, other)
        break_mail_to(monkeypatch, one)
        with pytest.raises(JobIncomplete, match=f"{books.slug}, member {one}: ArithmeticError"):
            work.send_reminders()
        assert count(Reminder) == 1

    def test_wait_for_the_morning(self, books: Books, clock: time_machine.Traveller) -> None:
        clock.move_to(NOON.replace(hour=8, minute=59))
        assert work.send_reminders() == "Members reminded: 0."
        clock.move_to(NOON.replace(hour=9))
        assert work.send_reminders() == "Members reminded: 1."


class TestWeeklyNotes:
    def test_go_to_every_chapter_that_is_not_suspended(self, books: Books) -> None:
        with across_chapters():
            for chapter in (books, suspended := late_books()):
                member_of(chapter.members[0]).role = Role.TREASURER
                db.session.commit()
            suspend(suspended)
        assert work.write_weekly_notes() == "Chapters written to: 1."
        assert work.write_weekly_notes() == "Chapters written to: 0."


class TestTheBooks:
    def test_are_well(self, books: Books) -> None:
        assert work.verify_books().endswith("hold.")

    def test_that_differ_are_a_failure(self, books: Books) -> None:
        with (
            across_chapters(),
            spoiled("UPDATE members SET balance_minor = 7"),
            pytest.raises(JobFailed, match="Differences in the books: 3"),
        ):
            work.verify_books()
