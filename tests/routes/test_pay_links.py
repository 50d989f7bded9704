"""The page on which a member makes links and takes them back."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.extensions import db
from sigma_finance.models import PayLink
from sigma_finance.services.payments import pay_links
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, build_house, link_of, owe, pay_cash


@pytest.fixture
def house(app: Flask) -> House:
    made = build_house()
    owe(made.ada)
    owe(made.ben)
    return made


@pytest.fixture
def path(house: House) -> str:
    return link_of(house)


def row() -> PayLink:
    """The one link."""
    return db.session.query(PayLink).one()


class TestAMembersLinks:
    def test_are_made_once_shown_and_revoked(self, app: Flask, house: House, client: Client) -> None:
        ada = signed_in(app, house.ada)
        page = ada.follow(ada.submit(ada.get("/payments/links")))
        assert "<svg" in page.text
        ada.post("/payments/links", status=303)
        path = pay_links.address_of(row().id)
        assert path in page.text
        assert client.get("/pay/" + path.rpartition("/")[2]).h1 == "Pay for A. B."
        again = ada.follow(ada.submit(page))
        assert "No pay link yet" in again.main
        client.get("/pay/" + path.rpartition("/")[2], status=404)

    def test_are_not_anothers_to_revoke(self, app: Flask, house: House, path: str) -> None:
        signed_in(app, house.ben).post(f"/payments/links/{row().id}/revoke", status=404)
        stranger = signed_in(app, house.stranger)
        stranger.post(f"/treasurer/members/{house.ada.member_id}/pay-links/{row().id}/revoke", status=404)
        stranger.post(f"/treasurer/members/{house.ada.member_id}/pay-links", status=404)
        db.session.rollback()
        assert row().revoked_at is None

    def test_are_not_made_where_nothing_is_owed(self, app: Flask, house: House) -> None:
        pay_cash(house.ada, 20000)
        ada = signed_in(app, house.ada)
        assert "You owe nothing" in ada.get("/payments/links").main
        ada.post("/payments/links", status=409)
