"""The successor's pages of a handover."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from tests.harness.client import Client
from tests.people import PASSWORD, signed_in
from tests.routes.house import House, build_house

PATH = "/treasurer/handover"


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


def offer(house: House, tess: Client, *, status: int = 303, **typed: str) -> None:
    """Offer the office to Ben."""
    form = {"member": str(house.ben.member_id), **typed}
    tess.submit(tess.get(f"{PATH}/offer"), form, status=status)


class TestTheSuccessorsPage:
    def test_is_there_for_whom_it_is_offered_to_alone(self, app: Flask, house: House, tess: Client) -> None:
        ada, ben = signed_in(app, house.ada), signed_in(app, house.ben)
        ben.get("/handover", status=404)
        offer(house, tess)
        ada.get("/handover", status=404)
        ada.post("/handover", status=404)
        ada.post("/handover/decline", status=404)
        assert "hands it over to you" in ben.get("/handover").main

    def test_asks_for_their_own_password(self, app: Flask, house: House, tess: Client) -> None:
        offer(house, tess)
        ben = signed_in(app, house.ben)
        with time_machine.travel(now() + timedelta(minutes=16)):
            asked = ben.follow(ben.get("/handover", status=303))
            back = ben.follow(ben.submit(asked, {"password": PASSWORD}))
            assert back.h1 == "Take over the treasurer's office"

    def test_makes_them_treasurer_and_the_other_a_member(
        self, app: Flask, house: House, tess: Client
    ) -> None:
        offer(house, tess)
        ben = signed_in(app, house.ben)
        page = ben.follow(ben.submit(ben.get("/handover"), action="/handover"))
        assert "You are treasurer now" in page.text
        assert "Treasurer of sds to Ben Banneker" in page.main
        tess.get(PATH, status=302)
        signed_in(app, house.tess).get(PATH, status=403)
        path = next(href for href in page.links().values() if href.endswith("/books.pdf"))
        kept = ben.get(path)
        assert kept.headers["Content-Type"] == "application/pdf"
        assert kept.response.data.startswith(b"%PDF")
        assert kept.response.data == ben.get(path).response.data
        stranger = signed_in(app, house.stranger)
        stranger.get(path, status=404)

    def test_can_be_declined(self, app: Flask, house: House, tess: Client) -> None:
        offer(house, tess)
        ben = signed_in(app, house.ben)
        ben.submit(ben.get("/handover"), action="/decline")
        assert "Choose your successor" in tess.get(PATH).main
        ben.get("/handover", status=404)
