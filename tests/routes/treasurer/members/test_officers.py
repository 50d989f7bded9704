"""Offices with terms: what each may do while it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.members.requests import Appointment
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, OfficerTerm, OutboxMessage
from sigma_finance.services.members import officers
from tests.harness.client import Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House, change, selects
from tests.routes.treasurer.desk import enrol, today

PATH = "/treasurer/officers"
DAY = timedelta(days=1)


def give(person: Person, post: Post, starts_on: date | None = None, ends_on: date | None = None) -> int:
    return officers.appoint(
        chapter_id=person.chapter_id,
        appointment=Appointment(person.member_id, post, starts_on or today(), ends_on),
        role=Role.ADMIN,
        by_name="Ann",
        by=OPERATOR,
    )


def terms() -> list[OfficerTerm]:
    db.session.rollback()
    return list(db.session.scalars(select(OfficerTerm).order_by(OfficerTerm.id)))


class TestAppointing:
    def test_gives_the_office_tells_the_member_and_leaves_an_audit_line(
        self, house: House, tess: Client
    ) -> None:
        page = tess.get(f"{PATH}/appoint?member={house.ada.member_id}")
        tess.submit(page, {"post": "vice_president", "ends_on": "2027-06-30"})
        [term] = terms()
        assert (term.member_id, term.post, term.starts_on) == (
            house.ada.member_id,
            Post.VICE_PRESIDENT,
            today(),
        )
        [line] = db.session.scalars(
            select(AuditEvent).where(AuditEvent.action == Action.OFFICER_APPOINTED)
        ).all()
        assert line.details["post"] == "vice_president"
        [message] = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "appointed")).all()
        assert message.to_email == house.ada.email
        assert "Vice president" in tess.get(f"/treasurer/members/{house.ada.member_id}").main

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"member": ""}, "member"),
            ({"member": "999999"}, "member"),
            ({"post": "emperor"}, "post"),
            ({"starts_on": ""}, "starts_on"),
            ({"starts_on": "1926-01-01"}, "starts_on"),
            ({"ends_on": "2026-02-31"}, "ends_on"),
            ({"ends_on": "2020-01-01"}, "ends_on"),
            ({"ends_on": "2999-01-01"}, "ends_on"),
        ],
    )
    def test_refuses_at_the_field_what_cannot_be(
        self, house: House, tess: Client, data: dict[str, str], field: str
    ) -> None:
        page = tess.get(f"{PATH}/appoint?member={house.ada.member_id}")
        refused = tess.submit(page, {"post": "president"} | data, status=422)
        assert list(refused.errors()) == [field]
        assert terms() == []

    def test_refuses_the_same_office_at_the_same_time(self, house: House, tess: Client) -> None:
        give(house.ada, Post.PRESIDENT, today(), today() + 30 * DAY)
        page = tess.get(f"{PATH}/appoint?member={house.ada.member_id}")
        overlap = {"post": "president", "starts_on": (today() + 30 * DAY).isoformat()}
        assert "already" in tess.submit(page, overlap, status=422).errors()["starts_on"]
        tess.submit(page, overlap | {"starts_on": (today() + 31 * DAY).isoformat()})
        assert len(terms()) == 2

    def test_is_limited_by_the_officers_own_role(self, app: Flask, house: House) -> None:
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        give(house.ada, Post.TREASURER)
        ada = signed_in(app, house.ada)
        assert ada.get(f"{PATH}/appoint").every("select")[1].text == ""
        assert "Appoint an officer" not in ada.get(PATH).links()
        data = {"member": str(house.ben.member_id), "post": "treasurer", "starts_on": today().isoformat()}
        ada.post(f"{PATH}/appoint", data, status=422)
        assert len(terms()) == 1

    def test_offers_neither_the_inactive_nor_the_removed(self, house: House, tess: Client) -> None:
        enrol(house, 1, status=MemberStatus.REMOVED)
        change(house.ben, status=MemberStatus.INACTIVE)
        words = tess.get(f"{PATH}/appoint").main
        assert "Member 000" not in words
        assert "Ben" not in words


class TestAnOffice:
    def test_gives_what_it_may_do_while_its_term_runs(self, app: Flask, house: House) -> None:
        give(house.ada, Post.PRESIDENT)
        ada = signed_in(app, house.ada)
        assert "President" in ada.get("/treasurer").words
        ada.get("/treasurer/invites")
        ada.get("/treasurer/payments/record", status=403)
        ada.get("/treasurer/members/new", status=403)

    @pytest.mark.parametrize(
        ("post", "sees", "invites", "records"),
        [
            (Post.PRESIDENT, True, True, False),
            (Post.VICE_PRESIDENT, True, False, False),
            (Post.SECRETARY, False, True, False),
            (Post.TREASURER, True, True, True),
        ],
    )
    def test_may_do_what_the_table_says(
        self, app: Flask, house: House, post: Post, sees: bool, invites: bool, records: bool
    ) -> None:
        give(house.ada, post)
        ada = signed_in(app, house.ada)
        for path, may in (
            ("/treasurer/members", sees),
            ("/treasurer/invites", invites),
            ("/treasurer/payments/record", records),
        ):
            ada.get(path, status=200 if may else 403)

    @pytest.mark.parametrize(("first", "last"), [(1, 30), (-30, -1)])
    def test_gives_nothing_before_its_first_day_and_after_its_last(
        self, app: Flask, house: House, first: int, last: int
    ) -> None:
        give(house.ada, Post.PRESIDENT, today() + first * DAY, today() + last * DAY)
        signed_in(app, house.ada).get("/treasurer", status=403)

    def test_still_counts_on_its_last_day(self, app: Flask, house: House) -> None:
        give(house.ada, Post.PRESIDENT, today() - DAY, today())
        signed_in(app, house.ada).get("/treasurer")

    def test_adds_to_the_role(self, app: Flask, house: House) -> None:
        sue = add_person(house.tess.chapter_id, "Sue", "sue@example.org", Role.SECRETARY)
        give(sue, Post.VICE_PRESIDENT)
        give(sue, Post.PRESIDENT)
        browser = signed_in(app, sue)
        browser.get("/treasurer/invites")
        browser.get("/treasurer/members")
        assert "President, Vice president" in browser.get("/treasurer").words

    def test_costs_a_page_no_query_of_its_own(self, app: Flask, house: House) -> None:
        give(house.ada, Post.PRESIDENT)
        give(house.ada, Post.SECRETARY)
        ada = signed_in(app, house.ada)
        with selects() as asked:
            ada.get("/treasurer/members/new", status=403)
        assert asked == []


class TestEndingATerm:
    def test_takes_what_it_gave_at_once_when_it_ended_yesterday(
        self, app: Flask, house: House, tess: Client
    ) -> None:
        term = give(house.ada, Post.PRESIDENT, today() - 10 * DAY)
        ada = signed_in(app, house.ada)
        ada.get("/treasurer")
        tess.submit(tess.get(f"{PATH}/{term}/end"), {"last_day": (today() - DAY).isoformat()})
        ada.get("/treasurer", status=403)
        page = tess.get(PATH)
        assert "Nobody is in office" in page.main
        assert "Terms that are over" in page.main
        tess.submit(tess.get(f"{PATH}/{term}/end"), status=422)

    @pytest.mark.parametrize("days", [-11, -2, 31])
    def test_takes_no_day_that_is_past_or_after_its_end(self, house: House, tess: Client, days: int) -> None:
        term = give(house.ada, Post.PRESIDENT, today() - 10 * DAY, today() + 30 * DAY)
        data = {"last_day": (today() + days * DAY).isoformat()}
        page = tess.submit(tess.get(f"{PATH}/{term}/end"), data, status=422)
        assert list(page.errors()) == ["last_day"]

    def test_is_for_ones_own_term_whatever_ones_role(self, app: Flask, house: House) -> None:
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        own, other = give(house.ada, Post.TREASURER), give(house.ben, Post.TREASURER)
        ada = signed_in(app, house.ada)
        ada.post(f"{PATH}/{other}/end", {"last_day": today().isoformat()}, status=403)
        ada.submit(ada.get(f"{PATH}/{own}/end"))
        assert [term.ends_on for term in terms()] == [today(), None]

    def test_of_another_chapter_is_not_found(self, house: House, stranger: Client) -> None:
        term = give(house.ada, Post.PRESIDENT)
        stranger.get(f"{PATH}/{term}/end", status=404)
        assert "Ada" not in stranger.get(PATH).main
