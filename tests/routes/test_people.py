"""Who is in the chapter, as its members see each other."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from sigma_finance.domain.members.members import MemberStatus, Post
from tests import rows
from tests.harness.client import Client
from tests.people import add_to_member_list, signed_in
from tests.pictures import picture
from tests.routes.house import House, build_house, change

PATH = "/people"


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_house()


@pytest.fixture
def ben(any_app: Flask, house: House) -> Client:
    return signed_in(any_app, house.ben)


class TestThePeople:
    def test_are_seen_with_the_photo_that_they_show(self, any_app: Flask, house: House, ben: Client) -> None:
        ada = signed_in(any_app, house.ada)
        ada.submit(ada.get("/account/profile"), {"photo": (BytesIO(picture()), "me.png")})
        [photo] = [image.get("src") for image in ben.get(PATH).every("main")[0].every("img")]
        assert photo.startswith(f"/members/{house.ada.member_id}/photo.png?v=")
        assert ben.get(photo).headers["Content-Type"] == "image/png"
        stranger = signed_in(any_app, house.stranger)
        assert "Ada Byron" not in stranger.get(PATH).main
        stranger.get(photo, status=404)

    def test_are_named_with_their_office_and_nothing_else(self, house: House, ben: Client) -> None:
        rows.term(house.ada.chapter_id, house.ada.member_id, Post.VICE_PRESIDENT, begins=-1)
        rows.term(house.ben.chapter_id, house.ben.member_id, Post.PRESIDENT, begins=5)
        change(house.ada, phone="404 555 0123")
        main = ben.get(PATH).main
        assert f"Ada Byron {Post.VICE_PRESIDENT.label}" in main
        assert "Treasurer of sds Treasurer" in main
        assert Post.PRESIDENT.label not in main.replace(Post.VICE_PRESIDENT.label, "")
        for kept in (house.ada.email, "404 555 0123", "$"):
            assert kept not in main

    @pytest.mark.parametrize("status", [MemberStatus.INACTIVE, MemberStatus.REMOVED])
    def test_are_those_who_belong(self, house: House, ben: Client, status: MemberStatus) -> None:
        change(house.ada, status=status)
        assert "Ada Byron" not in ben.get(PATH).main

    def test_come_in_pages(self, house: House, ben: Client) -> None:
        for number in range(60):
            add_to_member_list(house.ben.chapter_id, f"Zed {number:02}", None)
        first = ben.get(PATH)
        assert "Zed 59" not in first.main
        assert "Zed 59" in ben.get(first.links()["Next"]).main

    def test_are_for_who_is_signed_in(self, any_app: Flask) -> None:
        assert Client(any_app).get(PATH, status=302).location.startswith("/auth/login")
