"""Reminders: what the schedule says and no more, to those who owe and may be written to, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.dues import reminders as rules
from sigma_finance.domain.dues.reminders import ReminderKind, in_words, is_timely, step_at
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.autopay import AttemptState
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.gateways.messaging import render
from sigma_finance.models import (
    AutopayAttempt,
    Chapter,
    Installment,
    OutboxMessage,
    Payment,
    Reminder,
)
from sigma_finance.services import reminders
from sigma_finance.tasks import work
from tests.at_once import at_once
from tests.books import ZONE, Books, charge, member_of, open_books, pay
from tests.harness.statements import statements
from tests.services.payments.autopay_member import AutopayMember

SCHEDULE = (-14, -3, 0, 7, 30)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books(members=3)
    keep(made, SCHEDULE)
    return made


def keep(books: Books, steps: Sequence[int]) -> None:
    db.session.get_one(Chapter, books.chapter_id).policy = replace(Policy(), reminders=tuple(steps)).kept()
    db.session.commit()


def change(member_id: int, **values: object) -> None:
    member = member_of(member_id)
    for name, value in values.items():
        setattr(member, name, value)
    db.session.commit()


def told(books: Books) -> list[tuple[int | None, str]]:
    """To whom which reminder went out, in order."""
    db.session.rollback()
    kinds = [kind.value for kind in ReminderKind]
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.chapter_id == books.chapter_id, OutboxMessage.kind.in_(kinds))
        .order_by(OutboxMessage.id)
    )
    return [(row.member_id, row.kind) for row in rows]


def send(books: Books) -> int:
    return reminders.send_scheduled(chapter_id=books.chapter_id)


class TestTheSchedule:
    def test_reads_as_people_say_it(self) -> None:
        assert in_words(SCHEDULE) == "14 and 3 days before, on the day, 7 and 30 days after"
        assert in_words((0,)) == "on the day"
        assert in_words((-1, 1, 2, 3)) == "1 days before, 1, 2 and 3 days after"

    @given(
        due_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
        steps=st.sets(st.integers(-60, 60), max_size=8),
        after=st.integers(-100, 100),
    )
    def test_is_at_the_last_step_that_has_come(self, due_on: date, steps: set[int], after: int) -> None:
        today = due_on + timedelta(days=after)
        step = step_at(due_on, today=today, steps=steps)
        assert step == max((one for one in steps if one <= after), default=None)
        if step is not None:
            assert is_timely(due_on, step, today=today) == (after - step <= 2)

    def test_has_bounds(self) -> None:
        with pytest.raises(Invalid):
            rules.check_steps([400])
        with pytest.raises(Invalid):
            rules.check_steps(list(range(13)))
        assert rules.check_steps([7, -3, 7]) == (-3, 7)


class TestACycle:
    def test_tells_each_step_once_and_stops_when_it_is_paid(self, books: Books) -> None:
        ada, ben, _ = books.members
        start = datetime(2027, 1, 1, 12, tzinfo=ZoneInfo(ZONE))
        heard: dict[int, list[str]] = {}
        with time_machine.travel(start, tick=False) as clock:
            for member_id in (ada, ben):
                charge(books, member_id, due_in=20)
            for day in range(60):
                clock.move_to(start + timedelta(days=day))
                before = len(told(books))
                send(books)
                send(books)
                heard[day] = [kind for _, kind in told(books)[before:]]
                if day == 21:
                    pay(books, ben, 20000)
        spoken = {day: kinds for day, kinds in heard.items() if kinds}
        assert spoken == {
            6: ["due_soon", "due_soon"],
            17: ["due_soon", "due_soon"],
            20: ["due_today", "due_today"],
            27: ["past_due"],
            50: ["past_due"],
        }

    def test_makes_up_for_a_day_on_which_it_did_not_run_and_no_more(self, books: Books) -> None:
        start = datetime(2027, 1, 1, 12, tzinfo=ZoneInfo(ZONE))
        with time_machine.travel(start, tick=False) as clock:
            charge(books, books.members[0], due_in=1)
            charge(books, books.members[1], due_in=0)
            clock.move_to(start + timedelta(days=10))
            assert send(books) == 1

    def test_tells_no_step_that_had_passed_when_the_charge_was_made(self, books: Books) -> None:
        charge(books, books.members[0], due_in=13)
        charge(books, books.members[1], due_in=14)
        assert send(books) == 1
        assert told(books) == [(books.members[1], "due_soon")]

    def test_says_in_one_mail_what_is_due_together(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[0], due_in=0)
        charge(books, books.members[0], due_in=5)
        assert send(books) == 1
        [message] = [one for one in sandbox.messages() if "due today" in one.subject]
        assert message.subject.startswith("$200.00 is due today")
        assert "Due by " in message.text
        assert "/pay/" in message.text
        asked = db.session.query(Installment).order_by(Installment.due_on).first()
        assert asked is not None
        assert f"?for={asked.id}\n" in message.text


DEBTS = (*(kind.value for kind in ReminderKind), "late_fee", "autopay_notice")


def of_a_day(books: Books, start: datetime, day: int, clock: time_machine.Traveller) -> list[OutboxMessage]:
    """What the day's jobs wrote of debts, run in the order in which they run, twice.

    Each message is held against the ledger before anything is charged on that day.
    """
    clock.move_to(start + timedelta(days=day))
    db.session.rollback()
    before = {row.id for row in db.session.query(OutboxMessage)}
    work.charge_late_fees()
    work.send_reminders()
    for row in _written_since(before):
        assert_true(row)
    work.charge_autopay()
    work.charge_late_fees()
    work.send_reminders()
    return _written_since(before)


def _written_since(before: set[int]) -> list[OutboxMessage]:
    db.session.rollback()
    rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [row for row in rows if row.id not in before and row.kind in DEBTS]


class TestASum:
    """Each is what its sentence covers, whatever else is owed."""

    def test_of_a_weekly_plan_is_the_one_installment_that_its_date_is_of(self, sqlite_app: Flask) -> None:
        books = open_books(members=1)
        keep(books, (-3, 0, 7))
        start, subjects = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo(ZONE)), {}
        with time_machine.travel(start, tick=False) as clock:
            for week in range(4):
                charge(books, books.members[0], 5000, due_in=9 + 7 * week)
            for day in range(20):
                for row in of_a_day(books, start, day, clock):
                    subjects[day + 1] = render.subject(row.kind, row.context)
        assert subjects == {
            7: "$50.00 is due by December 10, 2026",
            10: "$50.00 is due today, December 10, 2026",
            14: "$50.00 is past due since December 10, 2026",
            17: "$50.00 is past due since December 10, 2026, and $50.00 is due today",
        }

    @settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_is_the_ledgers_of_that_moment_and_nobody_hears_twice_a_day(
        self, sqlite_app: Flask, sandbox: Sandbox, data: st.DataObject
    ) -> None:
        books = open_books(members=2)
        policy = Policy(
            reminders=SCHEDULE,
            late_fee=LateFeeKind.FLAT,
            late_fee_minor=1500,
            late_fee_grace_days=data.draw(st.integers(0, 9)),
        )
        db.session.get_one(Chapter, books.chapter_id).policy = policy.kept()
        db.session.commit()
        start = datetime(2027, 1, 1, 12, tzinfo=ZoneInfo(ZONE))
        with time_machine.travel(start, tick=False) as clock:
            for member_id in books.members:
                for after in data.draw(st.lists(st.integers(-10, 20), min_size=1, max_size=4)):
                    charge(books, member_id, data.draw(st.integers(100, 30000)), due_in=after)
            AutopayMember(books, sandbox, clock).turn_on()
            for day in data.draw(
                st.lists(st.integers(0, 30), min_size=4, max_size=6, unique=True).map(sorted)
            ):
                whom = [row.member_id for row in of_a_day(books, start, day, clock)]
                assert len(whom) == len(set(whom))


def assert_true(row: OutboxMessage) -> None:
    """Each sum of a message is that of the installments which its sentence is about, as the ledger has them now."""
    today = today_in(ZONE)
    parts = db.session.query(Installment).filter(
        Installment.member_id == row.member_id, Installment.open_minor > 0
    )
    planned = {
        attempt.installment_id: max(attempt.due_on, today)
        for attempt in db.session.query(AutopayAttempt).filter_by(
            member_id=row.member_id, state=AttemptState.PLANNED
        )
    }
    for section in row.context["sections"]:
        if section["kind"] == "past_due":
            right = [part for part in parts if part.due_on < today and part.id not in planned]
        elif section["kind"] == "due_today":
            right = [part for part in parts if part.due_on == today and part.id not in planned]
        elif section["kind"] == "due_by":
            right = [
                part for part in parts if long_date(part.due_on) == section["on"] and part.id not in planned
            ]
        else:
            right = [part for part in parts if long_date(planned.get(part.id, part.due_on)) == section["on"]]
        assert section["sum"] == format_money(sum(part.open_minor for part in right)), section
        assert len(section["parts"]) == len(right)


class TestNobodyIsWrittenToWho:
    def hindered(self, books: Books) -> bool:
        return (
            send(books) == 0
            and reminders.send_now(chapter_id=books.chapter_id, member_ids=[books.members[0]], by=OPERATOR)
            == 0
        )

    @pytest.mark.parametrize(
        "values",
        [
            {"status": MemberStatus.INACTIVE},
            {"member_class": MemberClass.EXEMPT},
            {"muted": [Topic.REMINDERS.value]},
            {"email": None},
        ],
        ids=["left", "is exempt", "asked for none", "has no address"],
    )
    def test_for_good(self, books: Books, values: dict[str, object]) -> None:
        charge(books, books.members[0], due_in=0)
        change(books.members[0], **values)
        assert self.hindered(books)

    def test_pays_by_bank_debit_just_now(self, books: Books) -> None:
        charge(books, books.members[0], due_in=0)
        db.session.add(
            Payment(
                chapter_id=books.chapter_id,
                member_id=books.members[0],
                reference=new_reference("P"),
                method=Method.BANK_DEBIT,
                state=PaymentState.PROCESSING,
                amount_minor=20000,
            )
        )
        db.session.commit()
        assert self.hindered(books)

    def test_is_in_a_suspended_chapter(self, books: Books) -> None:
        charge(books, books.members[0], due_in=0)
        db.session.get_one(Chapter, books.chapter_id).suspended_at = now()
        db.session.commit()
        assert self.hindered(books)

    def test_owes_nothing(self, books: Books) -> None:
        charge(books, books.members[0], due_in=0)
        pay(books, books.members[0], 20000)
        assert self.hindered(books)


class TestSendingNow:
    def test_tells_the_chosen_once_a_day_and_stands_for_the_step(self, books: Books) -> None:
        for member_id in books.members:
            charge(books, member_id, due_in=0)
        chosen = books.members[:2]
        for _ in range(2):
            reminders.send_now(chapter_id=books.chapter_id, member_ids=chosen, by=OPERATOR)
        assert [member_id for member_id, _ in told(books)] == chosen
        assert send(books) == 1
        assert send(books) == 0

    def test_of_another_chapters_member_writes_to_nobody(self, books: Books) -> None:
        other = open_books(members=1)
        charge(other, other.members[0], due_in=0)
        assert reminders.send_now(chapter_id=books.chapter_id, member_ids=other.members, by=OPERATOR) == 0


class TestTwoSchedulersAtOnce:
    def test_write_to_each_member_once(self, app: Flask) -> None:
        books = open_books(members=5)
        keep(books, SCHEDULE)
        for member_id in books.members:
            charge(books, member_id, due_in=0)
        assert sum(at_once(app, [partial(reminders.send_scheduled, chapter_id=books.chapter_id)] * 4)) == 5
        assert len(told(books)) == 5
        assert db.session.query(Reminder).filter_by(chapter_id=books.chapter_id).count() == 5
        assert {one.sent_on for one in db.session.query(Reminder)} == {today_in(ZONE)}


def test_nobody_is_asked_for_once_more_who_is_written_to(books: Books) -> None:
    for member_id in books.members:
        charge(books, member_id, 5000, due_in=-8)
    with statements() as sent:
        done = reminders.send_now(chapter_id=books.chapter_id, member_ids=books.members, by=OPERATOR)
    assert done == 3
    assert [one for one in sent if "FROM members" in one and "WHERE members.id =" in one] == []
