"""Asking another officer to approve what is above the limit, and deciding on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import GOOD_FOR, Act, ApprovalState
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind, WaiverKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Approval, AuditEvent, Chapter, Member, OutboxMessage, Payment
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.dues import charges
from tests.people import People, Person, open_chapter
from tests.routes.house import ZONE, owe, pay_cash


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def acting(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def waiver(people: People, amount_minor: int = 15000) -> ApprovalRequest:
    """A waiver of a part of 200.00 that the member was charged."""
    due_on = today_in(ZONE)
    request = charges.NewCharge(people.member.member_id, ChargeKind.DUES, "Dues", 20000, due_on)
    charge_id = charges.charge(chapter_id=people.chapter_id, request=request, by=acting(people.treasurer))
    facts = {"kind": WaiverKind.SCHOLARSHIP.value}
    return ApprovalRequest(Act.WAIVER, charge_id, people.member.member_id, amount_minor, "Talent", facts)


def ask(people: People, request: ApprovalRequest | None = None) -> int:
    return approvals.ask(
        chapter_id=people.chapter_id,
        request=request or waiver(people),
        by=acting(people.treasurer),
    )


def approve(people: People, approval_id: int, by: Person) -> None:
    approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(by))


def state_of(approval_id: int) -> ApprovalState:
    db.session.rollback()
    return db.session.get_one(Approval, approval_id).state


def balance(people: People) -> int:
    db.session.rollback()
    return db.session.get_one(Member, people.member.member_id).balance_minor


def told(kind: str) -> list[str]:
    return [one.to_email for one in db.session.query(OutboxMessage).filter_by(kind=kind)]


class TestAsking:
    def test_tells_the_other_officers_and_the_trail(self, people: People) -> None:
        made = ask(people)
        assert state_of(made) is ApprovalState.WAITING
        assert told("approval_asked") == [people.admin.email]
        actions = [line.action for line in db.session.query(AuditEvent).order_by(AuditEvent.sequence)]
        assert actions[-1] == Action.APPROVAL_ASKED

    def test_is_done_once_for_a_charge(self, people: People) -> None:
        request = waiver(people)
        ask(people, request)
        with pytest.raises(Conflict, match="asked already"):
            ask(people, request)

    def test_is_refused_where_nobody_else_could_approve(self, people: People) -> None:
        request = waiver(people)
        db.session.get_one(Member, people.admin.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        with pytest.raises(Conflict, match="no other officer"):
            ask(people, request)
        assert db.session.query(Approval).count() == 0

    def test_needs_a_reason(self, people: People) -> None:
        request = waiver(people)
        with pytest.raises(Invalid):
            ask(people, ApprovalRequest(request.act, request.subject_id, request.member_id, 1, "", {}))


class TestApproving:
    def test_does_what_was_asked_for(self, people: People) -> None:
        made = ask(people)
        approve(people, made, people.admin)
        assert state_of(made) is ApprovalState.APPROVED
        assert balance(people) == 5000
        assert told("approval_decided") == [people.treasurer.email]

    def test_reverses_a_payment(self, people: People) -> None:
        owe(people.member, 20000)
        paid = pay_cash(people.member, 20000)
        facts = {"bounced": False}
        request = ApprovalRequest(
            Act.REVERSAL, paid.payment_id, people.member.member_id, 20000, "Typed twice", facts
        )
        approve(people, ask(people, request), people.admin)
        assert balance(people) == 20000
        assert db.session.get_one(Payment, paid.payment_id).state is PaymentState.REVERSED

    def test_is_not_for_who_asked_or_whose_money_it_is(self, people: People) -> None:
        made = ask(people)
        for by in (people.treasurer, people.member):
            with pytest.raises(Forbidden):
                approve(people, made, by)
        with pytest.raises(Forbidden):
            approvals.approve(chapter_id=people.chapter_id, approval_id=made, by=Actor(ActorKind.OPERATOR))
        assert state_of(made) is ApprovalState.WAITING

    def test_comes_too_late_after_thirty_days(self, people: People) -> None:
        made = ask(people)
        with time_machine.travel(now() + GOOD_FOR + timedelta(minutes=1)), pytest.raises(Conflict):
            approve(people, made, people.admin)
        assert state_of(made) is ApprovalState.WAITING

    def test_happens_once(self, people: People) -> None:
        made = ask(people)
        approve(people, made, people.admin)
        with pytest.raises(Conflict, match="approved by now"):
            approve(people, made, people.admin)
        assert balance(people) == 5000

    def test_that_fits_no_longer_changes_nothing(self, people: People) -> None:
        made = ask(people)
        pay_cash(people.member, 10000)
        with pytest.raises(DomainError):
            approve(people, made, people.admin)
        assert (state_of(made), balance(people)) == (ApprovalState.WAITING, 10000)

    def test_reaches_no_request_of_another_chapter(self, people: People) -> None:
        made, others = ask(people), open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            approve(others, made, others.admin)


class TestDeclining:
    def decline(self, people: People, approval_id: int, by: Person, reason: str = "Too much") -> None:
        approvals.decline(chapter_id=people.chapter_id, approval_id=approval_id, reason=reason, by=acting(by))

    def test_is_told_with_its_reason(self, people: People) -> None:
        made = ask(people)
        self.decline(people, made, people.admin)
        assert state_of(made) is ApprovalState.DECLINED
        assert db.session.get_one(Approval, made).answer == "Too much"
        assert told("approval_decided") == [people.treasurer.email]
        assert balance(people) == 20000

    def test_ones_own_request_withdraws_it_without_a_message(self, people: People) -> None:
        made = ask(people)
        self.decline(people, made, people.treasurer)
        assert state_of(made) is ApprovalState.WITHDRAWN
        assert told("approval_decided") == []

    def test_needs_a_reason(self, people: People) -> None:
        made = ask(people)
        with pytest.raises(Invalid):
            self.decline(people, made, people.admin, "")
        assert state_of(made) is ApprovalState.WAITING

    def test_lets_the_same_be_asked_again(self, people: People) -> None:
        request = waiver(people)
        self.decline(people, ask(people, request), people.admin)
        assert db.session.get_one(Chapter, people.chapter_id).figures_version > 0
        assert state_of(ask(people, request)) is ApprovalState.WAITING
