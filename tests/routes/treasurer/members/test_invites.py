"""Invites: made, listed, sent again, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member, OfficerTerm, OutboxMessage
from sigma_finance.services.members import invites, registration
from sigma_finance.services.members.registration import CodeRefused
from tests.harness.client import BrowserPage, Client
from tests.mailed import link_in
from tests.people import PASSWORD, People, add_person, add_to_member_list, open_chapter, signed_in
from tests.routes.house import House, owe
from tests.routes.treasurer.desk import enrol

PATH = "/treasurer/invites"


def send(tess: Client, whom: str, *, status: int = 303, **fields: str) -> BrowserPage:
    """Fill in the form for one kind of invite."""
    return tess.submit(tess.get(f"{PATH}?whom={whom}"), fields, action=PATH, status=status)


def made(house: House, **values: object) -> Invite:
    """An invite as the service makes it."""
    request = InviteRequest(house.tess.chapter_id, Role.MEMBER, **values)  # type: ignore[arg-type]
    created = invites.create(request=request, issuer_role=Role.TREASURER, by=OPERATOR)
    return db.session.get_one(Invite, created.id)


def only_invite() -> Invite:
    db.session.rollback()
    return db.session.query(Invite).one()


class TestInvitingByEmail:
    def test_mails_the_link_and_shows_it(self, house: House, tess: Client) -> None:
        page = tess.follow(send(tess, "email", email="New.Person@example.org"))
        invite = only_invite()
        assert (invite.email, invite.role, invite.max_uses) == ("new.person@example.org", Role.MEMBER, 1)
        assert invite.created_by_member_id == house.tess.member_id
        assert "Sent to new.person@example.org." in page.main
        link = next(field for field in page.every("input") if field.get("id") == "link")
        assert link.get("value").endswith(f"/auth/register?code={invite.code}")
        mail = db.session.query(OutboxMessage).filter_by(kind="invite").one()
        assert link_in(mail).startswith(link.get("value") + "&proof=")

    def test_can_give_any_role_up_to_ones_own(self, house: House, tess: Client) -> None:
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        form = tess.get(PATH).form()
        roles = [option.get("value") for option in form.every("option")]
        assert roles == ["member", "secretary", "treasurer"]
        send(tess, "email", email="new@example.org", role="treasurer")
        assert only_invite().role is Role.TREASURER

    def test_of_an_officer_asks_for_the_password_and_tells_the_other_officers(
        self, house: House, tess: Client
    ) -> None:
        ann = add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        gone = add_person(house.tess.chapter_id, "Gone", "gone@example.org", Role.SECRETARY)
        db.session.get_one(Member, gone.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            asked = send(tess, "email", email="new@example.org", role="secretary")
            assert asked.location == "/account/confirm?next=/treasurer/invites?whom%3Demail"
            assert db.session.query(Invite).count() == 0
            back = tess.submit(tess.follow(asked), {"password": PASSWORD})
            page = tess.follow(back)
            assert 'value="new@example.org"' in page.text
            page = tess.follow(tess.submit(page, action=PATH))
        assert "Sent to new@example.org." in page.main
        invite = only_invite()
        assert invite.code not in page.text
        assert f"show={invite.id}" not in page.text
        told = db.session.query(OutboxMessage).filter_by(kind="officer_invited").all()
        assert [one.to_email for one in told] == [ann.email]
        assert told[0].context["invited"] == "new@example.org"
        assert (told[0].context["role_label"], told[0].context["by"]) == ("Secretary", house.tess.name)

    def test_of_a_member_asks_nobody_anything(self, tess: Client) -> None:
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            tess.follow(send(tess, "email", email="new@example.org"))
        assert db.session.query(OutboxMessage).filter_by(kind="officer_invited").count() == 0

    def test_can_make_an_admin_where_there_is_none(self, house: House, tess: Client) -> None:
        send(tess, "email", email="new@example.org", role="admin")
        assert only_invite().role is Role.ADMIN
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        tess.get(PATH)
        assert "new@example.org" not in tess.get(PATH).main
        with pytest.raises(CodeRefused):
            registration.get_invitation(code=only_invite().code)

    def test_cannot_make_an_admin_where_there_is_one(self, house: House, tess: Client) -> None:
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        page = send(tess, "email", email="new@example.org", role="admin", status=422)
        assert page.errors()["role"]
        assert db.session.query(Invite).count() == 0

    @pytest.mark.parametrize(
        "address", ["", "ada", "ada@", "@example.org", "a b@example.org", "x" * 260, "a\x00@b.co"]
    )
    def test_refuses_an_address_that_is_none(self, tess: Client, address: str) -> None:
        page = send(tess, "email", email=address, days="30", status=422)
        assert "Enter an e-mail address" in page.errors()["email"]
        assert 'value="30"' in page.text
        assert db.session.query(Invite).count() == 0

    def test_refuses_somebody_who_can_sign_in_already(self, house: House, tess: Client) -> None:
        page = send(tess, "email", email=house.ada.email, status=422)
        assert "Ada Byron can sign in already." in page.errors()["email"]

    @pytest.mark.parametrize("days", ["", "0", "-1", "91", "1.5", "abc", "1e309", "９", "14\x00"])
    def test_refuses_days_out_of_bounds(self, tess: Client, days: str) -> None:
        page = send(tess, "email", email="new@example.org", days=days, status=422)
        assert page.errors()["days"].endswith("Enter a whole number from 1 to 90.")


class TestInvitingFromTheRoster:
    def test_ties_the_invite_to_the_member(self, house: House, tess: Client) -> None:
        [member_id] = enrol(house, 1)
        page = tess.get(f"{PATH}?member={member_id}")
        tess.submit(page, action=PATH)
        assert only_invite().member_id == member_id

    def test_offers_only_those_who_cannot_sign_in(self, house: House, tess: Client) -> None:
        enrol(house, 1)
        words = [option.text for option in tess.get(f"{PATH}?whom=roster").form().every("option")]
        assert "Member 000" in words
        assert "Ada Byron" not in words

    def test_of_an_officer_takes_their_own_address(self, house: House, tess: Client) -> None:
        member_id = add_to_member_list(house.tess.chapter_id, "Lee", None)
        page = send(tess, "roster", member=str(member_id), role="secretary", status=422)
        assert "only their mailbox opens it" in page.errors()["member"]

    def test_refuses_a_member_of_another_chapter(self, house: House, tess: Client) -> None:
        page = send(tess, "roster", member=str(house.stranger.member_id), status=422)
        assert page.errors()["member"]


class TestAnOpenCode:
    def test_admits_as_many_as_it_says(self, tess: Client) -> None:
        page = tess.follow(send(tess, "code", max_uses="12", days="7"))
        invite = only_invite()
        assert (invite.email, invite.max_uses) == (None, 12)
        assert "Made. Pass the link on." in page.main
        assert "Good for 12 people" in page.main
        assert page.rows()[1][3] == "0 of 12"

    def test_makes_no_officers(self, tess: Client) -> None:
        form = tess.get(f"{PATH}?whom=code").form()
        assert [option.get("value") for option in form.every("option")] == ["member"]
        tess.post(PATH, {"whom": "code", "role": "secretary", "max_uses": "5", "days": "7"}, status=422)
        assert db.session.query(Invite).count() == 0

    @pytest.mark.parametrize("number", ["", "0", "1001", "-3", "many", "1e309"])
    def test_refuses_a_number_out_of_bounds(self, tess: Client, number: str) -> None:
        page = send(tess, "code", max_uses=number, status=422)
        assert page.errors()["max_uses"].endswith("Enter a whole number from 1 to 1,000.")
        assert db.session.query(Invite).count() == 0


class TestTheList:
    def test_says_where_each_stands(self, house: House, tess: Client) -> None:
        made(house, email="open@example.org")
        used, expired = made(house, email="used@example.org"), made(house, email="late@example.org")
        used.uses = 1
        expired.expires_at = now() - timedelta(days=1)
        db.session.commit()
        gone = made(house, email="gone@example.org")
        invites.revoke(
            chapter_id=house.tess.chapter_id, invite_id=gone.id, issuer_role=Role.ADMIN, by=OPERATOR
        )
        states = {row[0]: row[1] for row in tess.get(PATH).rows()[1:]}
        assert states == {
            "open@example.org": "Invited",
            "used@example.org": "Used",
            "late@example.org": "Expired",
            "gone@example.org": "Revoked",
        }

    def test_is_of_its_own_chapter(self, house: House, stranger: Client) -> None:
        made(house, email="open@example.org")
        assert "No invites yet" in stranger.get(PATH).main

    def test_shows_no_link_of_another_chapter(self, house: House, stranger: Client) -> None:
        invite = made(house, email="open@example.org")
        stranger.get(f"{PATH}?show={invite.id}", status=404)

    def test_goes_on_after_fifty(self, house: House, tess: Client) -> None:
        for _ in range(51):
            made(house, max_uses=2)
        first = tess.get(PATH)
        assert len(first.rows()) == 51
        second = tess.get(first.links()["Older"])
        assert len(second.rows()) == 2
        assert tess.get(second.links()["Newer"]).rows() == first.rows()


class TestSendingAgain:
    def test_mails_it_once_more(self, house: House, tess: Client) -> None:
        invite = made(house, email="open@example.org")
        page = tess.follow(tess.submit(tess.get(PATH), action=f"/{invite.id}/resend"))
        assert "Sent again. It is good until" in page.main
        db.session.rollback()
        assert db.session.query(OutboxMessage).filter_by(kind="invite").count() == 2

    def test_is_not_offered_for_an_open_code(self, house: House, tess: Client) -> None:
        invite = made(house, max_uses=5)
        assert f"/{invite.id}/resend" not in tess.get(PATH).text
        tess.post(f"{PATH}/{invite.id}/resend", status=422)

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        stranger.post(f"{PATH}/{made(house, email='open@example.org').id}/resend", status=404)


class TestRevoking:
    def test_closes_the_door(self, house: House, tess: Client) -> None:
        made(house, email="open@example.org")
        asked = tess.get(tess.get(PATH).links()["Revoke , open@example.org"])
        assert "For open@example.org" in asked.main
        assert only_invite().revoked_at is None
        page = tess.follow(tess.submit(asked))
        assert "Revoked. Its link lets nobody in any more." in page.main
        assert only_invite().revoked_at is not None

    def test_twice_says_so(self, house: House, tess: Client) -> None:
        invite = made(house, email="open@example.org")
        tess.post(f"{PATH}/{invite.id}/revoke")
        tess.post(f"{PATH}/{invite.id}/revoke", status=409)

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        invite = made(house, email="open@example.org")
        stranger.get(f"{PATH}/{invite.id}/revoke", status=404)
        stranger.post(f"{PATH}/{invite.id}/revoke", status=404)
        assert only_invite().revoked_at is None


class TestASecretary:
    @pytest.fixture
    def people(self, app: Flask) -> People:
        return open_chapter()

    @pytest.fixture
    def secretary(self, app: Flask, people: People) -> Client:
        return signed_in(app, people.secretary)

    def test_can_give_no_role_above_their_own(self, secretary: Client) -> None:
        roles = [option.get("value") for option in secretary.get(PATH).form().every("option")]
        assert roles == ["member", "secretary"]

    def test_does_not_learn_here_what_members_owe(self, people: People, secretary: Client) -> None:
        member_id = add_to_member_list(people.chapter_id, "Cyd Charged", "cyd@example.org")
        owe(replace(people.member, member_id=member_id))
        page = secretary.get(f"{PATH}?whom=roster")
        assert "Cyd Charged" in page.main
        assert "owes" not in page.main

    @pytest.fixture
    def above(self, people: People) -> list[Invite]:
        """Invites that a secretary has nothing to do with, and the ways in which they came to be above them."""
        chapter_id = people.chapter_id
        for name in ("by.row", "by.office"):
            add_to_member_list(chapter_id, name, f"{name}@example.org")
        made = [
            make(people, role=Role.TREASURER, email="new@example.org"),
            make(people, email="by.row@example.org"),
            make(people, email="by.office@example.org"),
            make(people, email="later@example.org"),
        ]
        later = add_to_member_list(chapter_id, "later", "later@example.org")
        by_row = db.session.query(Member).filter_by(email="by.row@example.org").one()
        by_office = db.session.query(Member).filter_by(email="by.office@example.org").one()
        by_row.role = db.session.get_one(Member, later).role = Role.ADMIN
        term = OfficerTerm(
            chapter_id=chapter_id, member_id=by_office.id, post=Post.TREASURER, starts_on=date(2030, 1, 1)
        )
        db.session.add(term)
        db.session.commit()
        return [db.session.get_one(Invite, one.id) for one in made]

    def test_finds_none_above_their_own_role(self, secretary: Client, above: list[Invite]) -> None:
        page = secretary.get(PATH)
        assert "No invites yet" in page.main
        for invite in above:
            assert invite.code not in page.text
            assert (invite.email or "") not in page.text
            secretary.get(f"{PATH}?show={invite.id}", status=404)
            secretary.post(f"{PATH}/{invite.id}/resend", status=404)
            secretary.get(f"{PATH}/{invite.id}/revoke", status=404)
            secretary.post(f"{PATH}/{invite.id}/revoke", status=404)

    def test_sends_none_again_above_their_own_role(self, secretary: Client, above: list[Invite]) -> None:
        for message in db.session.query(OutboxMessage).filter_by(kind="invite"):
            message.state = MessageState.FAILED
        db.session.commit()
        assert "not delivered" not in secretary.get(PATH).main
        secretary.post("/treasurer/invites/undelivered/resend", status=409)

    @pytest.mark.parametrize("role", [Role.TREASURER, Role.ADMIN])
    def test_invites_nobody_whose_row_is_above_their_own_role(
        self, people: People, secretary: Client, role: Role
    ) -> None:
        member_id = add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        db.session.get_one(Member, member_id).role = role
        db.session.commit()
        send(secretary, "email", email="rose@example.org", status=403)
        send(secretary, "roster", member=str(member_id), status=403)
        answer = secretary.post(
            "/treasurer/invites/many",
            {"people": "rose@example.org", "role": "member", "days": "7", "confirm": "1"},
        )
        assert "Nobody was invited" in secretary.follow(answer).main
        assert db.session.query(Invite).count() == 0

    def test_sees_no_link_of_an_invite_of_their_own_rank(self, people: People, secretary: Client) -> None:
        invite = make(people, role=Role.SECRETARY, email="new@example.org")
        page = secretary.get(f"{PATH}?show={invite.id}")
        assert "new@example.org" in page.main
        assert invite.code not in page.text
        assert invite.code not in secretary.get(f"{PATH}/{invite.id}/revoke").text


def make(people: People, *, role: Role = Role.MEMBER, **facts: object) -> invites.CreatedInvite:
    """An invite of the admin's."""
    request = InviteRequest(
        people.chapter_id,
        role,
        created_by_member_id=people.admin.member_id,
        **facts,  # type: ignore[arg-type]
    )
    return invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)
