"""A member's pay links, as their officers make them and take them back."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import PayLink
from tests.harness.client import Client
from tests.people import add_person, signed_in
from tests.routes.house import House, owe


@pytest.fixture
def path(house: House) -> str:
    owe(house.ada)
    return f"/treasurer/members/{house.ada.member_id}/pay-links"


def links() -> list[PayLink]:
    db.session.rollback()
    return db.session.query(PayLink).order_by(PayLink.id).all()


class TestAMembersPayLinks:
    def test_are_made_and_taken_back_by_the_treasurer(self, house: House, tess: Client, path: str) -> None:
        assert "Pay link" in tess.get(f"/treasurer/members/{house.ada.member_id}").main
        page = tess.follow(tess.submit(tess.get(path)))
        assert "Made by an officer" in page.main
        assert "made a link that pays what Ada Byron owes" in tess.get("/treasurer/audit").main
        gone = tess.follow(tess.submit(page))
        assert "Nobody can pay by that link any more" in gone.words
        assert "took back a link" in tess.get("/treasurer/audit").main
        [link] = links()
        assert link.revoked_at is not None
        tess.post(f"{path}/{link.id}/revoke", status=404)

    def test_are_found_again_rather_than_made_twice(self, tess: Client, path: str) -> None:
        tess.post(path)
        tess.post(path)
        assert len(links()) == 1

    def test_are_not_made_where_nothing_is_owed(self, house: House, tess: Client) -> None:
        tess.post(f"/treasurer/members/{house.ben.member_id}/pay-links", status=409)
        assert links() == []

    def test_are_not_another_members_to_revoke(self, house: House, tess: Client, path: str) -> None:
        tess.post(path)
        [link] = links()
        tess.post(f"/treasurer/members/{house.ben.member_id}/pay-links/{link.id}/revoke", status=404)
        assert links()[0].revoked_at is None

    def test_are_the_treasurers_of_the_chapter_alone(
        self, app: Flask, house: House, stranger: Client, path: str
    ) -> None:
        secretary = add_person(house.ada.chapter_id, "Sue", "sue@example.org", Role.SECRETARY)
        for browser, status in (
            (stranger, 404),
            (signed_in(app, secretary), 403),
            (signed_in(app, house.ada), 403),
        ):
            browser.get(path, status=status)
            browser.post(path, status=status)
        assert links() == []
