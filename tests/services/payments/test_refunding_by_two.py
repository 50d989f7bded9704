"""Refunds above the chapter's limit: another officer decides, whoever asks and however often."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Payment
from sigma_finance.queries import giving
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.payments import refunding
from tests.at_once import at_once
from tests.books import Books, charge, member_of, pay, payment_of
from tests.giving import LIMIT, Desk, actor, open_desk, refund_paid
from tests.services.payments.in_excess import assert_holds
from tests.services.payments.paying import deliver, press_pay
from tests.services.payments.refunding import refund, refunds_of, wanted


@pytest.fixture
def desk(any_app: Flask) -> Desk:
    return open_desk()


def online(desk: Desk, sandbox: Sandbox, amount_minor: int, *, member: int = 2) -> Payment:
    """What a member who owed just that has paid by card: Cy, where no other is named."""
    charge(desk.books, desk.books.members[member], amount_minor)
    payment = press_pay(desk.books, amount_minor, member=member)
    sandbox.pay(payment.stripe_session_id or "")
    deliver(sandbox)
    return payment


def given(desk: Desk) -> tuple[int, int]:
    """What Tess has given away, and what Cy was given."""
    since, chapter_id = now() - timedelta(days=30), desk.books.chapter_id
    db.session.rollback()
    return (
        giving.given_by(chapter_id=chapter_id, officer_id=desk.tess.member_id, since=since),
        giving.most_given_to(chapter_id=chapter_id, member_ids=[desk.cy], since=since),
    )


def ask(desk: Desk, payment: Payment, amount_minor: int, *, owed: StillOwed = StillOwed.YES) -> int:
    """What the page asks another officer for."""
    facts = {
        "amount_minor": amount_minor,
        "owed": owed.value,
        "form_key": "k" * 20,
        "method": None if payment.method.by_stripe else Method.CASH.value,
        "given_on": payment.received_on.isoformat() if payment.received_on else "",
        "trace": "",
    }
    with pytest.raises(NeedsSecond) as second:
        refund(payment, amount_minor, owed=owed, by=actor(desk.tess))
    request = ApprovalRequest(Act.REFUND, payment.id, desk.cy, second.value.amount_minor, "Left", facts)
    return approvals.ask(chapter_id=desk.books.chapter_id, request=request, by=actor(desk.tess))


def approve(desk: Desk, approval_id: int) -> bool:
    return approvals.approve(chapter_id=desk.books.chapter_id, approval_id=approval_id, by=actor(desk.ann))


class TestOneOfficer:
    def test_refunds_up_to_the_limit(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        refund(payment, 6_000, by=actor(desk.tess))
        with pytest.raises(NeedsSecond):
            refund(payment, 4_001, by=actor(desk.tess))
        refund(payment, 4_000, by=actor(desk.tess))
        assert given(desk) == (LIMIT, LIMIT)

    def test_counts_what_is_forgiven_with_it(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        with pytest.raises(NeedsSecond) as second:
            refund(payment, 5_001, owed=StillOwed.WAIVED, by=actor(desk.tess))
        assert second.value.amount_minor == 10_002
        refund(payment, 5_000, owed=StillOwed.WAIVED, by=actor(desk.tess))
        assert given(desk) == (LIMIT, LIMIT)

    def test_counts_what_stripe_has_not_answered(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        request = wanted(payment, 4_000, owed=StillOwed.WAIVED)
        refunding.intend(request=request, by=actor(desk.tess))
        assert given(desk) == (8_000, 8_000)
        with pytest.raises(NeedsSecond):
            refund_paid(desk, actor(desk.tess), 2_001)
        refunding.refund(request=request, by=actor(desk.tess))
        assert given(desk) == (8_000, 8_000)

    def test_counts_nothing_that_stripe_refused(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 9_000)
        sandbox.refund(payment.stripe_session_id or "")
        with pytest.raises(Conflict):
            refund(payment, 9_000, by=actor(desk.tess))
        assert given(desk) == (0, 0)

    def test_does_not_pass_by_refunding_twice_at_once(self, app: Flask, sandbox: Sandbox) -> None:
        made = open_desk()
        payments = [online(made, sandbox, 8_000, member=one) for one in (0, 2)]
        requests = [wanted(one, 6_000) for one in payments]
        answers = at_once(
            app,
            [
                lambda one=one: refunding.refund(request=one, by=actor(made.tess))  # type: ignore[misc]
                for one in requests
            ],
        )
        assert len([one for one in answers if isinstance(one, DomainError)]) == 1
        assert given(made)[0] == 6_000

    def test_refunds_again_after_thirty_days(self, desk: Desk) -> None:
        refund_paid(desk, actor(desk.tess), 3_000)
        with pytest.raises(NeedsSecond):
            refund_paid(desk, actor(desk.tess), 4_000, StillOwed.WAIVED)
        with time_machine.travel(now() + timedelta(days=30, minutes=1)):
            refund_paid(desk, actor(desk.tess), 4_000, StillOwed.WAIVED)

    def test_does_not_refund_their_own(self, desk: Desk) -> None:
        own = payment_of(pay(desk.books, desk.tess.member_id, 500).reference)
        with pytest.raises(Forbidden, match="Another officer has to refund it"):
            refund(own, 500, method=Method.CASH, by=actor(desk.tess))
        refund(own, 500, method=Method.CASH, by=actor(desk.ann))


class TestTwoOfficers:
    def test_refund_what_one_may_not(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        assert approve(desk, ask(desk, payment, 20_000)) is True
        [made] = refunds_of(payment)
        assert (made.state, made.by_two, made.amount_minor) == (RefundState.SUCCEEDED, True, 20_000)
        assert member_of(desk.cy).balance_minor == 20_000
        assert given(desk) == (0, 0)
        deliver(sandbox)
        assert_holds(Books(desk.books.chapter_id, desk.books.slug, [desk.cy]), sandbox)

    def test_waive_with_it_what_is_not_owed(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        approve(desk, ask(desk, payment, 20_000, owed=StillOwed.WAIVED))
        assert member_of(desk.cy).balance_minor == 0
        assert given(desk) == (0, 0)

    def test_are_told_where_stripe_does_not_answer(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        asked = ask(desk, payment, 20_000)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        assert approve(desk, asked) is False
        sandbox.clear_faults()
        assert refunds_of(payment)[0].state is RefundState.CREATED

    def test_are_told_where_it_refuses(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        asked = ask(desk, payment, 20_000)
        sandbox.refund(payment.stripe_session_id or "")
        with pytest.raises(Conflict, match="refunded at Stripe already"):
            approve(desk, asked)
        db.session.rollback()
        assert db.session.get_one(Approval, asked).state is ApprovalState.APPROVED

    def test_decide_on_what_was_asked_alone(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        asked = ask(desk, payment, 20_000, owed=StillOwed.WAIVED)
        refund(payment, 1_000, by=actor(desk.ann))
        with pytest.raises(DomainError):
            approve(desk, asked)
        charge(desk.books, desk.cy, 100)
        db.session.rollback()
        assert db.session.get_one(Approval, asked).state is ApprovalState.WAITING
        assert len(refunds_of(payment)) == 1

    def test_refuse_where_it_would_forgive_another_sum(self, desk: Desk, sandbox: Sandbox) -> None:
        payment = online(desk, sandbox, 20_000)
        request = wanted(payment, 20_000, owed=StillOwed.WAIVED)
        with pytest.raises(Conflict, match="has changed since this was asked"):
            refunding.intend(request=request, by=actor(desk.ann), approved=20_000)
