"""Who could be reminded of what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.reminders import ReminderKind
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import AttemptState, MandateState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.models import AutopayAttempt, AutopayMandate, Charge, Installment, Reminder
from sigma_finance.queries import reminders
from sigma_finance.queries.reminders import Debtor
from sigma_finance.services import reminders as sending
from tests import rows
from tests.books import ZONE, Books, charge, open_books, pay
from tests.dues import change

STEPS = (-3, 0, 7)
WEEK = timedelta(days=7)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def debtors(books: Books, *, ahead: timedelta = WEEK, member_ids: list[int] | None = None) -> list[Debtor]:
    return reminders.debtors(
        chapter_id=books.chapter_id,
        today=today_in(ZONE),
        ahead=ahead,
        steps=STEPS,
        member_ids=member_ids,
    )


def debtor(books: Books) -> Debtor:
    (found,) = debtors(books)
    return found


class TestADebtor:
    def test_owes_what_is_past_due_or_due_soon(self, books: Books) -> None:
        for due_in in (-30, 0, 7, 8):
            charge(books, books.members[0], 1000, due_in=due_in)
        found = debtor(books)
        told = found.statement
        assert [part.due_on - today_in(ZONE) for one in told.sections for part in one.parts] == [
            timedelta(days=days) for days in (-30, 0, 7)
        ]
        assert (told.asked_minor, found.balance_minor) == (2000, 4000)
        assert found.oldest_due_on == today_in(ZONE) - timedelta(days=30)
        assert told.kind is ReminderKind.PAST_DUE

    def test_who_has_paid_is_none(self, books: Books) -> None:
        charge(books, books.members[0], 1000, due_in=0)
        pay(books, books.members[0], 1000)
        assert debtors(books) == []

    @pytest.mark.parametrize(
        "values", [{"status": MemberStatus.INACTIVE}, {"member_class": MemberClass.EXEMPT}]
    )
    def test_who_left_or_is_exempt_is_none(self, books: Books, values: dict[str, object]) -> None:
        charge(books, books.members[0], due_in=0)
        change(books.members[0], **values)
        assert debtors(books) == []

    def test_is_asked_for_by_member_and_of_their_own_chapter(self, books: Books) -> None:
        for member_id in books.members:
            charge(books, member_id, due_in=0)
        assert [one.member_id for one in debtors(books)] == books.members
        assert [one.member_id for one in debtors(books, member_ids=books.members[1:])] == books.members[1:]
        assert debtors(books, member_ids=[]) == []
        assert debtors(open_books()) == []


class TestAPart:
    @pytest.mark.parametrize(
        ("attempt", "starts_in", "charged_in"),
        [
            (None, -30, 5),
            (None, 6, None),
            (AttemptState.PLANNED, -30, 4),
            (AttemptState.DROPPED, -30, 5),
            (AttemptState.SKIPPED, -30, None),
        ],
    )
    def test_is_charged_by_autopay_when_its_member_was_told_or_on_its_date(
        self, books: Books, attempt: AttemptState | None, starts_in: int, charged_in: int | None
    ) -> None:
        charge(books, books.members[0], due_in=5)
        today = today_in(ZONE)
        consent = {
            "chapter_id": books.chapter_id,
            "member_id": books.members[0],
            "reference": new_reference("A"),
        }
        consent |= {"state": MandateState.ACTIVE, "consent": "Yes", "consented_at": now(), "consented_ip": ""}
        consent |= {"stripe_customer_id": "cus_1", "stripe_method_id": "pm_1", "label": "Visa ending 4242"}
        db.session.add(AutopayMandate(**consent, starts_on=today + timedelta(days=starts_in)))
        if attempt is not None:
            [part] = db.session.query(Installment).filter_by(member_id=books.members[0])
            day = today + timedelta(days=4)
            tried = {"chapter_id": books.chapter_id, "member_id": books.members[0], "installment_id": part.id}
            db.session.add(
                AutopayAttempt(**tried, number=1, state=attempt, first_on=day, due_on=day, noticed_at=now())
            )
        db.session.commit()
        [section] = debtor(books).statement.sections
        expected = None if charged_in is None else today + timedelta(days=charged_in)
        assert section.parts[0].autopay_on == expected
        assert debtor(books).method == "Visa ending 4242"
        assert (debtor(books).hindrance == "Autopay pays it") is (charged_in is not None)


class TestWhoWasWrittenTo:
    def test_is_who_had_a_message_of_that_day_in_that_chapter(self, books: Books) -> None:
        today = today_in(ZONE)
        for member_id in books.members:
            charge(books, member_id, due_in=0)
        sending.send_now(chapter_id=books.chapter_id, member_ids=books.members[:1], by=OPERATOR)
        assert reminders.reminded(chapter_id=books.chapter_id, on=today) == set(books.members[:1])
        assert reminders.reminded(chapter_id=books.chapter_id, on=today - timedelta(days=1)) == set()
        assert reminders.reminded(chapter_id=open_books().chapter_id, on=today) == set()


class TestAHindrance:
    def test_is_none_where_nothing_is_in_the_way(self, books: Books) -> None:
        charge(books, books.members[0], due_in=0)
        assert debtor(books).hindrance == ""

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"email": None}, "No e-mail address"),
            ({"mail_stopped_at": now()}, "E-mail stopped: it kept coming back"),
            ({"muted": [Topic.REMINDERS.value]}, "Asked for no reminders"),
            ({"muted": [Topic.WEEKLY.value]}, ""),
        ],
    )
    def test_is_that_somebody_cannot_or_will_not_be_written_to(
        self, books: Books, values: dict[str, object], words: str
    ) -> None:
        charge(books, books.members[0], due_in=0)
        change(books.members[0], **values)
        assert debtor(books).hindrance == words

    @pytest.mark.parametrize(
        ("state", "words"),
        [(PaymentState.PROCESSING, "Money is under way or disputed"), (PaymentState.PENDING, "")],
    )
    def test_is_money_under_way(self, books: Books, state: PaymentState, words: str) -> None:
        charge(books, books.members[0], due_in=0)
        rows.payment(books.chapter_id, books.members[0], state)
        assert debtor(books).hindrance == words


class TestTheSchedule:
    @pytest.mark.parametrize(
        ("due_in", "scheduled"), [(4, False), (3, True), (1, True), (0, True), (-3, False), (-7, True)]
    )
    def test_has_a_step_to_tell_of_while_it_is_timely(
        self, books: Books, due_in: int, scheduled: bool
    ) -> None:
        charge_id = charge(books, books.members[0], due_in=due_in)
        db.session.get_one(Charge, charge_id).charged_on = today_in(ZONE) - timedelta(days=60)
        db.session.commit()
        assert debtor(books).is_scheduled is scheduled

    def test_tells_of_no_step_that_came_before_the_charge(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-8)
        assert not debtor(books).is_scheduled


class TestTheRemindersSent:
    def test_are_the_chapters_own_latest_first_and_say_who_sent_them(self, books: Books) -> None:
        ada, ben = books.members
        for member_id, days, sender in ((ada, 9, None), (ben, 5, ada), (ada, 2, ben)):
            rows.keep(
                Reminder(
                    chapter_id=books.chapter_id,
                    member_id=member_id,
                    sent_on=today_in(ZONE) - timedelta(days=days),
                    kind=ReminderKind.PAST_DUE,
                    amount_minor=100 * days,
                    made_by_member_id=sender,
                )
            )
        found = reminders.sent(chapter_id=books.chapter_id)
        assert [(one.amount_minor, one.sent_by) for one in found] == [
            (200, "Member 1"),
            (500, "Member 0"),
            (900, None),
        ]
        of_ben = reminders.sent(chapter_id=books.chapter_id, member_id=ben)
        assert [(one.member_name, one.amount_minor) for one in of_ben] == [("Member 1", 500)]
        assert reminders.sent(chapter_id=open_books().chapter_id) == []
