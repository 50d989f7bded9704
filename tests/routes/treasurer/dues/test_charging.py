"""Charges for many members at once."""

from __future__ import annotations

import pytest

from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import (
    Charge,
)
from tests.harness.client import Client
from tests.routes.house import House, change, member_of

CHARGE = {"kind": "fine", "description": "Missed meeting", "amount": "15.00", "due_on": "2026-12-31"}


class TestChargingMembers:
    def test_asks_once_more_and_charges_the_chosen_ones(self, house: House, tess: Client) -> None:
        typed = CHARGE | {"members": str(house.ada.member_id)}
        asked = tess.submit(tess.get("/treasurer/charges/new"), typed, status=200)
        assert "In all $15.00" in asked.main
        assert db.session.query(Charge).count() == 0
        done = tess.follow(tess.submit(asked))
        assert "Charged 1 member, $15.00 in all." in done.main
        assert member_of(house.ada).balance_minor == 1500
        assert done.rows()[1][0] == "Missed meeting"

    def test_charges_all_or_a_class(self, house: House, tess: Client) -> None:
        change(house.ben, member_class=MemberClass.ALUMNI)
        for whom, number in (("all", 3), ("alumni", 1)):
            asked = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": whom}, status=200)
            assert f"Members {number}" in asked.main
            tess.submit(asked)
        assert (member_of(house.ada).balance_minor, member_of(house.ben).balance_minor) == (1500, 3000)

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("kind", "dues"),
            ("kind", ""),
            ("description", ""),
            ("amount", "0"),
            ("due_on", ""),
            ("members", ""),
        ],
    )
    def test_refuses_at_the_field_and_charges_nobody(
        self, house: House, tess: Client, name: str, typed: str
    ) -> None:
        sent = CHARGE | {"members": str(house.ada.member_id), name: typed}
        page = tess.submit(tess.get("/treasurer/charges/new"), sent, status=422)
        assert page.errors()[name]
        assert db.session.query(Charge).count() == 0

    def test_tells_two_of_one_name_apart_by_their_address(self, house: House, tess: Client) -> None:
        change(house.ben, name=house.ada.name)
        page = tess.get("/treasurer/charges/new").main
        assert f"Ada Byron ({house.ada.email})" in page
        assert f"Ada Byron ({house.ben.email})" in page

    def test_charges_once_when_it_is_sent_twice(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        assert "3 members × $15.00 = $45.00" in page.main
        for _ in range(2):
            tess.submit(page, {})
        assert [member_of(who).balance_minor for who in (house.ada, house.ben)] == [1500, 1500]

    def test_asks_again_when_the_members_have_changed_meanwhile(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        change(house.ben, status=MemberStatus.INACTIVE)
        assert "2 members × $15.00 = $30.00" in tess.submit(page, {}, status=200).main
        assert member_of(house.ada).balance_minor == 0

    def test_can_be_changed_before_it_is_done(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        back = tess.submit(page, {"back": "yes"}, status=200)
        assert back.h1 == "Charge members"
        assert "Missed meeting" in back.text
        assert member_of(house.ada).balance_minor == 0

    def test_is_taken_back_together(self, house: House, tess: Client) -> None:
        tess.submit(tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200))
        reverse = next(at for at in tess.get("/treasurer/charges").links().values() if "/batches/" in at)
        tess.follow(tess.submit(tess.get(reverse), {"reason": "Nobody missed it"}))
        assert member_of(house.ada).balance_minor == 0
