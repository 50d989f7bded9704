"""Payment plans as the treasurer decides, writes and cancels them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.books.owing import DueItem
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.extensions import db
from sigma_finance.queries.figures import dashboard
from tests.harness.client import BrowserPage, Client
from tests.people import signed_in
from tests.routes.house import ZONE, House, member_of, owe, pay_cash
from tests.routes.planning import agree, chosen, mails, plans, typed
from tests.routes.treasurer.desk import build_desk, today


@pytest.fixture
def house(app: Flask) -> House:
    made = build_desk()
    owe(made.ada, 20001)
    return made


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


def dues_of(house: House) -> Sequence[DueItem]:
    db.session.rollback()
    whose = {"chapter_id": house.ada.chapter_id, "member_id": house.ada.member_id}
    return dashboard.get_dashboard(**whose, timezone=ZONE).dues


class TestAScheduleOfAnOfficers:
    PATH = "/treasurer/members/{}/plan"

    def rows(self, *parts: tuple[int, str]) -> dict[str, str]:
        """The grid's fields for parts of (days from today, amount)."""
        filled: dict[str, str] = {}
        for place in range(4):
            after, amount = parts[place] if place < len(parts) else (None, "")
            day = "" if after is None else (today() + timedelta(days=after)).isoformat()
            filled |= {f"rows-{place}-due_on": day, f"rows-{place}-amount": amount}
        return filled

    def send(self, tess: Client, house: House, *parts: tuple[int, str], status: int = 303) -> BrowserPage:
        page = tess.get(self.PATH.format(house.ada.member_id))
        return tess.submit(page, self.rows(*parts), status=status)

    def test_begins_with_two_parts_of_what_is_owed(self, house: House, tess: Client) -> None:
        page = tess.get(self.PATH.format(house.ada.member_id))
        assert [typed(page, place) for place in range(3)] == ["100.01", "100.00", ""]
        assert "Begin this plan of $200.01" in page.main

    def test_takes_the_dates_and_amounts_and_tells_the_member(
        self, house: House, ada: Client, tess: Client
    ) -> None:
        self.send(tess, house, (40, "50.01"), (10, "150.00"))
        [plan] = plans()
        assert (plan.state, plan.installments, plan.frequency) == (PlanState.ACTIVE, 2, None)
        assert mails("plan_agreed") == 1
        assert "$0.00 of $200.01" in ada.get("/plans").main
        amounts = [due.open_minor for due in dues_of(house)]
        assert amounts == [15000, 5001]
        assert "What is open" in ada.get("/plans").main

    def test_takes_the_place_of_a_plan_that_runs(self, house: House, ada: Client, tess: Client) -> None:
        agree(ada, chosen())
        pay_cash(house.ada, 10001)
        self.send(tess, house, (10, "60.00"), (20, "40.00"))
        assert [plan.state for plan in plans()] == [PlanState.CANCELLED, PlanState.ACTIVE]
        assert member_of(house.ada).balance_minor == 10000

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ([(10, "100.00"), (20, "100.00")], "add up to $200.00 of $200.01: $0.01 missing"),
            ([(10, "100.00"), (20, "100.02")], "$0.01 too much"),
            ([(-1, "200.01")], "Row 1: Enter a date that is not in the past."),
            ([(10, "abc"), (20, "100.00")], "Row 1: "),
            ([(10, "100.00"), (10, "100.01")], "Enter each date once"),
            ([], "add up to $0.00"),
            ([(2000, "200.01")], "within a year"),
        ],
    )
    def test_that_cannot_be_is_refused_with_what_was_typed(
        self, house: House, tess: Client, parts: list[tuple[int, str]], said: str
    ) -> None:
        page = self.send(tess, house, *parts, status=422)
        assert said in page.main
        assert typed(page, 0) == (parts[0][1] if parts else "")
        assert plans() == []

    def test_asks_again_when_what_is_owed_has_changed(self, house: House, tess: Client) -> None:
        page = tess.get(self.PATH.format(house.ada.member_id))
        pay_cash(house.ada, 1)
        assert "What is owed has changed" in tess.submit(page, status=422).main
        assert plans() == []

    def test_has_more_rows_where_asked(self, house: House, tess: Client) -> None:
        page = tess.get(self.PATH.format(house.ada.member_id))
        more = tess.submit(page, {"more": "yes"}, status=200)
        assert typed(more, 11) == ""
        assert plans() == []

    def test_is_nothing_for_who_owes_nothing_or_is_elsewhere(self, house: House, tess: Client) -> None:
        assert "Nothing is owed" in tess.get(self.PATH.format(house.ben.member_id)).main
        tess.get(self.PATH.format(house.stranger.member_id), status=404)


class TestCancelling:
    def test_makes_the_rest_due_today(self, house: House, ada: Client, tess: Client) -> None:
        agree(ada, chosen())
        [plan] = plans()
        done = tess.follow(tess.submit(tess.get(f"/treasurer/plans/{plan.id}/end"), {"reason": "Missed two"}))
        assert "What is left of it is due today." in done.main
        assert plans()[0].state is PlanState.CANCELLED
        assert member_of(house.ada).balance_minor == 20001
        tess.submit(tess.get(f"/treasurer/plans/{plan.id}/end"), {"reason": "Again"}, status=422)
