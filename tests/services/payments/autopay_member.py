"""A member on autopay, and the clock in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.payments.autopay import AttemptState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayAttempt, AutopayMandate, OutboxMessage, Payment
from sigma_finance.services.payments import autopay_charges, autopay_setup
from tests.books import ZONE, Books

GOOD, SAVES_THEN_DECLINES = "4242424242424242", "4000000000000341"
START = datetime(2027, 1, 1, 12, tzinfo=ZoneInfo(ZONE))
WHO = Actor(ActorKind.PERSON, ip="203.0.113.7")


@dataclass
class AutopayMember:
    """A member on autopay, with the clock in hand."""

    books: Books
    sandbox: Sandbox
    clock: time_machine.Traveller

    @property
    def member_id(self) -> int:
        return self.books.members[0]

    def turn_on(self, card: str = GOOD, *, member_id: int | None = None) -> None:
        whose = {"chapter_id": self.books.chapter_id, "member_id": member_id or self.member_id}
        url = autopay_setup.begin_setup(**whose, by=WHO)
        self.sandbox.save(url.rpartition("/")[2], card=card)
        assert autopay_setup.settle_return(**whose, reference=self.last().reference)

    def last(self) -> AutopayMandate:
        db.session.rollback()
        return db.session.scalars(
            select(AutopayMandate)
            .where(AutopayMandate.chapter_id == self.books.chapter_id)
            .order_by(AutopayMandate.id.desc())
        ).all()[0]

    def day(self, number: int) -> autopay_charges.AutopayRun:
        """Run on that day, three times, as an hourly job does."""
        self.clock.move_to(START + timedelta(days=number))
        ran = self.run()
        self.run()
        return ran

    def run(self) -> autopay_charges.AutopayRun:
        return autopay_charges.run_chapter(chapter_id=self.books.chapter_id)

    def payments(self) -> list[Payment]:
        db.session.rollback()
        return list(
            db.session.scalars(
                select(Payment).where(Payment.chapter_id == self.books.chapter_id).order_by(Payment.id)
            )
        )

    def states(self) -> list[AttemptState]:
        db.session.rollback()
        return list(
            db.session.scalars(
                select(AutopayAttempt.state)
                .where(AutopayAttempt.chapter_id == self.books.chapter_id)
                .order_by(AutopayAttempt.id)
            )
        )

    def mails(self) -> list[OutboxMessage]:
        db.session.rollback()
        return list(
            db.session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.chapter_id == self.books.chapter_id, OutboxMessage.kind.like("autopay%"))
                .order_by(OutboxMessage.id)
            )
        )

    def kinds(self) -> list[str]:
        return [mail.kind for mail in self.mails()]
