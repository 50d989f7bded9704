"""Inviting many on a page: a list or a file, the check, the sending, and what is sent again."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member, OutboxMessage
from tests.harness.client import BrowserPage, Client
from tests.people import add_person, add_to_member_list, open_chapter, signed_in
from tests.routes.house import House, selects
from tests.routes.treasurer.desk import enrol
from tests.routes.treasurer.imports.roster_pages import NEW, check, confirm
from tests.services.imports.importing import everything

PATH = "/treasurer/invites/many"
LIST = "Zed <zed@example.org>, ada@example.org\nnobody\nzed@example.org"


def listed(client: Client, text: str = LIST, *, status: int = 200, **fields: object) -> BrowserPage:
    """Paste a list."""
    return client.submit(client.get(PATH), {"people": text, **fields}, status=status)


def send(client: Client, page: BrowserPage, *, status: int = 303) -> BrowserPage:
    """Press the button of the check."""
    return client.submit(page, action="/many", status=status)


def sent(client: Client, text: str = LIST) -> BrowserPage:
    """Send to a list."""
    return client.follow(
        client.post(PATH, {"people": text, "role": "member", "days": "14", "confirm": "yes"})
    )


def member_email(member_id: int) -> str:
    """The address of somebody on the roster."""
    return db.session.get_one(Member, member_id).email or ""


def spoil(address: str) -> None:
    db.session.rollback()
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.to_email == address)).one()
    message.state = MessageState.FAILED
    db.session.commit()


class TestTheList:
    def test_is_checked_before_anything_is_sent(self, house: House, tess: Client) -> None:
        before = everything()
        page = listed(tess)
        assert page.rows()[1:] == [
            ["zed@example.org", "Zed", "Will be invited"],
            ["ada@example.org", "Ada Byron", "Can sign in already"],
            ["nobody", "", "No e-mail address"],
            ["zed@example.org", "", "Listed twice"],
        ]
        assert "Send 1 invite" in page.main
        assert everything() == before

    def test_can_be_changed_again(self, tess: Client) -> None:
        page = tess.post(PATH, {"people": LIST, "role": "secretary", "days": "9", "edit": "yes"}, status=200)
        assert "Zed &lt;zed@example.org&gt;" in page.text
        assert 'value="9"' in page.text

    def test_comes_out_of_a_file_as_well(self, house: House, tess: Client) -> None:
        content = b"Name,E-mail\nBo,bo@example.org\nJo,jo@\n"
        page = listed(tess, "zed@example.org", file=(io.BytesIO(content), "people.csv"))
        assert [row[0] for row in page.rows()[1:]] == ["zed@example.org", "bo@example.org", "Jo jo@"]

    @pytest.mark.parametrize(
        ("fields", "field", "words"),
        [
            ({"people": ""}, "people", "Paste addresses here, or choose a file."),
            ({"people": "a@example.org", "days": "0"}, "days", "Enter a whole number"),
            ({"people": "a@example.org", "role": "admin"}, "role", "Choose one from the list."),
            ({"people": ",".join(f"n{n}@example.org" for n in range(501))}, "people", "this list has 501"),
            ({"people": "x" * 200_001}, "people", "longer than 200,000 characters"),
        ],
    )
    def test_that_cannot_be_taken_is_refused_where_it_can_be_mended(
        self, house: House, tess: Client, fields: dict[str, str], field: str, words: str
    ) -> None:
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        page = tess.post(PATH, {"role": "member", "days": "14", **fields}, status=422)
        assert words in page.errors()[field]
        assert fields["people"][:40] in page.text

    @pytest.mark.parametrize("content", [b"<html>", b"\x00\x01", b"Color\nred\n"])
    def test_in_a_file_that_cannot_be_read_is_refused(self, tess: Client, content: bytes) -> None:
        page = listed(tess, "", file=(io.BytesIO(content), "people.xlsx"), status=422)
        assert page.errors()["file"]

    def test_asks_for_the_password_before_officers_are_invited(self, house: House, tess: Client) -> None:
        [row] = enrol(house, 1)
        db.session.get_one(Member, row).role = Role.SECRETARY
        db.session.commit()
        listed_row = {"people": member_email(row), "role": "member"}
        listed_role = {"people": "new@example.org", "role": "secretary"}
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            for fields in (listed_row, listed_role):
                for confirm in ({}, {"confirm": "yes"}):
                    asked = tess.post(PATH, {"days": "7", **fields, **confirm})
                    assert asked.location == f"/account/confirm?next={PATH}"
            assert db.session.query(Invite).count() == 0
            tess.post(PATH, {"days": "7", "people": "new@example.org", "role": "member"}, status=200)


class TestSending:
    def test_of_officers_tells_the_other_officers_once_for_each_role(
        self, house: House, tess: Client
    ) -> None:
        ann = add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        [row] = enrol(house, 1)
        db.session.get_one(Member, row).role = Role.TREASURER
        db.session.commit()
        people = f"a@example.org b@example.org {member_email(row)}"
        tess.post(PATH, {"people": people, "role": "secretary", "days": "7", "confirm": "yes"})
        db.session.rollback()
        told = db.session.query(OutboxMessage).filter_by(kind="officer_invited").order_by("id").all()
        assert {one.to_email for one in told} == {ann.email}
        assert [(one.context["invited"], one.context["role_label"]) for one in told] == [
            ("a@example.org and b@example.org", "Secretary"),
            ("Member 000", "Treasurer"),
        ]

    def test_queues_them_and_shows_how_far_it_is(self, house: House, tess: Client) -> None:
        page = sent(tess)
        assert "Queued one invite." in page.main
        assert "1 of 1 sent" in page.main
        assert [row[0:3] for row in page.rows()[1:]] == [["zed@example.org", "Invited", "Sent"]]
        invite = db.session.scalars(select(Invite)).one()
        assert (invite.email, invite.created_by_member_id) == ("zed@example.org", house.tess.member_id)

    def test_twice_sends_once(self, house: House, tess: Client) -> None:
        sent(tess)
        assert "Nobody was invited" in sent(tess).main
        assert db.session.query(Invite).count() == 1

    def test_says_how_far_it_is_to_a_script(self, house: House, tess: Client, stranger: Client) -> None:
        path = sent(tess).response.request.path
        answer = tess.flask.get(f"{path}/progress", base_url=tess.app.config["BASE_URL"])
        assert answer.json == {"invites": 1, "sent": 1, "failed": 0, "waiting": 0, "words": "1 of 1 sent"}
        stranger.get(path, status=404)
        stranger.get(f"{path}/progress", status=404)

    def test_follows_along_while_some_are_queued(self, house: House, tess: Client) -> None:
        path = sent(tess).response.request.path
        message = db.session.scalars(select(OutboxMessage)).one()
        message.state = MessageState.QUEUED
        db.session.commit()
        page = tess.get(path)
        assert "0 of 1 sent, 1 queued" in page.main
        assert "js/progress" in page.text
        assert page.links()["See how far it is now"] == path


class TestSendingAgain:
    def test_mails_what_did_not_arrive(self, house: House, tess: Client) -> None:
        path = sent(tess).response.request.path
        spoil("zed@example.org")
        page = tess.get(path)
        assert "1 invite was not delivered" in page.main
        again = tess.follow(tess.submit(page, action="/undelivered/resend"))
        assert "Sent one again." in again.main
        assert "1 of 1 sent" in again.main
        tess.post("/treasurer/invites/undelivered/resend", status=409)

    def test_is_offered_on_the_list_as_well(self, house: House, tess: Client) -> None:
        sent(tess)
        spoil("zed@example.org")
        notice = tess.get("/treasurer/invites")
        assert "1 open invite was not delivered." in notice.main
        page = tess.get(notice.links()["Look at it"])
        assert [row[2] for row in page.rows()[1:]] == ["Failed"]
        assert "Sent one again." in tess.follow(tess.submit(page, action="/undelivered/resend")).main


class TestTheImportOfARoster:
    def test_sends_its_members_their_links_once(self, house: House, tess: Client) -> None:
        batch = tess.follow(confirm(tess, check(tess, NEW, ("No Address", ""))))
        assert "1 member of this import can be invited" in batch.main
        page = tess.follow(tess.submit(batch, action="/invite"))
        assert "Queued one invite." in page.main
        assert page.rows()[1][0].startswith("Marcus Bell")
        assert "of this import can be invited" not in tess.get(batch.response.request.path).main
        again = tess.follow(tess.post(f"{batch.response.request.path}/invite"))
        assert "Nobody was invited" in again.main


class TestASecretary:
    def test_invites_many_up_to_their_role(self, app: Flask) -> None:
        people = open_chapter()
        secretary = signed_in(app, people.secretary)
        add_to_member_list(people.chapter_id, "Cyd", "cyd@example.org")
        fields = {"people": "cyd@example.org", "days": "14", "confirm": "yes"}
        secretary.post(PATH, {**fields, "role": Role.TREASURER.value}, status=422)
        assert db.session.query(Invite).count() == 0
        secretary.follow(secretary.post(PATH, {**fields, "role": Role.SECRETARY.value}))


def test_a_check_of_five_hundred_asks_little(house: House, tess: Client) -> None:
    text = ",".join(f"n{number}@example.org" for number in range(500))
    token = tess.csrf_token()
    with selects() as sent_selects:
        tess.post(PATH, {"people": text, "role": "member", "days": "14", "csrf_token": token}, status=200)
    assert len(sent_selects) <= 2
