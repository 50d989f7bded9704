"""The demo's clock: moved forward, with what the background jobs would have done meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.demo import clock
from sigma_finance.demo.clock import DemoClock, DemoDay, NotHere
from sigma_finance.domain import dates
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.errors import Invalid, Unavailable
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Charge, OutboxMessage, SignInSession
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from sigma_finance.tasks.registry import JOBS
from tests.books import Books, charge, open_books, set_policy
from tests.demo.moving import at_its_own_time
from tests.harness.client import Client
from tests.people import PASSWORD, open_chapter, signed_in, with_second_step

DAY = timedelta(days=1)


@pytest.fixture
def app(sqlite_app: Flask) -> Iterator[Flask]:
    """The application, whose clock goes right again after the test."""
    with at_its_own_time(sqlite_app):
        yield sqlite_app


def forward(days: int) -> list[DemoDay]:
    return list(clock.advance(days=days, todo=JOBS))


class TestGoingForward:
    def test_lets_reminders_and_late_fees_come_on_their_days(self, app: Flask) -> None:
        books: Books = open_books(members=1)
        set_policy(
            books,
            Policy(reminders=(-3,), late_fee=LateFeeKind.FLAT, late_fee_minor=1500, late_fee_grace_days=7),
        )
        charge(books, books.members[0], 20000, due_in=10)
        due_on = dates.today_in("America/New_York") + 10 * DAY
        came = forward(20)
        assert [(later.day - sooner.day) for sooner, later in pairwise(came)] == [DAY] * 19
        assert came[-1].day == clock.today()
        db.session.rollback()
        [fee] = db.session.scalars(select(Charge).where(Charge.kind == ChargeKind.LATE_FEE))
        assert (fee.amount_minor, fee.charged_on) == (1500, due_on + 8 * DAY)
        [told] = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "due_soon"))
        assert dates.local_date(told.created_at, "America/New_York") == due_on - 3 * DAY
        assert told.sent_at is not None
        assert all(run.ok for day in came for run in day.ran)
        assert not verify.verify(chapters=chapters.chapters()).differences

    def test_signs_nobody_out_and_shows_the_day(self, app: Flask) -> None:
        member = open_chapter().member
        browser = signed_in(app, member)
        assert "The demo's day" not in browser.get("/dashboard").words
        kept = db.session.scalars(select(SignInSession)).one().expires_at
        forward(40)
        day = dates.long_date(dates.today_in("America/New_York"))
        assert f"The demo's day is {day}" in browser.get("/dashboard").words
        db.session.rollback()
        assert db.session.scalars(select(SignInSession)).one().expires_at == kept + 40 * DAY

    def test_leaves_the_codes_of_peoples_phones_right(self, app: Flask) -> None:
        treasurer = open_chapter().treasurer
        phone = with_second_step(signed_in(app, treasurer))
        forward(1)
        browser = Client(app)
        asked = browser.follow(
            browser.submit(browser.get("/auth/login"), {"email": treasurer.email, "password": PASSWORD})
        )
        in_a_minute = datetime.now(UTC) + timedelta(seconds=30)
        browser.submit(asked, {"code": phone.at(in_a_minute)}, action="/auth/code")
        assert browser.get("/treasurer").h1 == "Overview"

    def test_is_seen_by_the_sandbox_and_by_every_process(self, app: Flask, sandbox: Sandbox) -> None:
        path = clock.path_beside(app.config["SANDBOX_STATE"])
        another = DemoClock(path)
        assert another.ahead() == timedelta()
        forward(2)
        assert another.ahead() == dates.ahead() == 2 * DAY
        with sandbox.bench.looking() as work:
            assert abs(work.now - dates.now().timestamp()) < 60


class TestItIsRefused:
    @pytest.mark.parametrize("days", [0, 401, 9999])
    def test_by_more_than_a_year(self, app: Flask, days: int) -> None:
        with pytest.raises(Invalid, match="by 1 to 400 days"):
            clock.advance(days=days, todo=JOBS)

    def test_by_more_than_ten_years_in_all(self, app: Flask) -> None:
        DemoClock(clock.path_beside(app.config["SANDBOX_STATE"])).move(timedelta(days=3640))
        with pytest.raises(Invalid, match="ten years in all"):
            clock.advance(days=11, todo=JOBS)

    @pytest.mark.parametrize("elsewhere", [{"SANDBOX": False}, {"STRIPE_API_BASE": "https://api.stripe.com"}])
    def test_where_there_is_no_sandbox(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch, elsewhere: dict[str, object]
    ) -> None:
        for name, value in elsewhere.items():
            monkeypatch.setitem(app.config, name, value)
        with pytest.raises(NotHere, match="the sandbox's alone"):
            clock.advance(days=1, todo=JOBS)
        with pytest.raises(NotHere):
            clock.today()

    def test_while_the_demo_is_not_served(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(app.config, "BASE_URL", "http://localhost:9")
        monkeypatch.setitem(app.config, "STRIPE_API_BASE", "http://localhost:9/sandbox/stripe")
        with pytest.raises(Unavailable, match="Start the demo first"):
            clock.advance(days=1, todo=JOBS)


def test_a_clock_is_kept_beside_what_the_sandbox_keeps(tmp_path: Path) -> None:
    kept = clock.path_beside(str(tmp_path / "sandbox.sqlite"))
    first, second = DemoClock(kept), DemoClock(kept)
    first.move(DAY)
    second.move(DAY / 2)
    assert (kept.name, first.ahead(), second.ahead()) == ("sandbox.clock", 1.5 * DAY, 1.5 * DAY)
