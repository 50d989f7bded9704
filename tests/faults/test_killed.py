"""A process killed in the middle of a job: the next one finishes it, once."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.autopay import NOTICE
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import (
    AddressChange,
    Dispute,
    JobRecord,
    LateFee,
    Member,
    OutboxMessage,
    Payment,
    Reminder,
    StoredFile,
    User,
)
from sigma_finance.services import files, jobs
from sigma_finance.services.jobs import LEASE
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import autopay_setup, reconciliation
from sigma_finance.tasks import work
from sigma_finance.tasks.registry import JOBS, get_job
from tests.books import Books, assert_books_hold, charge, pay
from tests.harness.processes import killed
from tests.harness.standing import ServedApp
from tests.late_books import late_books
from tests.services.payments.paying import press_pay
from tests.stored import put
from tests.tasks.queues import FACTS

#: Before which of its statements a run is killed; the first few lease the job, the last ones note the outcome.
MOMENTS = {
    "messages": (6, 9, 12),
    "addresses": (5, 8, 11),
    "reconcile": (8, 20, 30),
    "late-fees": (8, 16, 24),
    "reminders": (8, 14, 20),
    "weekly-notes": (6, 7, 8),
    "disputes": (8, 11, 14),
    "files": (6, 7, 8),
    "autopay": (8, 24, 40),
    "verify": (8, 20, 40),
}


NEW_ADDRESS = "countess@example.org"


@pytest.fixture
def books(app: Flask, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Books:
    """Something to do for every job: a late member, a reminder due, money at Stripe, and a message that waits."""
    monkeypatch.setattr(work, "FIRST_HOUR", 0)
    made = late_books()
    payment = press_pay(made, 20000)
    sandbox.pay(payment.stripe_session_id or "")
    sandbox.lose_deliveries()
    monkeypatch.setitem(app.extensions, "outbox_runner", None)
    write(chapter_id=made.chapter_id)
    db.session.rollback()
    return made


@transactional
def write(*, chapter_id: int) -> None:
    for number in range(3):
        to = f"ada{number}@example.org"
        outbox.enqueue(chapter_id=chapter_id, kind="due_today", to=to, context=FACTS)


def count(model: type[LateFee] | type[Reminder]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def on_new_address(books: Books) -> None:
    """A member who proved a new address more than a week ago, and whose old one said nothing."""
    member = db.session.get_one(Member, books.members[0])
    user = User(email="ada@example.org", password_hash="-", name=member.name)
    db.session.add(user)
    db.session.flush()
    member.user_id, member.email = user.id, user.email
    ago = now() - timedelta(days=8)
    due = now() - timedelta(days=1)
    db.session.add(
        AddressChange(user_id=user.id, email=NEW_ADDRESS, created_at=ago, proved_at=ago, takes_effect_at=due)
    )
    db.session.commit()


def address_changed(_: Sandbox) -> bool:
    return db.session.scalar(select(User.email)) == NEW_ADDRESS


def fees_charged(_: Sandbox) -> bool:
    return count(LateFee) == 1


def reminded(_: Sandbox) -> bool:
    return count(Reminder) == 1


def booked(_: Sandbox) -> bool:
    return list(db.session.scalars(select(Payment.state))) == [PaymentState.SUCCEEDED]


def sent_at_most_once(sandbox: Sandbox) -> bool:
    """What was being sent when the process died is unknown and stays so; everything else arrived once."""
    arrived = [tuple(message.to) for message in sandbox.messages()]
    states = list(db.session.scalars(select(OutboxMessage.state)))
    unknown = states.count(MessageState.UNKNOWN)
    return (
        len(arrived) == len(set(arrived))
        and set(states) <= {MessageState.SENT, MessageState.UNKNOWN}
        and len(arrived) >= 3 - unknown
    )


def on_autopay(books: Books, sandbox: Sandbox) -> None:
    """A member whose saved card is charged today, as they were told three days ago."""
    charge(books, books.members[1], 5000, due_in=0)
    with time_machine.travel(now() - NOTICE):
        url = autopay_setup.begin_setup(chapter_id=books.chapter_id, member_id=books.members[1], by=OPERATOR)
        session_id = sandbox.save(url.rpartition("/")[2])["id"]
        autopay_setup.finish_setup(setup=stripe.get_setup_session(session_id=session_id))
        work.charge_autopay()
    sandbox.lose_deliveries()
    db.session.rollback()


def charged_once(sandbox: Sandbox) -> bool:
    """An answer that died with its process is asked for again by the reconciliation."""
    with time_machine.travel(now() + timedelta(minutes=30)):
        reconciliation.reconcile()
        work.charge_autopay()
    db.session.rollback()
    charged = select(Payment.amount_minor).where(Payment.autopay, Payment.state == PaymentState.SUCCEEDED)
    taken = [intent["amount"] for intent in sandbox.every("payment_intent") if intent["customer"]]
    return list(db.session.scalars(charged)) == taken == [5000]


def with_a_dispute(books: Books) -> None:
    """A disputed payment of another member whose last day to answer is a week off."""
    receipt = pay(books, books.members[0], 100)
    db.session.add(
        Dispute(
            chapter_id=books.chapter_id,
            payment_id=receipt.payment_id,
            stripe_dispute_id="du_late",
            amount_minor=100,
            state=DisputeState.OPEN,
            evidence_due_at=now() + timedelta(days=6),
        )
    )
    db.session.get_one(Member, books.members[1]).role = Role.TREASURER
    db.session.commit()


def warned_once(_: Sandbox) -> bool:
    told = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "dispute_due")
    return (db.session.scalar(told), db.session.scalar(select(Dispute.warned_days))) == (1, 7)


def with_a_lost_file(books: Books) -> None:
    """A file that somebody sent and that came to nothing."""
    put(books, f"{books.chapter_id}/{'0' * 32}", created_at=now() - files.UNUSED_FOR - timedelta(hours=1))


def taken_away(_: Sandbox) -> bool:
    return list(db.session.scalars(select(StoredFile.removed_at.is_not(None)))) == [True]


def nothing_wrong(_: Sandbox) -> bool:
    return work.verify_books().endswith("hold.")


DONE: dict[str, Callable[[Sandbox], bool]] = {
    "messages": sent_at_most_once,
    "addresses": address_changed,
    "reconcile": booked,
    "late-fees": fees_charged,
    "reminders": reminded,
    "weekly-notes": nothing_wrong,
    "disputes": warned_once,
    "files": taken_away,
    "autopay": charged_once,
    "verify": nothing_wrong,
}


class TestAKilledJob:
    def test_is_tried_here_whichever_it_is(self) -> None:
        assert {job.name for job in JOBS} == set(DONE)

    @pytest.mark.parametrize(
        ("name", "moment"), [(name, moment) for name, moments in MOMENTS.items() for moment in moments]
    )
    def test_is_finished_by_the_next_run_once(
        self, books: Books, standing: ServedApp, sandbox: Sandbox, tmp_path: Path, name: str, moment: int
    ) -> None:
        if name == "autopay":
            on_autopay(books, sandbox)
        if name == "addresses":
            on_new_address(books)
        if name == "files":
            with_a_lost_file(books)
        if name == "disputes":
            with_a_dispute(books)
        result = killed(standing, tmp_path, name, before=moment)
        assert result.returncode == -signal.SIGKILL, result.said
        db.session.rollback()
        assert db.session.get_one(JobRecord, name).last_finished_at is None
        jobs.ask_for(job=get_job(name))
        assert jobs.tick([get_job(name)]) == []
        with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
            assert [ran.ok for ran in jobs.tick([get_job(name)])] == [True]
            assert jobs.run_now(get_job(name)).ok
        db.session.rollback()
        assert DONE[name](sandbox)
        assert_books_hold(books)
