"""The page of late fees: who would pay how much, charging it, sparing somebody."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.harness.client import Client
from tests.routes.house import House, member_of, owe
from tests.routes.treasurer.desk import today

PATH = "/treasurer/late-fees"


def keep(house: House) -> None:
    rules = Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=1500, late_fee_grace_days=7)
    db.session.get_one(Chapter, house.tess.chapter_id).policy = rules.kept()
    db.session.commit()


class TestLateFees:
    def test_are_none_where_the_chapter_set_none(self, tess: Client) -> None:
        assert "No late fee is set" in tess.get(PATH).main

    def test_are_none_where_nobody_is_late(self, house: House, tess: Client) -> None:
        keep(house)
        assert "Nothing is past due" in tess.get(PATH).main

    def test_are_shown_before_they_are_charged(self, house: House, tess: Client) -> None:
        keep(house)
        owe(house.ada, due_in=-30)
        owe(house.ben, due_in=-3)
        page = tess.get(PATH)
        assert [row[0] for row in page.rows()[1:]] == ["Ada Byron", "In all"]
        done = tess.follow(tess.submit(page))
        assert "Charged 1 late fee, $15.00 in all." in done.main
        assert member_of(house.ada).balance_minor == 21500
        assert member_of(house.ben).balance_minor == 20000

    def test_ask_again_when_they_have_changed(self, house: House, tess: Client) -> None:
        keep(house)
        owe(house.ada, due_in=-30)
        page = tess.get(PATH)
        owe(house.ben, due_in=-30)
        again = tess.submit(page, status=422)
        assert "What is past due has changed" in again.main
        tess.submit(again)
        assert member_of(house.ben).balance_minor == 21500

    def test_are_held_for_a_member(self, house: House, tess: Client) -> None:
        keep(house)
        owe(house.ada, due_in=-30)
        path = f"/treasurer/members/{house.ada.member_id}/late-fees"
        assert tess.submit(tess.get(path), {"until": "2020-01-01"}, status=422).errors()["until"]
        held = tess.follow(tess.submit(tess.get(path), {"until": (today() + timedelta(days=9)).isoformat()}))
        assert "on hold" in held.main
        assert "Charge 1" not in held.main
