"""What stands in a chapter now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.payments.delivery import Delivery, EventState, MessageState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Dispute, Plan, WebhookEvent
from sigma_finance.queries.figures import overview
from sigma_finance.queries.figures.overview import Basis, State
from tests.books import ZONE, Books, open_books
from tests.dues import assess, make
from tests.routes.treasurer.desk import today
from tests.rows import invite, keep, message, payment

RECENT, SOON = timedelta(days=7), timedelta(days=3)


@pytest.fixture
def books(any_app: Flask) -> Books:
    """A chapter beside another, in which the same waits as a test puts into it."""
    open_books()
    return open_books()


def state(books: Books) -> State:
    return overview.get_state(chapter_id=books.chapter_id, at=now(), today=today(), recent=RECENT, soon=SOON)


def event(books: Books, number: int, which: EventState, **facts: Any) -> None:
    known = {"type": "charge.refunded", "object_id": "", "livemode": False, "payload": "{}"}
    of = {"chapter_id": books.chapter_id, "event_id": f"evt_{books.chapter_id}_{number}"}
    keep(WebhookEvent(**of, state=which, **(known | facts)))


def fill(books: Books) -> None:
    """Everything that an officer can be waited for with, and beside each what does not count."""
    chapter_id, ada = books.chapter_id, books.members[0]
    for which in (PaymentState.REPORTED, PaymentState.PROCESSING, PaymentState.PENDING):
        payment(chapter_id, ada, which, amount_minor=700)
    disputed = payment(chapter_id, ada, PaymentState.PENDING)
    for number, ended in enumerate((DisputeState.OPEN, DisputeState.WON)):
        facts = {"stripe_dispute_id": f"dp_{chapter_id}_{number}", "amount_minor": 900, "state": ended}
        keep(Dispute(chapter_id=chapter_id, payment_id=disputed, **facts))
    for days in (2, 5):
        invite(chapter_id, expires_at=now() + timedelta(days=days))
    invite(chapter_id, expires_at=now() + timedelta(days=2), uses=1)
    invite(chapter_id, expires_at=now() + timedelta(days=2), revoked_at=now())
    event(books, 1, EventState.FAILED)
    event(books, 2, EventState.APPLIED)
    event(books, 3, EventState.FAILED, received_at=now() - 2 * RECENT)
    message(chapter_id, state=MessageState.FAILED)
    message(chapter_id, state=MessageState.SENT, delivery=Delivery.BOUNCED)
    message(chapter_id, state=MessageState.SENT, delivery=Delivery.DELIVERED)
    message(chapter_id, state=MessageState.FAILED, created_at=now() - 2 * RECENT)
    for stage in (PlanState.ACTIVE, PlanState.PROPOSED, PlanState.CANCELLED):
        facts = {"installments": 1, "first_on": today(), "total_minor": 100, "agreement": ""}
        keep(Plan(chapter_id=chapter_id, member_id=books.members[1], state=stage, **facts))


class TestTheState:
    def test_counts_what_waits_for_an_officer_of_this_chapter(self, books: Books) -> None:
        fill(books)
        fill(open_books())
        found = state(books)
        assert (found.reported, found.reported_minor) == (1, 700)
        assert (found.processing, found.processing_minor) == (1, 700)
        assert (found.disputes, found.disputes_minor) == (1, 900)
        assert (found.invites, found.events, found.messages) == (1, 1, 2)
        assert (found.plans, found.plans_proposed) == (1, 1)
        assert (found.unmatched, found.unmatched_minor, found.approvals) == (0, 0, 0)

    def test_speaks_of_the_period_that_was_charged_last(self, books: Books) -> None:
        assert (state(books).period_id, state(books).period_name) == (None, None)
        first = make(books, "2025-26", due_in=10)
        make(books, "2026-27", due_in=300)
        assert state(books).period_name == "2026-27"
        assess(books, first)
        found = state(books)
        assert (found.period_id, found.period_name) == (first, "2025-26")
        assert (found.charged_members, found.uncharged_members) == (2, 0)


class TestTheBasis:
    def test_of_kept_figures_is_the_chapters_version_zone_and_rule(self, books: Books) -> None:
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.figures_version, chapter.neophyte_days = 41, 90
        db.session.commit()
        assert overview.get_basis(chapter_id=books.chapter_id) == Basis(41, ZONE, 90)
