"""Members added, edited, let go and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest, MemberDetails
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, Member, OfficerTerm, OutboxMessage, SignInSession
from sigma_finance.services.members import invites, members, officers
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House, change, member_of, owe
from tests.routes.treasurer.desk import enrol, today, under_way

PATH = "/treasurer/members"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def ann(house: House) -> Person:
    """The chapter's only admin."""
    return add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)


@pytest.fixture
def admin(app: Flask, ann: Person) -> Client:
    return signed_in(app, ann)


def edit(client: Client, person: Person, data: dict[str, str], *, status: int = 303) -> BrowserPage:
    """Open a member's form, change these fields and send it."""
    return client.submit(client.get(f"{PATH}/{person.member_id}/edit"), data, status=status)


def lines(action: Action) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def told(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def newest(house: House) -> Member:
    db.session.rollback()
    ours = select(Member).where(Member.chapter_id == house.tess.chapter_id)
    return db.session.scalars(ours.order_by(Member.id.desc()).limit(1)).one()


class TestAddingAMember:
    def test_puts_them_on_the_roster_with_one_audit_line(self, house: House, tess: Client) -> None:
        page = tess.submit(
            tess.get(f"{PATH}/new"),
            {
                "name": " Grace  Hopper ",
                "email": "Grace@Example.ORG",
                "phone": "+1 404 555 0123",
                "member_class": "alumni",
                "initiated_on": "2020-03-01",
            },
        )
        made = newest(house)
        assert page.location == f"{PATH}/{made.id}"
        assert (made.email, made.phone, made.role) == ("grace@example.org", "+1 404 555 0123", Role.MEMBER)
        assert (made.member_class, made.status) == (MemberClass.ALUMNI, MemberStatus.ACTIVE)
        [line] = lines(Action.MEMBER_ADDED)
        assert line.details == {"role": "member", "member_class": "alumni"}
        assert line.actor_user_id == house.tess.user_id

    def test_takes_a_name_alone(self, house: House, tess: Client) -> None:
        tess.submit(tess.get(f"{PATH}/new"), {"name": "Grace Hopper"})
        assert (newest(house).email, newest(house).phone) == (None, "")

    def test_shows_a_script_in_a_name_as_text(self, house: House, tess: Client) -> None:
        page = tess.follow(tess.submit(tess.get(f"{PATH}/new"), {"name": SCRIPT}))
        assert page.h1 == SCRIPT
        assert SCRIPT not in page.text
        assert SCRIPT not in tess.get(f"{PATH}?q=script").text

    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("name", "", "Name is needed."),
            ("name", "x" * 121, "at most 120"),
            ("name", "a\x00b", "cannot be"),
            ("email", "ada", "Enter an e-mail address"),
            ("phone", "call me", "Enter a telephone number"),
            ("phone", "1" * 40, "at most 32"),
            ("member_class", "emperor", "Choose one"),
            ("role", "admin", "Choose one"),
            ("role", "emperor", "Choose one"),
            ("initiated_on", "2026-02-31", "Enter a real date"),
            ("initiated_on", "2999-01-01", "that has been"),
        ],
    )
    def test_keeps_what_was_typed_and_writes_nothing_where_it_cannot_be_taken(
        self, house: House, tess: Client, ann: Person, field: str, typed: str, said: str
    ) -> None:
        before = newest(house).id
        data = {"name": "Grace Hopper", "phone": "555 0123 4"} | {field: typed}
        page = tess.submit(tess.get(f"{PATH}/new"), data, status=422)
        assert list(page.errors()) == [field]
        assert said in page.errors()[field]
        if field != "name":
            assert 'value="Grace Hopper"' in page.text
        assert newest(house).id == before

    def test_says_at_the_field_that_an_address_is_taken(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get(f"{PATH}/new"), {"name": "Grace", "email": "ADA@example.org"}, status=422)
        assert "The chapter has a member with this e-mail address already." in page.errors()["email"]

    def test_takes_an_address_that_another_chapter_has(self, house: House, tess: Client) -> None:
        tess.submit(tess.get(f"{PATH}/new"), {"name": "Sam", "email": "sam@example.org"})
        assert newest(house).email == "sam@example.org"


class TestEditingAMember:
    def test_begins_with_what_they_are_so_that_saving_at_once_changes_nothing(
        self, house: House, admin: Client
    ) -> None:
        change(house.tess, member_class=MemberClass.ALUMNI, phone="404 555 0123", initiated_on=today())
        edit(admin, house.tess, {})
        kept = member_of(house.tess)
        assert (kept.role, kept.member_class) == (Role.TREASURER, MemberClass.ALUMNI)
        assert (kept.phone, kept.initiated_on) == ("404 555 0123", today())
        assert lines(Action.MEMBER_EDITED) == lines(Action.ROLE_CHANGED) == []

    def test_of_a_treasurers_name_leaves_their_role(self, house: House, admin: Client) -> None:
        edit(admin, house.tess, {"name": "Theresa Treasurer"})
        assert (member_of(house.tess).name, member_of(house.tess).role) == (
            "Theresa Treasurer",
            Role.TREASURER,
        )
        assert [line.details for line in lines(Action.MEMBER_EDITED)] == [{"fields": ["name"]}]
        assert told("role_changed") == []

    def test_tells_somebody_of_their_new_role_with_an_audit_line_of_its_own(
        self, house: House, tess: Client
    ) -> None:
        edit(tess, house.ada, {"role": "secretary"})
        assert member_of(house.ada).role is Role.SECRETARY
        [line] = lines(Action.ROLE_CHANGED)
        assert line.details == {"before": "member", "after": "secretary"}
        [message] = told("role_changed")
        assert (message.to_email, message.context["by"]) == (house.ada.email, house.tess.name)

    def test_makes_an_admin_where_there_is_none_and_not_where_there_is_one(
        self, house: House, tess: Client
    ) -> None:
        edit(tess, house.ada, {"role": "admin"})
        assert member_of(house.ada).role is Role.ADMIN
        page = tess.get(f"{PATH}/{house.ben.member_id}/edit")
        assert "Admin" not in [option.text for option in page.every("option")]
        tess.get(f"{PATH}/{house.ada.member_id}/deactivate")
        tess.post(f"{PATH}/{house.ada.member_id}/deactivate", {"reason": "No more"}, status=403)

    def test_gives_no_role_above_the_officers_own(self, house: House, tess: Client, ann: Person) -> None:
        page = tess.get(f"{PATH}/{house.ada.member_id}/edit")
        assert "Admin" not in [option.text for option in page.every("option")]
        assert list(edit(tess, house.ada, {"role": "admin"}, status=422).errors()) == ["role"]
        assert member_of(house.ada).role is Role.MEMBER

    def test_leaves_ones_own_role_and_that_of_somebody_higher(
        self, house: House, tess: Client, ann: Person
    ) -> None:
        for person, said in ((house.tess, "Your own role"), (ann, "only an officer of the same role")):
            page = tess.get(f"{PATH}/{person.member_id}/edit")
            assert said in page.main
            data = {"name": person.name, "email": person.email, "member_class": "alumni", "role": "member"}
            tess.post(f"{PATH}/{person.member_id}/edit", data | {"opened": _mark(page)})
            assert member_of(person).member_class is MemberClass.ALUMNI
        assert (member_of(house.tess).role, member_of(ann).role) == (Role.TREASURER, Role.ADMIN)

    @pytest.mark.parametrize(
        "changes", [{"name": "Somebody Else"}, {"email": "thief@example.org"}, {"phone": "404 555 0123"}]
    )
    def test_leaves_how_a_higher_officer_is_called_and_reached(
        self, house: House, tess: Client, ann: Person, changes: dict[str, str]
    ) -> None:
        page = tess.get(f"{PATH}/{ann.member_id}/edit")
        assert "has a higher role than yours" in page.main
        fields = {field.get("name"): field for field in page.every("input")}
        assert all("readonly" in fields[name].attributes for name in ("name", "email", "phone"))
        assert "Ask an admin of your chapter" in tess.submit(page, changes, status=403).main
        kept = member_of(ann)
        assert (kept.name, kept.email, kept.phone) == (ann.name, ann.email, "")
        assert lines(Action.MEMBER_EDITED) == []

    def test_by_an_office_alone_leaves_that_of_whoever_holds_one(
        self, house: House, tess: Client, ann: Person
    ) -> None:
        change(house.tess, role=Role.MEMBER)
        for person in (house.tess, house.ben):
            term = OfficerTerm(
                chapter_id=person.chapter_id,
                member_id=person.member_id,
                post=Post.TREASURER,
                starts_on=today() - timedelta(days=3),
            )
            db.session.add(term)
        db.session.commit()
        edit(tess, house.ben, {"email": "thief@example.org"}, status=403)
        tess.post(f"{PATH}/{house.ben.member_id}/deactivate", {"reason": "No more"}, status=403)
        edit(tess, house.ada, {"name": "Ada King"})
        edit(tess, house.tess, {"name": "Tess T"})

    def test_that_lowers_an_officer_takes_their_invites_to_more_than_that_back(
        self, house: House, admin: Client
    ) -> None:
        made = [
            invites.create(
                request=InviteRequest(
                    house.tess.chapter_id,
                    role,
                    email=f"{role}@example.org",
                    created_by_member_id=house.tess.member_id,
                ),
                issuer_role=Role.TREASURER,
                by=OPERATOR,
            )
            for role in (Role.MEMBER, Role.SECRETARY, Role.TREASURER)
        ]
        edit(admin, house.tess, {"role": "secretary"})
        db.session.rollback()
        taken_back = [db.session.get_one(Invite, one.id).revoked_at is not None for one in made]
        assert taken_back == [False, False, True]
        admin.post(f"{PATH}/{house.tess.member_id}/deactivate", {"reason": "Left"})
        db.session.rollback()
        taken_back = [
            db.session.get_one(Invite, one.id, populate_existing=True).revoked_at is not None for one in made
        ]
        assert taken_back == [False, True, True]

    def test_says_at_the_field_that_an_address_is_taken(self, house: House, tess: Client) -> None:
        page = edit(tess, house.ada, {"email": "ben@example.org"}, status=422)
        assert "has a member with this e-mail address" in page.errors()["email"]

    def test_asks_to_compare_where_somebody_else_was_quicker(
        self, house: House, tess: Client, admin: Client
    ) -> None:
        page = tess.get(f"{PATH}/{house.ada.member_id}/edit")
        edit(admin, house.ada, {"phone": "404 555 0123"})
        refused = tess.submit(page, {"name": "Ada King"}, status=422)
        assert "Somebody else changed this" in refused.main
        assert 'value="Ada King"' in refused.text
        assert member_of(house.ada).name == "Ada Byron"
        tess.submit(refused)
        assert member_of(house.ada).name == "Ada King"

    def test_of_another_chapter_or_of_somebody_removed_is_not_found(
        self, house: House, tess: Client, stranger: Client
    ) -> None:
        [gone] = enrol(house, 1, status=MemberStatus.REMOVED)
        stranger.get(f"{PATH}/{house.ada.member_id}/edit", status=404)
        for what in ("", "/edit", "/deactivate", "/statement"):
            tess.get(f"{PATH}/{gone}{what}", status=404)
        tess.post(f"{PATH}/{gone}/reactivate", status=404)


def _mark(page: BrowserPage) -> str:
    return next(field.get("value") for field in page.every("input") if field.get("name") == "opened")


class TestDeactivating:
    def test_asks_first_and_says_what_stays_owed(self, house: House, tess: Client) -> None:
        owe(house.ada, 30000)
        under_way(house.ada, 6000)
        page = tess.get(f"{PATH}/{house.ada.member_id}/deactivate")
        assert "$300.00 stay owed" in page.main
        assert "which still counts when the bank confirms it" in page.main
        assert member_of(house.ada).status is MemberStatus.ACTIVE

    def test_ends_their_sessions_and_offices_and_keeps_what_they_owe(
        self, app: Flask, house: House, tess: Client
    ) -> None:
        owe(house.ada, 30000)
        appointment = Appointment(house.ada.member_id, Post.PRESIDENT, today(), None)
        officers.appoint(
            chapter_id=house.ada.chapter_id,
            appointment=appointment,
            role=Role.ADMIN,
            by_name="Ann",
            by=OPERATOR,
        )
        ada = signed_in(app, house.ada)
        page = tess.get(f"{PATH}/{house.ada.member_id}/deactivate")
        assert "President, which end today" in page.main
        page = tess.follow(tess.submit(page, {"reason": "Graduated"}))
        assert f"Left on {today():%B} {today().day}, {today().year}: Graduated" in page.main
        assert "Owes $300.00" in page.main
        ada.get("/dashboard", status=302)
        assert member_of(house.ada).balance_minor == 30000
        live = select(SignInSession).where(
            SignInSession.member_id == house.ada.member_id, SignInSession.ended_at.is_(None)
        )
        assert db.session.scalars(live).all() == []
        [line] = lines(Action.MEMBER_DEACTIVATED)
        assert line.details == {"owes_minor": 30000, "sessions_ended": 1}
        assert [row.details["post"] for row in lines(Action.OFFICER_ENDED)] == ["president"]
        assert "Ada Byron" in tess.get(f"{PATH}?status=inactive&owing=yes").main

    def test_asks_for_a_reason(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get(f"{PATH}/{house.ada.member_id}/deactivate"), {}, status=422)
        assert list(page.errors()) == ["reason"]
        assert member_of(house.ada).status is MemberStatus.ACTIVE

    def test_is_not_for_oneself_nor_for_somebody_higher_nor_twice(
        self, house: House, tess: Client, ann: Person
    ) -> None:
        for person in (house.tess, ann):
            assert "Deactivate" not in tess.get(f"{PATH}/{person.member_id}").links()
            data = {"reason": "Because"}
            tess.post(f"{PATH}/{person.member_id}/deactivate", data, status=403)
            assert member_of(person).status is MemberStatus.ACTIVE
        page = tess.get(f"{PATH}/{house.ada.member_id}/deactivate")
        tess.submit(page, {"reason": "Graduated"})
        assert "inactive already" in tess.submit(page, {"reason": "Graduated"}, status=422).main

    def test_or_demoting_the_last_admin_is_refused_even_to_one_who_was_demoted_meanwhile(
        self, house: House, ann: Person
    ) -> None:
        other = add_person(house.tess.chapter_id, "Alan Admin", "alan@example.org")
        editor = members.Editor(other.member_id, other.name, Role.ADMIN)
        whose = {"chapter_id": ann.chapter_id, "member_id": ann.member_id}
        details = MemberDetails(ann.name, ann.email, "", MemberClass.REGULAR, None, Role.MEMBER)
        with pytest.raises(members.LastAdmin):
            members.edit(**whose, details=details, opened=None, editor=editor, by=OPERATOR)
        with pytest.raises(members.LastAdmin):
            members.deactivate(**whose, reason="Left", editor=editor, by=OPERATOR)
        assert (member_of(ann).role, member_of(ann).status) == (Role.ADMIN, MemberStatus.ACTIVE)

    def test_lets_them_back_with_what_they_were(self, app: Flask, house: House, tess: Client) -> None:
        tess.submit(tess.get(f"{PATH}/{house.ada.member_id}/deactivate"), {"reason": "Year abroad"})
        page = tess.get(f"{PATH}/{house.ada.member_id}")
        tess.submit(page, action="/reactivate")
        kept = member_of(house.ada)
        assert (kept.status, kept.left_on, kept.left_because) == (MemberStatus.ACTIVE, None, "")
        signed_in(app, house.ada).get("/dashboard")
        assert len(lines(Action.MEMBER_REACTIVATED)) == 1
        tess.post(f"{PATH}/{house.ada.member_id}/reactivate", status=409)
