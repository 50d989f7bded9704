"""Payment plans: seen before they are agreed to, proposed where they are not offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Plan
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, member_of, owe, pay_cash
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


class TestTheForm:
    def test_begins_as_two_quarterly_installments_of_two_hundred(self, house: House, ada: Client) -> None:
        pay_cash(house.ada, 1)
        page = ada.get("/plans")
        assert "You owe $200.00, in two installments $100.00 each." in page.main
        given = {box.get("name"): box.get("value") for box in page.every("input")}
        assert given["installments"] == "2"
        assert given["first_on"] == (today() + timedelta(days=30)).isoformat()
        chosen_one = [option.text for option in page.every("option") if "selected" in option.attributes]
        assert chosen_one == ["Quarterly"]

    def test_says_both_amounts_where_they_differ(self, ada: Client) -> None:
        assert "in two installments $100.01 and $100.00." in ada.get("/plans").main


class TestAPlanThatIsOffered:
    def test_shows_its_exact_schedule_before_it_is_agreed_to(self, ada: Client) -> None:
        page = ada.get(chosen())
        assert [row[1] for row in page.rows()[1:]] == ["100.01", "100.00"]
        assert plans() == []

    def test_begins_when_the_member_agrees_and_keeps_what_they_agreed_to(
        self, house: House, ada: Client
    ) -> None:
        done = agree(ada, chosen())
        assert "Your plan has begun." in done.main
        [plan] = plans()
        assert (plan.state, plan.installments) == (PlanState.ACTIVE, 2)
        assert "I will pay Sigma Delta Sigma the $200.01" in plan.agreement
        assert plan.agreed_at is not None
        assert mails("plan_agreed") == 1
        assert member_of(house.ada).balance_minor == 20001
        assert "On plan" in ada.get("/dashboard").main

    def test_leaves_what_it_moved_out_of_the_treasurers_list(
        self, house: House, ada: Client, tess: Client
    ) -> None:
        agree(ada, chosen())
        page = tess.get(f"/treasurer/members/{house.ada.member_id}?tab=charges")
        assert [row[0] for row in page.rows()].count("2026-27 dues") == 2

    def test_is_begun_once_however_often_it_is_sent(self, ada: Client) -> None:
        page = ada.get(chosen())
        for _ in range(2):
            ada.submit(page, {"agreed": "y"})
        assert len(plans()) == 1

    def test_is_not_begun_without_a_yes(self, ada: Client) -> None:
        page = ada.submit(ada.get(chosen()), status=422)
        assert "Tick that you agree" in page.main
        assert plans() == []

    def test_asks_again_when_what_is_owed_has_changed(self, house: House, ada: Client) -> None:
        page = ada.get(chosen())
        pay_cash(house.ada, 1)
        again = ada.submit(page, {"agreed": "y"}, status=422)
        assert "What you owe has changed meanwhile." in again.main
        ada.submit(again, {"agreed": "y"})
        assert plans()[0].total_minor == 20000

    def test_shows_how_far_it_is_and_is_archived_when_paid(self, house: House, ada: Client) -> None:
        agree(ada, chosen())
        pay_cash(house.ada, 10001)
        assert "$100.01 of $200.01" in ada.get("/plans").main
        assert "$100.01 of $200.01 paid" in ada.get("/dashboard").main
        pay_cash(house.ada, 10000)
        assert plans()[0].state is PlanState.ARCHIVED
        assert "Your payment plan" not in ada.get("/dashboard").main
        assert "Earlier plans" in ada.get("/plans").main

    @pytest.mark.parametrize("installments", ["0", "-1", "500", "61", "abc", "", "1.5"])
    def test_has_a_number_of_installments_that_can_be(self, ada: Client, installments: str) -> None:
        page = ada.get(chosen(installments=installments), status=422)
        assert page.errors()["installments"]
        assert plans() == []

    @pytest.mark.parametrize("after", [-1, 400])
    def test_begins_within_a_year_from_today(self, ada: Client, after: int) -> None:
        assert ada.get(chosen(after=after), status=422).errors()["first_on"]

    def test_in_the_far_future_is_refused_with_a_sentence(self, ada: Client) -> None:
        page = ada.get("/plans?frequency=quarterly&installments=12&first_on=9999-12-31", status=422)
        assert page.errors()["first_on"]

    def test_of_one_installment_is_a_postponement_that_the_treasurer_decides(self, ada: Client) -> None:
        assert "Propose this plan" in ada.get(chosen(installments=1)).main

    @pytest.mark.parametrize("frequency", ["", "daily"])
    def test_has_a_rhythm_from_the_list(self, ada: Client, frequency: str) -> None:
        assert ada.get(chosen(frequency), status=422).errors()["frequency"]

    def test_is_nothing_for_who_owes_nothing(self, app: Flask, house: House) -> None:
        assert "You owe nothing" in signed_in(app, house.ben).get("/plans").main


class TestAPlanThatIsProposed:
    @pytest.fixture(autouse=True)
    def quarterly_alone(self, house: House) -> None:
        rules = Policy(plans_offered=(Frequency.QUARTERLY,))
        db.session.get_one(Chapter, house.tess.chapter_id).policy = rules.kept()
        db.session.commit()

    def propose(self, ada: Client) -> Plan:
        agree(ada, chosen("weekly", 4))
        return plans()[0]

    def test_waits_for_the_treasurer(self, ada: Client, tess: Client) -> None:
        assert self.propose(ada).state is PlanState.PROPOSED
        assert mails("plan_proposed") == 1
        assert "You proposed a plan" in ada.get("/plans").main
        assert "1 proposed payment plan to decide on" in tess.get("/treasurer").main

    def test_begins_when_it_is_approved(self, ada: Client, tess: Client) -> None:
        self.propose(ada)
        page = tess.get("/treasurer/plans")
        assert "Ada Byron proposes $200.01 in 4 installments" in page.main
        assert "50.01" in page.main
        done = tess.follow(tess.submit(page, action="approve"))
        assert "Approved." in done.main
        assert plans()[0].state is PlanState.ACTIVE
        assert mails("plan_agreed") == 1
        assert "1 active plan" in tess.get("/treasurer").main

    def test_is_declined_with_a_word(self, ada: Client, tess: Client) -> None:
        plan = self.propose(ada)
        page = tess.get(f"/treasurer/plans/{plan.id}/end")
        assert tess.submit(page, {"reason": ""}, status=422).errors()["reason"]
        tess.follow(tess.submit(page, {"reason": "Too many installments"}))
        assert plans()[0].state is PlanState.DECLINED
        assert "Too many installments" in ada.get("/plans").main
        assert mails("plan_ended") == 1

    def test_past_the_chapters_last_day_is_one_to_be_proposed(self, house: House, ada: Client) -> None:
        rules = Policy(plans_end_on=today() + timedelta(days=30))
        db.session.get_one(Chapter, house.tess.chapter_id).policy = rules.kept()
        db.session.commit()
        assert "Begin this plan of $200.01" in ada.get(chosen("weekly", 4)).main
        assert "Propose this plan" in ada.get(chosen("weekly", 5)).main

    def test_is_changed_by_a_schedule_that_begins_with_it(
        self, house: House, ada: Client, tess: Client
    ) -> None:
        plan = self.propose(ada)
        page = tess.get(f"/treasurer/members/{house.ada.member_id}/plan")
        assert typed(page, 3) == "50.00"
        changed = {"rows-0-amount": "100.01", "rows-3-amount": "", "rows-3-due_on": ""}
        tess.submit(page, changed)
        declined, begun = plans()
        assert (declined.id, declined.state, begun.state) == (plan.id, PlanState.DECLINED, PlanState.ACTIVE)
        assert begun.installments == 3
