"""Autopay: told three days before, charged once on the date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR, SYSTEM
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Installment, LateFee
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services import reminders
from sigma_finance.services.dues import late_fees
from sigma_finance.services.payments import autopay_charges, autopay_setup, checkout
from tests.books import assert_books_hold, charge, member_of, pay, set_policy
from tests.services.payments.autopay_member import START, WHO, AutopayMember


class TestReminders:
    def test_leave_out_what_autopay_pays_and_tell_of_what_is_past_due(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        whose = {"chapter_id": term.books.chapter_id}
        assert reminders.send_now(**whose, member_ids=[term.member_id], by=OPERATOR) == 0
        charge(term.books, term.member_id, due_in=-1)
        assert reminders.send_now(**whose, member_ids=[term.member_id], by=OPERATOR) == 1


def what_is_open(term: AutopayMember) -> dict[int, int]:
    """What is open of each charge of the member's."""
    db.session.rollback()
    rows = db.session.execute(
        select(Installment.charge_id, Installment.open_minor).where(Installment.member_id == term.member_id)
    )
    return {row.charge_id: row.open_minor for row in rows}


def with_late_fee(term: AutopayMember) -> set[int]:
    """Which charges of the chapter have had a late fee."""
    late = select(Installment.charge_id).join(LateFee, LateFee.installment_id == Installment.id)
    return set(db.session.scalars(late.where(LateFee.chapter_id == term.books.chapter_id)))


class TestADueDate:
    def test_is_told_three_days_before_and_charged_once(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        heard = {
            day: (ran.told, ran.charged) for day in range(15) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {7: (1, 0), 10: (0, 1)}
        [payment] = term.payments()
        assert (payment.state, payment.amount_minor, payment.autopay) == (PaymentState.SUCCEEDED, 20000, True)
        assert payment.method is Method.CARD
        assert member_of(term.member_id).balance_minor == 0
        assert term.kinds() == ["autopay_on", "autopay_notice"]
        notice = term.mails()[1].context
        assert (notice["amount"], notice["method"]) == ("$200.00", "Visa ending 4242")
        assert notice["charged_on"] == "January 11, 2027"
        assert_books_hold(term.books)

    def test_is_charged_what_is_left_of_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 15000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5000]
        assert_books_hold(term.books)

    def test_is_not_charged_when_it_was_paid_meanwhile(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 20000)
        term.day(10)
        assert [payment for payment in term.payments() if payment.autopay] == []
        assert term.states() == [AttemptState.DROPPED]

    def test_that_comes_with_another_is_one_charge(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=10)
        term.turn_on()
        term.day(7)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments()] == [12000]

    def test_that_was_not_told_in_time_waits_for_its_three_days(self, term: AutopayMember) -> None:
        term.turn_on()
        charge(term.books, term.member_id, due_in=1)
        charged = [day for day in range(6) if term.day(day).charged]
        assert charged == [3]

    @pytest.mark.parametrize("due_in", [0, 1, 2])
    def test_within_the_days_of_notice_is_charged_when_they_are_over(
        self, term: AutopayMember, due_in: int
    ) -> None:
        charge(term.books, term.member_id, due_in=due_in)
        term.turn_on()
        [[what, _]] = term.mails()[0].context["items"]
        assert what == "Dues, January 4, 2027"
        assert [day for day in range(6) if term.day(day).charged] == [3]
        assert term.kinds() == ["autopay_on"]

    def test_before_autopay_began_is_left_to_its_member(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        assert not [day for day in range(5, 12) if term.day(day).charged]

    def test_is_what_its_charge_settles_where_something_older_is_open(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        assert [day for day in range(5, 20) if term.day(day).charged] == [15]
        [payment] = term.payments()
        assert payment.amount_minor == 6600
        assert what_is_open(term) == {due: 0, due - 1: 5000}
        assert_books_hold(term.books)

    def test_that_autopay_paid_has_no_late_fee_and_leaves_its_member_owing_what_is_older(
        self, term: AutopayMember
    ) -> None:
        set_policy(term.books, Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=1000, late_fee_grace_days=3))
        old = charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        for day in range(5, 20):
            term.day(day)
        late_fees.charge_each(chapter_id=term.books.chapter_id, by=SYSTEM)
        assert with_late_fee(term) == {old}
        assert what_is_open(term)[due] == 0
        assert_books_hold(term.books)

    def test_leaves_what_is_older_to_the_next_payment(self, term: AutopayMember) -> None:
        old = charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        for day in range(5, 16):
            term.day(day)
        pay(term.books, term.member_id, 5000)
        assert what_is_open(term) == {due: 0, old: 0}

    def test_can_be_skipped_and_stays_owed(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        [one] = queries.coming(
            chapter_id=term.books.chapter_id, member_id=term.member_id, from_on=START.date()
        )
        autopay_setup.skip(
            chapter_id=term.books.chapter_id,
            member_id=term.member_id,
            installment_id=one.installment_id,
            by=WHO,
        )
        term.day(10)
        assert term.payments() == []
        assert member_of(term.member_id).balance_minor == 20000

    def test_can_be_skipped_before_it_was_told(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        installment_id = db.session.scalars(
            select(Installment.id).where(Installment.chapter_id == term.books.chapter_id)
        ).one()
        args = {"chapter_id": term.books.chapter_id, "member_id": term.member_id, "by": WHO}
        autopay_setup.skip(**args, installment_id=installment_id)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            autopay_setup.skip(**args, installment_id=installment_id)  # type: ignore[arg-type]
        assert term.day(7).told == 0
        assert term.day(10).charged == 0

    def test_of_who_left_or_of_a_suspended_chapter_is_not_charged(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        chapter = db.session.get_one(Chapter, term.books.chapter_id)
        chapter.suspended_at = now()
        db.session.commit()
        assert not autopay_charges.charge_due(chapter_id=term.books.chapter_id, member_id=term.member_id)
        term.day(4)
        member_of(term.member_id).status = MemberStatus.INACTIVE
        db.session.get_one(Chapter, term.books.chapter_id).suspended_at = None
        db.session.commit()
        term.day(5)
        assert term.payments() == []
        assert term.last().ending is AutopayEndReason.LEFT

    def test_of_who_was_exempted_meanwhile_is_not_charged(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        member_of(term.member_id).member_class = MemberClass.EXEMPT
        db.session.commit()
        assert term.day(4).charged == 0
        assert (term.payments(), term.states()) == ([], [AttemptState.DROPPED])

    def test_that_was_paid_meanwhile_is_left_out_of_the_charge_of_another(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 5000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [7000]
        assert term.states() == [AttemptState.DROPPED, AttemptState.PAID]

    def test_waits_for_a_page_that_is_being_paid_on_and_closes_one_left_behind(
        self, term: AutopayMember
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.clock.move_to(START + timedelta(days=4))
        checkout.start(
            chapter_id=term.books.chapter_id, member_id=term.member_id, amount_minor=20000, by=OPERATOR
        )
        assert term.run().charged == 0
        term.clock.shift(timedelta(minutes=40))
        assert term.run().charged == 1
        assert [p.state for p in term.payments()] == [PaymentState.EXPIRED, PaymentState.SUCCEEDED]
