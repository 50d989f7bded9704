"""A person's profile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from tests.people import People, open_chapter, signed_in


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


class TestTheProfile:
    def test_keeps_what_the_person_says_of_themselves(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        typed = {"name": "Ada Byron", "phone": "(510) 555-0100", "timezone": "Pacific/Honolulu"}
        here.submit(here.get("/account/profile"), typed)
        page = here.get("/account")
        assert "Ada Byron" in page.main
        assert "Pacific/Honolulu" in page.main
        line = db.session.scalars(select(AuditEvent)).one()
        assert line.details == {"fields": ["name", "phone", "timezone"]}

    def test_gives_times_of_day_by_the_persons_own_clock(self, any_app: Flask, people: People) -> None:
        with time_machine.travel(datetime(2027, 1, 15, 18, 30, tzinfo=UTC), tick=False):
            here = signed_in(any_app, people.treasurer)
            assert "January 15, 2027 at 1:30 PM" in here.get("/account").main.replace("\u202f", " ")
            here.submit(here.get("/account/profile"), {"timezone": "Pacific/Honolulu"})
            for path in ("/account", "/treasurer/audit"):
                assert "January 15, 2027 at 8:30 AM" in here.get(path).main.replace("\u202f", " ")

    def test_says_at_the_field_what_cannot_be_taken(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        for typed, field in (
            ({"name": ""}, "name"),
            ({"name": "x" * 121}, "name"),
            ({"phone": "call me"}, "phone"),
            ({"timezone": "Mars/Olympus"}, "timezone"),
        ):
            page = here.submit(here.get("/account/profile"), typed, status=422)
            assert page.errors()[field]
        assert actions() == []
