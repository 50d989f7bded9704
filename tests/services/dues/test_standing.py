"""One message that says all that stands open, and counts as the day's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import SYSTEM
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, OutboxMessage, Reminder, ReminderStep
from sigma_finance.services import reminders
from sigma_finance.services.dues import late_fees, standing
from tests.books import Books, charge, member_of, open_books

POLICY = Policy(reminders=(-3, 0, 7), late_fee=LateFeeKind.FLAT, late_fee_minor=1500, late_fee_grace_days=6)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    db.session.get_one(Chapter, made.chapter_id).policy = POLICY.kept()
    db.session.commit()
    return made


def messages() -> list[OutboxMessage]:
    db.session.rollback()
    return db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()


@transactional
def tell(books: Books) -> None:
    chapter = db.session.get_one(Chapter, books.chapter_id)
    for one in standing.find_debtors(chapter, member_ids=books.members[:1]):
        facts = {"amount": "$1.00", "pay_url": "https://dues.example.org/pay", "fees": []}
        member = member_of(one.member_id)
        standing.tell(chapter, one, member=member, kind="late_fee", by=SYSTEM, facts=facts)


class TestTelling:
    def test_counts_as_the_reminder_of_the_day_and_of_each_step_that_has_come(self, books: Books) -> None:
        charge(books, books.members[0], 5000, due_in=-8)
        charge(books, books.members[0], 5000, due_in=3)
        tell(books)
        tell(books)
        [reminder] = db.session.query(Reminder)
        assert (reminder.kind, reminder.amount_minor) == ("past_due", 5000)
        assert sorted(one.step for one in db.session.query(ReminderStep)) == [-3, 7]
        assert len(messages()) == 2
        assert reminders.send_scheduled(chapter_id=books.chapter_id) == 0

    def test_says_all_that_stands_open_and_what_is_given_besides(self, books: Books) -> None:
        charge(books, books.members[0], 5000, due_in=-8)
        charge(books, books.members[0], 6000, due_in=3)
        tell(books)
        [message] = messages()
        assert [one["sum"] for one in message.context["sections"]] == ["$50.00", "$60.00"]
        assert (message.context["balance"], message.context["amount"]) == ("$110.00", "$1.00")

    def test_looks_as_far_ahead_as_the_schedule(self, books: Books) -> None:
        charge(books, books.members[0], due_in=20)
        chapter = db.session.get_one(Chapter, books.chapter_id)
        assert standing.find_debtors(chapter) == []
        chapter.policy = replace(POLICY, reminders=(-20,)).kept()
        assert [one.member_id for one in standing.find_debtors(chapter)] == books.members[:1]


class TestLateFees:
    def test_of_several_installments_are_told_in_one_message_with_all_that_is_owed(
        self, books: Books
    ) -> None:
        charge(books, books.members[0], 5000, due_in=-7)
        charge(books, books.members[0], 5000, due_in=-14)
        late_fees.charge(chapter_id=books.chapter_id, by=SYSTEM)
        [message] = messages()
        assert (message.kind, message.context["amount"], len(message.context["fees"])) == (
            "late_fee",
            "$30.00",
            2,
        )
        assert [one["sum"] for one in message.context["sections"]] == ["$100.00", "$30.00"]
        assert message.context["balance"] == "$130.00"
        assert reminders.send_scheduled(chapter_id=books.chapter_id) == 0

    def test_wait_a_day_where_the_schedule_wrote_today(self, books: Books) -> None:
        charge(books, books.members[0], 5000, due_in=-8)
        tell(books)
        assert late_fees.charge(chapter_id=books.chapter_id, by=SYSTEM).fees == 0
        assert member_of(books.members[0]).balance_minor == 5000
