"""What the meeting's page adds up."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.meeting import PeriodSums
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms, PlanTerms
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.books import meeting as queries
from sigma_finance.services.dues import periods, plans
from tests.banking import add_account
from tests.books import ZONE, open_books, pay


class TestTheMeeting:
    def test_knows_periods_plans_and_accounts(self, any_app: Flask) -> None:
        books, today = open_books(), today_in(ZONE)
        due_on = today + timedelta(days=30)
        period = periods.create_period(
            chapter_id=books.chapter_id, name="2026-27", terms=PeriodTerms(20000, due_on), by=OPERATOR
        )
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
        pay(books, books.members[0], 20000)
        assert queries.periods(chapter_id=books.chapter_id, since=today) == [
            PeriodSums("2026-27", 40000, 0, 20000)
        ]
        assert queries.periods(chapter_id=books.chapter_id, since=due_on + timedelta(days=1)) == []
        owed = db.session.get_one(Member, books.members[1]).balance_minor
        plan = plans.propose(
            chapter_id=books.chapter_id,
            member_id=books.members[1],
            terms=PlanTerms(Frequency.MONTHLY, 2, today, owed),
            agreement="I will pay.",
            by=OPERATOR,
        )
        assert queries.plans(chapter_id=books.chapter_id, today=today) == []
        plans.approve(chapter_id=books.chapter_id, plan_id=plan, by=OPERATOR)
        [one] = queries.plans(chapter_id=books.chapter_id, today=today)
        assert (one.member, one.total_minor, one.open_minor, one.late_minor) == ("Member 1", 20000, 20000, 0)
        assert one.next_due_on == today
        [late] = queries.plans(chapter_id=books.chapter_id, today=today + timedelta(days=1))
        assert late.late_minor == 10000
        add_account(books)
        assert queries.bank_names(chapter_id=books.chapter_id) == {"cash_bank": "Checking"}
