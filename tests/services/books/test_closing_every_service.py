"""No service posts into closed books: each is tried on a day that is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms, PlanTerms
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.domain.payments.requests import DonationEntry, Gift, NewCreditReturn
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, JournalEntry, Payment
from sigma_finance.services.dues import batches, charges, opening, periods, plans
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.dues.opening import OpeningBalance
from sigma_finance.services.payments import credit_returns, deposits, donations, recording, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, manual, open_books, pay, payment_of
from tests.services.payments.paying import deliver, pay_by_card, press_pay
from tests.services.payments.refunding import not_there, pay_online, refund, refunds_of


def today() -> date:
    return today_in(ZONE)


def close(books: Books) -> int:
    """Close everything up to today, as no officer can; returns the latest entry so far."""
    db.session.rollback()
    db.session.get_one(Chapter, books.chapter_id).closed_through = today()
    db.session.commit()
    return db.session.scalar(select(func.max(JournalEntry.id))) or 0


def of_charge(books: Books, act: Callable[..., object], **options: object) -> None:
    charge_id = charge(books, books.members[0])
    close(books)
    act(chapter_id=books.chapter_id, charge_id=charge_id, reason="Hardship", by=OPERATOR, **options)


def charged(books: Books, _: Sandbox) -> None:
    close(books)
    charge(books, books.members[0])


def charged_together(books: Books, _: Sandbox) -> None:
    close(books)
    request = NewCharge(0, ChargeKind.FINE, "Missed meeting", 100, today())
    made = batches.charge_many(
        chapter_id=books.chapter_id, member_ids=books.members, request=request, by=OPERATOR
    )
    batches.reverse_batch(chapter_id=books.chapter_id, batch_id=made, reason="No", by=OPERATOR)


def assessed(books: Books, _: Sandbox) -> None:
    period_id = periods.create_period(
        chapter_id=books.chapter_id, name="2026-27", terms=PeriodTerms(20000, today()), by=OPERATOR
    )
    close(books)
    periods.assess(chapter_id=books.chapter_id, period_id=period_id, by=OPERATOR)


def waived(books: Books, _: Sandbox) -> None:
    of_charge(books, charges.waive, amount_minor=500)


def charge_reversed(books: Books, _: Sandbox) -> None:
    of_charge(books, charges.reverse)


def planned(books: Books, _: Sandbox) -> None:
    charge(books, books.members[0])
    close(books)
    plans.agree(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        terms=PlanTerms(Frequency.MONTHLY, 4, today() + timedelta(days=5), 20000),
        agreement="I agree.",
        by=OPERATOR,
    )


def brought_forward(books: Books, _: Sandbox) -> None:
    close(books)
    openings = [
        OpeningBalance(member_id=books.members[0], owes_minor=500, credit_minor=0, due_on=today()),
        OpeningBalance(member_id=books.members[1], owes_minor=0, credit_minor=700, due_on=today()),
    ]
    opening.bring_forward(chapter_id=books.chapter_id, openings=openings, by=OPERATOR)


def recorded(books: Books, _: Sandbox) -> None:
    charge(books, books.members[0])
    close(books)
    pay(books, books.members[0], 25000)


def recorded_of_long_ago(books: Books, _: Sandbox) -> None:
    close(books)
    request = manual(books, books.members[0], 500)
    before = today() - timedelta(days=100)
    recording.record(request=type(request)(**{**vars(request), "received_on": before}), by=OPERATOR)


def confirmed(books: Books, _: Sandbox) -> None:
    reported = recording.report(request=manual(books, books.members[0], 500), by=OPERATOR)
    close(books)
    recording.confirm(chapter_id=books.chapter_id, payment_id=reported, by=OPERATOR)


def taken_back(books: Books, _: Sandbox) -> None:
    paid = pay(books, books.members[0], 500)
    close(books)
    reversing.reverse(
        chapter_id=books.chapter_id, payment_id=paid.payment_id, reason="Bounced", bounced=False, by=OPERATOR
    )


def deposited(books: Books, _: Sandbox) -> None:
    paid = pay(books, books.members[0], 500)
    close(books)
    made = deposits.deposit(
        chapter_id=books.chapter_id,
        payment_ids=[paid.payment_id],
        deposited_on=today(),
        note="",
        by=OPERATOR,
    )
    deposits.reverse(chapter_id=books.chapter_id, deposit_id=made, reason="Closed", by=OPERATOR)


def credit_returned(books: Books, _: Sandbox) -> None:
    pay(books, books.members[0], 500)
    close(books)
    request = NewCreditReturn(
        books.chapter_id, books.members[0], 200, Method.CASH, today(), "", "a key of this test"
    )
    made = credit_returns.return_credit(request=request, by=OPERATOR)
    credit_returns.reverse(chapter_id=books.chapter_id, credit_return_id=made, reason="No", by=OPERATOR)


def given(books: Books, _: Sandbox) -> None:
    close(books)
    donations.record(
        chapter_id=books.chapter_id,
        gift=Gift(500, "Grace", "grace@example.org"),
        received=DonationEntry(Method.CASH, today(), "a key of this test"),
        by=OPERATOR,
    )


def paid_by_card(books: Books, sandbox: Sandbox) -> None:
    charge(books, books.members[0])
    session_id = press_pay(books).stripe_session_id or ""
    close(books)
    sandbox.pay(session_id)
    deliver(sandbox)


def refunded(books: Books, sandbox: Sandbox) -> None:
    charge(books, books.members[0])
    session_id = pay_by_card(books, sandbox)
    close(books)
    refund = sandbox.refund(session_id, amount=500)
    deliver(sandbox)
    sandbox.fail_refund(refund["id"])
    deliver(sandbox)


def refunded_here(books: Books, sandbox: Sandbox) -> None:
    charge(books, books.members[0])
    payment = pay_online(books, sandbox)
    deliver(sandbox)
    close(books)
    refund(payment, 500, owed=StillOwed.WAIVED)
    sandbox.fail_refund(refunds_of(payment)[0].stripe_refund_id or "")
    deliver(sandbox)


def given_back_by_hand(books: Books, _: Sandbox) -> None:
    charge(books, books.members[0])
    payment = payment_of(pay(books, books.members[0], 20000).reference)
    close(books)
    refund(payment, 500, owed=StillOwed.REVERSED, method=Method.CASH)
    not_there(payment)


def disputed(books: Books, sandbox: Sandbox) -> None:
    charge(books, books.members[0])
    session_id = pay_by_card(books, sandbox)
    close(books)
    found = sandbox.dispute(session_id)
    deliver(sandbox)
    sandbox.win(found["id"])
    deliver(sandbox)


def assigned(books: Books, sandbox: Sandbox) -> None:
    charge(books, books.members[0])
    payment = press_pay(books)
    payment_id = payment.id
    db.session.get_one(Payment, payment_id).member_id = None
    db.session.commit()
    sandbox.pay(payment.stripe_session_id or "")
    deliver(sandbox)
    close(books)
    recording.assign(
        chapter_id=books.chapter_id, payment_id=payment_id, member_id=books.members[0], by=OPERATOR
    )


SERVICES = [
    charged,
    charged_together,
    assessed,
    waived,
    charge_reversed,
    planned,
    brought_forward,
    recorded,
    recorded_of_long_ago,
    confirmed,
    taken_back,
    deposited,
    credit_returned,
    given,
    paid_by_card,
    refunded,
    refunded_here,
    given_back_by_hand,
    disputed,
    assigned,
]


class TestEveryService:
    @pytest.mark.parametrize("service", SERVICES, ids=[service.__name__ for service in SERVICES])
    def test_posts_onto_the_first_open_day(
        self, any_app: Flask, sandbox: Sandbox, service: Callable[[Books, Sandbox], None]
    ) -> None:
        books = open_books()
        service(books, sandbox)
        db.session.rollback()
        assert db.session.get_one(Chapter, books.chapter_id).closed_through == today()
        later = select(JournalEntry.memo).where(
            JournalEntry.chapter_id == books.chapter_id,
            JournalEntry.booked_on == today() + timedelta(days=1),
        )
        memos = db.session.scalars(later).all()
        assert memos
        assert all(memo.startswith("Happened on ") for memo in memos)
        assert_books_hold(books)
