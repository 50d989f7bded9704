"""Faults of dues periods, invites, sessions and webhook events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.models import WebhookEvent
from sigma_finance.queries.books.verify.checks import RuleBreach
from sigma_finance.queries.books.verify.people import CHECKS
from tests.books import Books, open_books
from tests.dues import assess, make
from tests.harness.standing import ServedApp
from tests.people import add_person
from tests.queries.books.verify.faults import Fault, assert_named, one
from tests.rows import invite, keep, session


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    """A member charged for a period, an invite, a session and an event that was applied."""
    made = open_books(members=1)
    assess(made, make(made))
    invite(made.chapter_id, expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    person = add_person(made.chapter_id, "Sam", "sam@example.org")
    session(person.user_id, person.member_id, "0" * 64)
    facts = {"type": "charge.refunded", "object_id": "ch_1", "livemode": False, "payload": "{}"}
    state = {"state": EventState.APPLIED, "chapter_id": made.chapter_id}
    keep(WebhookEvent(event_id="evt_1", **facts, **state))
    return made


def faults(books: Books) -> dict[str, Fault]:
    [ada] = books.members
    charge, code = one("SELECT id FROM charges"), one("SELECT id FROM invites")
    live, event = one("SELECT id FROM sign_in_sessions"), one("SELECT id FROM webhook_events")
    columns = """chapter_id, member_id, kind, description, amount_minor, charged_on, dues_period_id,
        national_minor, regional_minor, created_at"""
    line = one("SELECT min(id) FROM audit_events WHERE chapter_id = :id", id=books.chapter_id)
    return {
        "charged_once": (
            f"""DROP INDEX uq_charges_period_member;
            INSERT INTO charges ({columns}) SELECT {columns} FROM charges""",
            RuleBreach(f"member {ada}", "1", "2"),
        ),
        "period_amounts": (
            "UPDATE dues_periods SET amount_minor = 1",
            RuleBreach(f"charge {charge}", "1", "20000"),
        ),
        "invites_within_limit": (
            f"UPDATE invites SET uses = 2 WHERE id = {code}",
            RuleBreach(f"invite {code}", "1", "2"),
        ),
        "invites_counted": (
            f"UPDATE invites SET uses = 1 WHERE id = {code}",
            RuleBreach(f"invite {code}", "0", "1"),
        ),
        "invites_in_time": (
            f"""UPDATE audit_events SET action = 'user.registered', at = '2030-01-02 00:00:00.000000',
            details = '{{"invite_id": {code}}}' WHERE id = {line}""",
            RuleBreach(f"invite {code}", "2030-01-01 00:00:00+00:00", "2030-01-02 00:00:00+00:00"),
        ),
        "sessions_ended": (
            "UPDATE users SET is_active = false",
            RuleBreach(f"session {live}", "ended", "live"),
        ),
        "events_handled": (
            "UPDATE webhook_events SET state = 'received', received_at = '2020-01-01 00:00:00.000000'",
            RuleBreach(f"event {event}", "handled within ten minutes", "received"),
        ),
        "events_explained": (
            "UPDATE webhook_events SET state = 'ignored'",
            RuleBreach(f"event {event}", "a reason", "none"),
        ),
    }


class TestTheChecksOfPeople:
    def test_name_each_fault_with_what_should_be_and_what_is(self, books: Books, standing: ServedApp) -> None:
        planted = faults(books)
        assert_named(CHECKS, planted, books=books, other=open_books(), standing=standing)
