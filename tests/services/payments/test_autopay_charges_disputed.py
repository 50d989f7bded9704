"""Autopay, plan, reminders and late fees of a member while a bank has a payment of theirs and has not decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR, SYSTEM
from sigma_finance.domain.books.standing import Standing, StandingKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.payments.autopay import AttemptState
from sigma_finance.domain.policy import Frequency, LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import LateFee, Reminder
from sigma_finance.queries.figures import dashboard, figures
from sigma_finance.queries.members import member_list, members
from sigma_finance.queries.members.member_figures import member_figures
from sigma_finance.queries.members.member_list import MemberFilter
from sigma_finance.services import reminders
from sigma_finance.services.dues import late_fees, plans
from tests.books import ZONE, assert_books_hold, charge, set_policy
from tests.services.payments.autopay_member import START, AutopayMember
from tests.services.payments.paying import deliver, press_pay


def disputed(term: AutopayMember, *, asks: bool = False) -> str:
    """A payment of the member by card that their bank asks about or takes back; returns the dispute's id."""
    charge(term.books, term.member_id, 5000, due_in=90)
    payment = press_pay(term.books, 5000)
    session_id = payment.stripe_session_id or ""
    term.sandbox.pay(session_id)
    deliver(term.sandbox)
    made = term.sandbox.inquire(session_id) if asks else term.sandbox.dispute(session_id)
    deliver(term.sandbox)
    return str(made["id"])


def count(term: AutopayMember, model: type[LateFee] | type[Reminder]) -> int:
    db.session.rollback()
    wanted = select(func.count()).select_from(model).where(model.chapter_id == term.books.chapter_id)
    return db.session.scalar(wanted) or 0


class TestWhileItIsDisputed:
    @pytest.mark.parametrize("asks", [False, True])
    def test_nothing_is_announced_or_charged_and_all_goes_on_afterwards(
        self, term: AutopayMember, asks: bool
    ) -> None:
        made = disputed(term, asks=asks)
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        for day in range(1, 15):
            ran = term.day(day)
            assert (ran.told, ran.charged, ran.problems) == (0, 0, [])
        _end(term, made, asks=asks)
        assert (term.day(15).told, term.day(16).charged) == (1, 0)
        assert term.day(18).charged == 1
        assert_books_hold(term.books)

    def test_what_was_announced_is_not_charged_and_is_announced_anew(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        assert term.day(7).told == 1
        made = disputed(term)
        assert term.day(10).charged == 0
        assert term.states() == [AttemptState.DROPPED]
        _end(term, made)
        assert (term.day(11).told, term.day(14).charged) == (1, 1)

    def test_there_is_no_reminder_and_no_late_fee(self, term: AutopayMember) -> None:
        set_policy(
            term.books,
            Policy(
                late_fee=LateFeeKind.FLAT, late_fee_minor=1000, late_fee_grace_days=2, reminders=(-3, 0, 3)
            ),
        )
        made = disputed(term)
        charge(term.books, term.member_id, due_in=5)
        whose = {"chapter_id": term.books.chapter_id}
        for day in range(1, 20):
            term.clock.move_to(START + timedelta(days=day))
            assert late_fees.charge_each(**whose, by=SYSTEM) == 0
            assert reminders.send_scheduled(**whose) == 0
        assert reminders.send_now(**whose, member_ids=[term.member_id], by=OPERATOR) == 0
        assert (count(term, LateFee), count(term, Reminder)) == (0, 0)
        _end(term, made)
        assert late_fees.charge_each(**whose, by=SYSTEM) == 1

    def test_a_plan_is_not_called_broken(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 20000, due_in=5)
        terms = PlanTerms(Frequency.WEEKLY, 4, today_in(ZONE) + timedelta(days=5), 20000)
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        plans.agree(**whose, terms=terms, agreement="I pay in four parts.", by=OPERATOR)
        made = disputed(term)
        term.clock.move_to(START + timedelta(days=9))
        assert _standings(term) == {StandingKind.ON_PLAN}
        assert "rests" in _standing_of(term).reason
        term.sandbox.lose(made)
        deliver(term.sandbox)
        assert _standings(term) == {StandingKind.NOT_FINANCIAL}


def _end(term: AutopayMember, made: str, *, asks: bool = False) -> None:
    if asks:
        term.sandbox.close_inquiry(made)
    else:
        term.sandbox.win(made)
    deliver(term.sandbox)
    db.session.rollback()


def _standing_of(term: AutopayMember) -> Standing:
    today = today_in(ZONE)
    found = members.get_member(chapter_id=term.books.chapter_id, member_id=term.member_id, today=today)
    return found.standing(today)


def _standings(term: AutopayMember) -> set[StandingKind]:
    """What each of the places that know a standing say of the member."""
    db.session.rollback()
    whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
    today = today_in(ZONE)
    listed = member_list.exported(chapter_id=term.books.chapter_id, wanted=MemberFilter(), today=today)
    figured = figures.standings(chapter_id=term.books.chapter_id, today=today, neophyte_days=0)
    own = dashboard.get_dashboard(**whose, timezone=ZONE)
    return {
        member_figures(**whose).standing.kind,
        _standing_of(term).kind,
        own.standing(today).kind,
        *(one.standing.kind for one in listed if one.name == "Member 0"),
        *(one.standing for one in figured if one.member_id == term.member_id),
    }
