"""The officers' list of gifts."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, build_house

TYPED = {"amount": "25.00", "donor_name": "Grace Hopper", "donor_email": "grace@example.com"}


@pytest.fixture
def house(app: Flask) -> House:
    made = build_house()
    db.session.get_one(Chapter, made.ada.chapter_id).policy = Policy(donations_open=True).kept()
    db.session.commit()
    return made


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


class TestTheList:
    def test_begins_with_what_to_do_and_names_the_public_page(self, house: House, tess: Client) -> None:
        page = tess.get("/treasurer/donations")
        assert "No donations yet" in page.main
        assert f"/give/{house.slug}" in page.main

    def test_has_what_an_officer_enters(self, tess: Client) -> None:
        form = {**TYPED, "method": "check", "note": "In memory of Ada"}
        made = tess.follow(tess.submit(tess.get("/treasurer/donations/new"), form))
        assert "Donor Grace Hopper" in made.main
        page = tess.get("/treasurer/donations")
        assert "Grace Hopper" in page.rows()[1][0]
        assert "This year $25.00" in page.main
        assert "Grace Hopper" in tess.get("/treasurer/payments").main

    def test_says_the_amount_on_its_button(self, tess: Client) -> None:
        [button] = [
            one for one in tess.get("/treasurer/donations/new").every("button") if one.get("data-figure")
        ]
        assert (button.text, button.get("data-figure"), button.get("data-currency")) == (
            "Record donation",
            "amount",
            "$",
        )

    def test_refuses_at_the_field(self, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/donations/new"), {**TYPED, "amount": "-1"}, status=422)
        assert page.errors()["amount"]
        assert page.errors()["method"]
