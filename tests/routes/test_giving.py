"""The public page for gifts."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Payment
from tests.harness.client import Client
from tests.routes.house import House, build_house

TYPED = {"amount": "25.00", "donor_name": "Grace Hopper", "donor_email": "grace@example.com"}


@pytest.fixture
def house(app: Flask) -> House:
    made = build_house()
    db.session.get_one(Chapter, made.ada.chapter_id).policy = Policy(donations_open=True).kept()
    db.session.commit()
    return made


class TestThePublicPage:
    def test_leads_to_stripe_and_back_to_thanks(self, house: House, client: Client, sandbox: Sandbox) -> None:
        path = f"/give/{house.slug}"
        to_stripe = client.submit(client.get(path), TYPED)
        assert "/checkout/" in to_stripe.location
        session = sandbox.sessions()[0]
        sandbox.pay(session["id"])
        payment = db.session.query(Payment).one()
        thanks = client.get(f"{path}/{payment.reference}?session_id={session['id']}")
        assert thanks.h1 == "Thank you for $25.00"

    def test_says_that_nothing_was_given_before_it_is_paid(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        client.submit(client.get(f"/give/{house.slug}"), TYPED)
        sandbox.expire(sandbox.sessions()[0]["id"])
        payment = db.session.query(Payment).one()
        assert client.get(f"/give/{house.slug}/{payment.reference}").h1 == "Nothing was given"

    @pytest.mark.parametrize(
        ("name", "typed"),
        [("amount", "0"), ("amount", "0.10"), ("donor_name", ""), ("donor_email", ""), ("donor_email", "x@")],
    )
    def test_keeps_what_was_typed_and_says_what_is_wrong(
        self, house: House, client: Client, name: str, typed: str
    ) -> None:
        page = client.submit(client.get(f"/give/{house.slug}"), TYPED | {name: typed}, status=422)
        assert page.errors()[name]
        assert 'value="25.00"' in page.text or name == "amount"
        assert db.session.query(Payment).count() == 0

    def test_is_not_there_where_the_chapter_did_not_open_it(self, house: House, client: Client) -> None:
        client.get("/give/kr", status=404)
        client.get("/give/nobody", status=404)

    def test_tells_nothing_of_members_payments(self, house: House, client: Client) -> None:
        client.get(f"/give/{house.slug}/P-23456789BCDFGHJKMNPQ", status=404)
        client.get(f"/give/{house.slug}/D-23456789BCDFGHJKMNPQ", status=404)
