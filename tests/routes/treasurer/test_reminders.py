"""The page of reminders: who would be told what, telling them, and the schedule."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from sigma_finance.domain.policy import read
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, OutboxMessage
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, owe
from tests.routes.treasurer.desk import today

PATH = "/treasurer/reminders"


def sent() -> list[str]:
    db.session.rollback()
    kinds = ("due_soon", "due_today", "past_due")
    return [one.kind for one in db.session.query(OutboxMessage) if one.kind in kinds]


def steps(house: House) -> tuple[int, ...]:
    db.session.rollback()
    return read(db.session.get_one(Chapter, house.tess.chapter_id).policy).reminders


class TestReminding:
    def test_begins_with_an_empty_page_that_says_who_would_stand_there(
        self, app: Flask, house: House
    ) -> None:
        assert "Nobody needs a reminder" in signed_in(app, house.stranger).get(PATH).main
        signed_in(app, house.ada).get(PATH, status=403)

    def test_shows_who_would_be_told_what_and_tells_them(self, house: House, tess: Client) -> None:
        owe(house.ben, 5000, due_in=-3)
        owe(house.ada, 5000, due_in=3)
        page = tess.get(PATH)
        assert [row[2].partition(" Read")[0] for row in page.rows()[1:]] == ["Due soon", "Past due"]
        done = tess.follow(tess.submit(page, {"members": [str(house.ben.member_id)]}))
        assert "1 reminder is on the way." in done.words
        assert sent() == ["past_due"]
        assert "Reminded today" in done.main

    def test_shows_what_each_would_read(self, house: House, tess: Client) -> None:
        owe(house.ben, 5000, due_in=-3)
        owe(house.ada, 7000, due_in=3)
        page = tess.get(PATH)
        assert "What Ada Byron would read" in page.main
        assert "Pay $70.00" in page.main
        shown = tess.get(page.links()["Read it , Ben Banneker"].partition("#")[0])
        assert "What Ben Banneker would read" in shown.main
        subject, _, text = shown.main.partition("would read ")[2].partition(" Hello ")
        assert subject.startswith("$50.00 is past due")
        assert subject not in text
        assert subject.count("$50.00") == 1
        assert "Pay $50.00" in shown.main
        assert sent() == []

    def test_leaves_out_who_was_told_meanwhile(self, house: House, tess: Client) -> None:
        owe(house.ben, 5000, due_in=-3)
        page = tess.get(PATH)
        tess.submit(page)
        tess.submit(page, status=422)
        assert sent() == ["past_due"]

    def test_of_somebody_elsewhere_is_refused(self, house: House, tess: Client) -> None:
        owe(house.ben, 5000, due_in=-3)
        tess.post(PATH, {"members": [str(house.stranger.member_id)]}, status=422)
        assert sent() == []


class TestTheSchedule:
    def test_begins_with_a_usual_one_and_is_kept(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/schedule")
        done = tess.follow(tess.submit(page, {"after": "7, 30,60"}))
        assert steps(house) == (-14, -3, 0, 7, 30, 60)
        assert "14 and 3 days before, on the day, 7, 30 and 60 days after" in done.main

    def test_can_be_none(self, house: House, tess: Client) -> None:
        tess.submit(tess.get(f"{PATH}/schedule"))
        assert steps(house)
        tess.post(f"{PATH}/schedule", {"before": "", "after": ""})
        assert steps(house) == ()

    @pytest.mark.parametrize("typed", ["-3", "3.5", "three", "3;4", "0", "366", "1,,2", "\u0663"])
    def test_takes_whole_days_alone_and_keeps_what_was_typed(
        self, house: House, tess: Client, typed: str
    ) -> None:
        page = tess.submit(tess.get(f"{PATH}/schedule"), {"before": typed}, status=422)
        assert page.errors()["before"]
        assert [box.get("value") for box in page.every("input") if box.get("name") == "before"] == [typed]
        assert steps(house) == ()


class TestTheRemindersSent:
    @pytest.fixture
    def both(self, house: House, tess: Client) -> None:
        """Ada and Ben were reminded."""
        owe(house.ben, 5000, due_in=-3)
        owe(house.ada, 7000, due_in=3)
        tess.submit(tess.get(PATH))

    @pytest.mark.usefixtures("both")
    def test_are_saved_with_whom_they_went_to_and_who_sent_them(self, house: House, tess: Client) -> None:
        page = tess.get(PATH)
        file = tess.get(page.links()["Reminders sent as CSV"]).text.removeprefix("\ufeff")
        rows = {row["member"]: row for row in csv.DictReader(io.StringIO(file))}
        assert set(rows) == {house.ada.name, house.ben.name}
        ben = rows[house.ben.name]
        assert (ben["sent on"], ben["what"], ben["asked for"]) == (today().isoformat(), "Past due", "50.00")
        assert (ben["email"], ben["sent by"]) == (house.ben.email, house.tess.name)

    @pytest.mark.usefixtures("both")
    def test_are_those_of_one_member_on_their_page(self, house: House, tess: Client) -> None:
        page = tess.get(f"/treasurer/members/{house.ada.member_id}?tab=messages")
        file = tess.get(page.links()["Reminders sent as CSV"]).text
        assert house.ada.name in file
        assert house.ben.name not in file
