"""What the database lets be kept of reminders."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.dues.reminders import ReminderKind
from sigma_finance.extensions import db
from sigma_finance.models import Installment, Reminder, ReminderStep
from tests.books import Books, charge, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

DAY, NEXT_DAY = date(2026, 10, 1), date(2026, 10, 2)


def reminder(books: Books) -> Sample:
    facts = of(books, member_id=books.members[0], sent_on=DAY, kind=ReminderKind.PAST_DUE)
    return Sample(Reminder, {**facts, "amount_minor": 300})


class TestAReminder:
    def test_goes_to_a_member_once_a_day(self, books: Books) -> None:
        reminder(books).keep()
        stranger = somebody_elsewhere()
        assert_refused(
            reminder(books),
            {
                "uq_reminders_chapter_id_member_id_sent_on": {"kind": ReminderKind.DUE_SOON},
                "ck_reminders_kind_known": {"sent_on": NEXT_DAY, "kind": UNHEARD_OF},
                "fk_reminders_chapter_id_member_id_members": {"member_id": stranger},
                "fk_reminders_made_by_members": {"sent_on": NEXT_DAY, "made_by_member_id": stranger},
            },
        )
        assert_taken(reminder(books), {"sent_on": NEXT_DAY}, {"member_id": books.members[1]})


class TestAStep:
    def test_is_told_once_of_each_installment(self, books: Books) -> None:
        made = charge(books, books.members[0])
        part = db.session.query(Installment.id).filter_by(charge_id=made).scalar()
        first, second = reminder(books).keep(), reminder(books).keep(sent_on=NEXT_DAY)
        step = Sample(ReminderStep, of(books, installment_id=part, step=-7, reminder_id=first))
        step.keep()
        assert_refused(
            step,
            {
                "uq_reminder_steps_chapter_id_installment_id_step": {"reminder_id": second},
                "fk_reminder_steps_chapter_id_reminder_id_reminders": {
                    "step": 0,
                    "reminder_id": reminder(open_books()).keep(),
                },
            },
        )
        assert_taken(step, {"step": 0, "reminder_id": second})
