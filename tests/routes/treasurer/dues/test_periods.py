"""Dues periods: named, looked at, charged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Charge, DuesPeriod
from sigma_finance.services.members import invites
from tests.harness.client import Client
from tests.people import add_to_member_list
from tests.routes.house import House, change, exempt, member_of, pay_cash, selects
from tests.routes.treasurer.desk import BAD_AMOUNTS, BAD_DAYS, assess, enrol, period, today

PATH = "/treasurer/dues"


def count_charges(house: House) -> int:
    db.session.rollback()
    return db.session.query(Charge).filter_by(chapter_id=house.tess.chapter_id).count()


class TestTheList:
    def test_leads_to_the_first_one(self, tess: Client) -> None:
        page = tess.get(PATH)
        assert "No dues period yet" in page.main
        assert page.links()["Create a dues period"] == f"{PATH}/new"

    def test_shows_what_each_has_charged(self, house: House, tess: Client) -> None:
        period_id = period(house, amount_minor=15000)
        assess(house, period_id)
        pay_cash(house.ada, 15000)
        enrol(house, 1)
        page = tess.get(PATH)
        row = page.rows()[1]
        assert (row[0], row[2], row[3], row[4], row[5]) == (
            "2026-27",
            "3 members 1 member not yet",
            "150.00",
            "450.00",
            "300.00",
        )
        assert page.links()["2026-27"] == f"{PATH}/{period_id}"


class TestNamingOne:
    def test_takes_the_chapters_dues_for_granted(self, tess: Client) -> None:
        amount = next(f for f in tess.get(f"{PATH}/new").form().every("input") if f.get("name") == "amount")
        assert amount.get("value") == "200.00"

    def test_charges_nobody_yet(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/new")
        made = tess.follow(tess.submit(page, {"name": "2026-27", "amount": "200.00", "due_on": "2026-12-31"}))
        assert made.h1 == "2026-27"
        assert "$200.00 for each member, due by December 31, 2026." in made.main
        assert made.links()["Charge 3 members $600.00"].endswith("/assess")
        assert count_charges(house) == 0

    def test_asks_whether_who_joins_later_is_charged_and_charges_them(
        self, app: Flask, house: House, tess: Client
    ) -> None:
        asked = tess.get(f"{PATH}/new")
        assert "Members who join after it was charged" in asked.main
        typed = {"name": "2026-27", "amount": "200.00", "due_on": (today() + timedelta(days=30)).isoformat()}
        made = tess.follow(tess.submit(asked, typed | {"late_joiners": "charged"}))
        assert "Charged when they join, until it is due" in made.main
        tess.submit(tess.get(made.links()["Charge 3 members $600.00"]))
        adding = tess.get("/treasurer/members/new")
        added = tess.follow(tess.submit(adding, {"name": "Rose", "email": "rose@example.org"}))
        assert "Dues 2026-27" in [row[1] for row in added.rows()]
        code = invites.create(
            request=InviteRequest(house.tess.chapter_id, Role.MEMBER, "lee@example.org"),
            issuer_role=Role.ADMIN,
            by=OPERATOR,
        ).code
        browser = Client(app)
        browser.submit(
            browser.get(f"/auth/register?code={code}"),
            {"name": "Lee", "password": "plum tractor seven oceans"},
        )
        assert "$200.00" in browser.get("/dashboard").main
        assert count_charges(house) == 5
        assert "Lee" in [row[1] for row in tess.get(made.response.request.path).rows() if len(row) == 5]

    def test_takes_a_name_once(self, house: House, tess: Client) -> None:
        period(house)
        page = tess.submit(tess.get(f"{PATH}/new"), {"name": "2026-27", "due_on": "2027-12-31"}, status=422)
        assert "There is a dues period named 2026-27 already" in page.errors()["name"]

    @pytest.mark.parametrize("amount", BAD_AMOUNTS)
    def test_refuses_an_amount_that_is_none(self, tess: Client, amount: str) -> None:
        sent = {"name": "Fall", "amount": amount, "due_on": "2026-12-31"}
        page = tess.submit(tess.get(f"{PATH}/new"), sent, status=422)
        assert page.errors()["amount"]
        assert db.session.query(DuesPeriod).count() == 0

    @pytest.mark.parametrize("day", [*BAD_DAYS, "0001-01-01", "9999-12-31"])
    def test_refuses_a_day_that_is_none(self, tess: Client, day: str) -> None:
        page = tess.submit(tess.get(f"{PATH}/new"), {"name": "Fall", "due_on": day}, status=422)
        assert page.errors()["due_on"]
        assert 'value="Fall"' in page.text
        assert db.session.query(DuesPeriod).count() == 0

    @pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x00b"])
    def test_refuses_a_name_that_cannot_be_read(self, tess: Client, name: str) -> None:
        sent = {"name": name, "due_on": "2026-12-31"}
        assert tess.submit(tess.get(f"{PATH}/new"), sent, status=422).errors()["name"]


class TestItsTerms:
    def test_give_classes_an_amount_of_their_own_and_other_bodies_their_part(
        self, house: House, tess: Client
    ) -> None:
        change(house.ben, member_class=MemberClass.ASSOCIATE)
        sent = {"name": "2026-27", "amount": "200.00", "due_on": "2026-12-31", "associate": "125.00"}
        more = {"alumni": "0", "national": "50.00", "regional": "25.00"}
        made = tess.follow(tess.submit(tess.get(f"{PATH}/new"), sent | more))
        assert "Associate $125.00" in made.main
        assert "Alumni Not charged" in made.main
        assert "Of it for the national body $50.00" in made.main
        assert made.links()["Charge 3 members $525.00"]

    @pytest.mark.parametrize(
        ("name", "typed"),
        [("associate", "-1"), ("alumni", "74.99"), ("national", "1e9"), ("national", "200.01")],
    )
    def test_are_refused_at_their_field_and_kept_as_typed(self, tess: Client, name: str, typed: str) -> None:
        sent = {"name": "Fall", "amount": "200.00", "due_on": "2026-12-31", "regional": "0.00"}
        page = tess.submit(tess.get(f"{PATH}/new"), sent | {"national": "75.00", name: typed}, status=422)
        assert page.errors()[name]
        assert f'value="{typed}"' in page.text
        assert db.session.query(DuesPeriod).count() == 0


class TestOnePeriod:
    def test_counts_whom_it_concerns(self, house: House, tess: Client) -> None:
        exempt(house.ben)
        enrol(house, 2, status=MemberStatus.INACTIVE)
        main = tess.get(f"{PATH}/{period(house)}").main
        assert "To charge 2 $400.00" in main
        assert "Left out 1" in main
        assert "Ben Banneker Exempt Exempt" in main
        assert "Ada Byron Regular Will be charged 200.00" in main

    def test_has_nothing_to_look_at_where_everybody_has_an_address(self, house: House, tess: Client) -> None:
        where = f"{PATH}/{period(house)}"
        assert "Before you charge" not in tess.get(where).main
        add_to_member_list(house.tess.chapter_id, "Zed Zee", None)
        assert "not told by mail: 1" in tess.get(where).main

    def test_that_has_charged_everyone_says_so(self, house: House, tess: Client) -> None:
        period_id = period(house)
        assess(house, period_id)
        main = tess.get(f"{PATH}/{period_id}").main
        assert "Every active member who is to be charged is charged." in main
        assert "Charge 0" not in main

    def test_asks_no_more_for_a_big_chapter(self, house: House, tess: Client) -> None:
        period_id = period(house)
        enrol(house, 300)
        with selects() as asked:
            page = tess.get(f"{PATH}/{period_id}")
        assert len(asked) <= 5
        assert "Members 1 to 50 of 303" in page.main
        last = tess.get(f"{PATH}/{period_id}?page=7")
        assert "Members 301 to 303 of 303" in last.main
        assert "Members 301 to 303 of 303" in tess.get(f"{PATH}/{period_id}?page=9999").main
        assert "Next" not in last.links()

    def test_of_another_chapter_is_not_found(self, house: House, stranger: Client) -> None:
        stranger.get(f"{PATH}/{period(house)}", status=404)

    @pytest.mark.parametrize("odd", ["0", "999999", "9" * 18, "9" * 30, "-1", "abc"])
    def test_that_there_is_not_is_not_found(self, tess: Client, odd: str) -> None:
        tess.get(f"{PATH}/{odd}", status=404)


class TestTakingChargesBackTogether:
    def test_asks_why_and_makes_what_was_paid_credit(self, house: House, tess: Client) -> None:
        period_id = period(house)
        assess(house, period_id)
        pay_cash(house.ada, 5000)
        path = next(at for at in tess.get(f"{PATH}/{period_id}").links().values() if "/batches/" in at)
        page = tess.get(path)
        assert tess.submit(page, {"reason": ""}, status=422).errors()["reason"]
        done = tess.follow(tess.submit(page, {"reason": "Wrong year"}))
        assert "Reversed 3 charges." in done.main
        ada = member_of(house.ada)
        assert (ada.balance_minor, ada.credit_minor) == (0, 5000)
        tess.get(path, status=409)


class TestCharging:
    def test_says_first_how_many_and_how_much(self, house: House, tess: Client) -> None:
        period_id = period(house)
        page = tess.get(tess.get(f"{PATH}/{period_id}").links()["Charge 3 members $600.00"])
        assert "Members 3 Each $200.00 In all $600.00" in page.main
        assert count_charges(house) == 0

    def test_charges_everyone_once(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/{period(house)}/assess")
        done = tess.follow(tess.submit(page))
        assert "Charged 3 members $600.00 in all." in done.main
        assert member_of(house.ada).balance_minor == 20000
        again = tess.follow(tess.submit(page))
        assert "Everyone is charged already. Nothing was changed." in again.main
        assert count_charges(house) == 3

    def test_again_charges_only_who_is_not_yet(self, house: House, tess: Client) -> None:
        period_id = period(house)
        assess(house, period_id)
        enrol(house, 2)
        done = tess.follow(tess.submit(tess.get(f"{PATH}/{period_id}/assess")))
        assert "Charged 2 members $400.00 in all." in done.main
        assert count_charges(house) == 5

    def test_asks_again_when_the_number_has_changed(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/{period(house)}/assess")
        enrol(house, 1)
        asked = tess.submit(page, status=422)
        assert "The members have changed since this page was opened." in asked.main
        assert "Charge 4 members $800.00" in asked.main
        assert count_charges(house) == 0
        tess.submit(asked)
        assert count_charges(house) == 4

    def test_does_not_happen_by_following_a_link(self, house: House, tess: Client) -> None:
        tess.get(f"{PATH}/{period(house)}/assess")
        assert count_charges(house) == 0

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        stranger.post(f"{PATH}/{period(house)}/assess", {"members": "3"}, status=404)
        assert count_charges(house) == 0
