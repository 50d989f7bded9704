"""A member's photo: drawn anew, shown to their own chapter alone, with initials where there is none."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.gateways import pictures
from sigma_finance.models import AuditEvent
from tests.harness.client import BrowserPage, Client
from tests.people import signed_in
from tests.pictures import picture, size
from tests.routes.house import House, build_house

PATH = "/account/profile"


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_house()


@pytest.fixture
def ada(any_app: Flask, house: House) -> Client:
    return signed_in(any_app, house.ada)


def send(person: Client, content: bytes, *, status: int = 303) -> BrowserPage:
    """Send a photo with the profile's form."""
    return person.submit(person.get(PATH), {"photo": (BytesIO(content), "me.png")}, status=status)


def shown(page: BrowserPage) -> str:
    """Where the page has a photo from."""
    found = re.search(r'src="(/members/\d+/photo\.png\?v=[0-9a-f]{12})"', page.text)
    return found[1] if found else ""


class TestAPhoto:
    def test_is_drawn_anew_and_shown_to_the_chapter_alone(
        self, any_app: Flask, house: House, ada: Client
    ) -> None:
        send(ada, picture("JPEG", 600, 300))
        path = shown(ada.get(PATH))
        for person in (house.ada, house.ben, house.tess):
            answer = signed_in(any_app, person).get(path)
            assert size(answer.response.data) == ("PNG", 256, 128)
            assert answer.headers["Content-Type"] == "image/png"
            assert "private" in answer.headers["Cache-Control"]
        signed_in(any_app, house.stranger).get(path, status=404)
        Client(any_app).get(path, status=302)

    def test_stands_beside_the_name_on_officers_pages(
        self, any_app: Flask, house: House, ada: Client
    ) -> None:
        send(ada, picture())
        tess = signed_in(any_app, house.tess)
        path = shown(ada.get("/dashboard"))
        assert path == shown(tess.get("/treasurer/members")) != ""
        assert path == shown(tess.get(f"/treasurer/members/{house.ada.member_id}"))
        assert shown(tess.get(f"/treasurer/members/{house.ben.member_id}")) == ""
        assert 'data-initials="BB"' in tess.get(f"/treasurer/members/{house.ben.member_id}").text

    def test_changes_its_address_and_can_be_taken_off(self, house: House, ada: Client) -> None:
        send(ada, picture())
        first = shown(ada.get(PATH))
        send(ada, picture(width=20))
        assert shown(ada.get(PATH)) not in ("", first)
        ada.submit(ada.get(PATH), {"no_photo": "y"})
        assert shown(ada.get(PATH)) == ""
        ada.get(f"/members/{house.ada.member_id}/photo.png", status=404)
        lines = db.session.scalars(select(AuditEvent)).all()
        assert [line.details for line in lines] == [{"fields": ["photo"]}] * 3

    def test_can_be_taken_off_by_an_officer(self, any_app: Flask, house: House, ada: Client) -> None:
        send(ada, picture())
        tess = signed_in(any_app, house.tess)
        edit = f"/treasurer/members/{house.ada.member_id}/edit"
        page = tess.follow(tess.submit(tess.get(edit), action="/photo/remove"))
        assert "Remove the photo" not in page.main
        assert shown(ada.get(PATH)) == ""
        tess.post(f"/treasurer/members/{house.ada.member_id}/photo/remove", status=404)
        stranger = signed_in(any_app, house.stranger)
        stranger.post(f"/treasurer/members/{house.ada.member_id}/photo/remove", status=404)

    def test_that_is_sent_again_changes_nothing(self, ada: Client) -> None:
        send(ada, picture())
        send(ada, picture())
        assert len(db.session.scalars(select(AuditEvent)).all()) == 1

    def test_that_is_no_picture_is_refused_and_nothing_is_saved(self, ada: Client) -> None:
        sent = {"name": "Ada King", "photo": (BytesIO(b"<svg/>"), "me.png")}
        page = ada.submit(ada.get(PATH), sent, status=422)
        assert "no PNG, JPEG or WebP picture" in page.errors()["photo"]
        assert 'value="Ada King"' in page.text
        assert db.session.scalars(select(AuditEvent)).all() == []

    def test_that_is_too_large_meets_a_sentence(self, ada: Client) -> None:
        token = ada.csrf_token()
        parts = {'name="csrf_token"': token.encode(), 'name="name"': b"Ada Byron"}
        parts['name="photo"; filename="me.png"'] = b"x" * (pictures.LARGEST_PHOTO_BYTES + 1)
        body = b"".join(
            f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts.items()
        )
        answer = ada.flask.post(
            PATH,
            data=body + b"--edge--\r\n",
            content_type="multipart/form-data; boundary=edge",
            base_url=ada.app.config["BASE_URL"],
        )
        assert answer.status_code == 422
        assert "A photo can have at most 5 MB" in BrowserPage(answer).errors()["photo"]
