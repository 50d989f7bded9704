"""Webhook events: found once per account and id, and listed for a chapter's officers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.models import WebhookEvent
from sigma_finance.queries.payments import webhooks
from sigma_finance.queries.payments.webhooks import WebhookEventFilter
from tests import rows
from tests.books import ZONE, Books, open_books

EVENING = datetime(2026, 5, 5, 2, tzinfo=UTC)  # ten o'clock on the fourth, where the chapter is


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def event(chapter_id: int | None, event_id: str, **facts: object) -> int:
    known = {
        "type": "checkout.session.completed",
        "object_id": f"cs_{event_id}",
        "livemode": False,
        "payload": "{}",
    }
    return rows.keep(WebhookEvent(chapter_id=chapter_id, event_id=event_id, **(known | facts)))


def listed(books: Books, **wanted: object) -> list[str]:
    page = webhooks.events(
        chapter_id=books.chapter_id,
        timezone=ZONE,
        wanted=WebhookEventFilter(**wanted),  # type: ignore[arg-type]
        cursor=Cursor(),
    )
    return [one.event_id for one in page.rows]


class TestAnEvent:
    def test_is_found_by_its_account_and_id(self, books: Books) -> None:
        made = event(books.chapter_id, "evt_1", account="acct_1")
        found = webhooks.find_event(account="acct_1", event_id="evt_1")
        assert found is not None
        assert webhooks.lock_event(event_row_id=made).id == found.id == made
        assert webhooks.find_event(account="", event_id="evt_1") is None
        assert webhooks.find_event(account="acct_1", event_id="evt_2") is None

    @pytest.mark.parametrize(
        ("state", "unfinished", "repeatable"),
        [
            (EventState.RECEIVED, True, True),
            (EventState.FAILED, True, True),
            (EventState.QUARANTINED, False, True),
            (EventState.APPLIED, False, False),
            (EventState.IGNORED, False, False),
        ],
    )
    def test_is_handled_until_it_is_final(
        self, books: Books, state: EventState, unfinished: bool, repeatable: bool
    ) -> None:
        made = event(books.chapter_id, "evt_1", state=state)
        assert webhooks.unfinished_events(before=now() + timedelta(minutes=1)) == [made] * unfinished
        assert webhooks.unfinished_events(before=now() - timedelta(minutes=1)) == []
        detail = webhooks.get_event(chapter_id=books.chapter_id, event_row_id=made)
        assert (detail.repeatable, detail.payload, detail.livemode) == (repeatable, "{}", False)


class TestWhoMaySee:
    def test_are_the_officers_of_its_chapter(self, books: Books) -> None:
        other = open_books()
        made = event(books.chapter_id, "evt_1")
        assert listed(books) == ["evt_1"]
        assert listed(other) == []
        with pytest.raises(NotFound):
            webhooks.get_event(chapter_id=other.chapter_id, event_row_id=made)

    def test_are_those_whose_payment_it_is_about_where_no_chapter_is_known(self, books: Books) -> None:
        other = open_books()
        by_session = {"stripe_session_id": "cs_evt_1"}
        rows.payment(books.chapter_id, books.members[0], PaymentState.PENDING, **by_session)
        event(None, "evt_1")
        event(None, "evt_2")
        assert listed(books) == ["evt_1"]
        assert listed(other) == []


class TestTheList:
    def test_shows_the_latest_first(self, books: Books) -> None:
        event(books.chapter_id, "evt_1", received_at=now() - timedelta(hours=1))
        event(books.chapter_id, "evt_2")
        assert listed(books) == ["evt_2", "evt_1"]

    def test_is_narrowed_by_words_state_and_days(self, books: Books) -> None:
        event(books.chapter_id, "evt_1", received_at=EVENING, state=EventState.FAILED)
        event(books.chapter_id, "evt_2", type="refund.updated")
        fourth = date(2026, 5, 4)
        assert listed(books, search="REFUND") == ["evt_2"]
        assert listed(books, search="cs_evt_1") == listed(books, search="evt_1") == ["evt_1"]
        assert listed(books, search="cs_evt") == []
        assert listed(books, state=EventState.FAILED) == ["evt_1"]
        assert listed(books, first=fourth, last=fourth) == ["evt_1"]
        assert listed(books, first=fourth + timedelta(days=1)) == ["evt_2"]
        assert listed(books, last=fourth - timedelta(days=1)) == []
