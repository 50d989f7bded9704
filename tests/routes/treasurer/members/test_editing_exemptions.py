"""Exempting a member from dues: for a reason, by another officer, told to the trail, and seen on their page."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.models import AuditEvent
from sigma_finance.services.imports import roster
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House, member_of
from tests.services.imports.rostering import file_of

PATH = "/treasurer/members"
STUDY = "Studies abroad; decided by the chapter in May"


def actions() -> list[str]:
    db.session.rollback()
    return [line.action for line in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def send(
    client: Client, person: Person, member_class: str, because: str = "", *, status: int = 303
) -> BrowserPage:
    page = client.get(f"{PATH}/{person.member_id}/edit")
    data = {"member_class": member_class, "exempt_because": because}
    return client.submit(page, data, status=status)


class TestExempting:
    def test_asks_for_the_reason_at_its_field(self, house: House, tess: Client) -> None:
        assert list(send(tess, house.ada, "exempt", "  ", status=422).errors()) == ["exempt_because"]
        assert member_of(house.ada).member_class is MemberClass.REGULAR

    def test_shows_the_reason_on_their_page_with_a_line_of_the_trail(
        self, house: House, tess: Client
    ) -> None:
        send(tess, house.ada, "exempt", STUDY)
        assert STUDY in tess.get(f"{PATH}/{house.ada.member_id}").main
        assert actions().count(Action.MEMBER_EXEMPTED) == 1
        assert "exempted Ada" in tess.get("/treasurer/audit").main
        send(tess, house.ada, "exempt", "Studies abroad until June")
        assert actions().count(Action.MEMBER_EXEMPTED) == 1

    def test_ends_with_a_line_and_takes_the_reason_away(self, house: House, tess: Client) -> None:
        send(tess, house.ada, "exempt", STUDY)
        send(tess, house.ada, "alumni", STUDY)
        kept = member_of(house.ada)
        assert (kept.member_class, kept.exempt_because) == (MemberClass.ALUMNI, "")
        assert actions()[-1] == Action.EXEMPTION_ENDED

    def test_a_member_who_is_new_asks_for_the_reason_too(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/new")
        data = {"name": "New Comer", "member_class": "exempt"}
        assert list(tess.submit(page, data, status=422).errors()) == ["exempt_because"]
        tess.submit(page, {**data, "exempt_because": STUDY})
        assert actions()[-1] == Action.MEMBER_EXEMPTED

    def test_oneself_is_left_to_another_officer(self, app: Flask, house: House, tess: Client) -> None:
        send(tess, house.tess, "exempt", STUDY)  # the only officer decides alone
        send(tess, house.tess, "regular")
        ann = add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)
        assert "Ask another officer" in send(tess, house.tess, "exempt", STUDY, status=403).main
        assert member_of(house.tess).member_class is MemberClass.REGULAR
        send(signed_in(app, ann), house.tess, "exempt", STUDY)
        assert member_of(house.tess).exempt_because == STUDY

    def test_oneself_by_a_roster_is_refused_as_well(self, house: House) -> None:
        add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)
        row = (house.tess.name, house.tess.email, "", "Exempt")
        asked = roster.RosterRequest(house.tess.chapter_id, open_table(file_of(row), name="roster.xlsx"))
        by = Actor(ActorKind.PERSON, house.tess.user_id, house.tess.member_id)
        with pytest.raises(Forbidden, match="nobody exempts themselves"):
            roster.run(request=asked, good_rows=False, by=by)
        assert member_of(house.tess).member_class is MemberClass.REGULAR
