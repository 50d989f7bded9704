"""The page of the chapter's own Stripe account."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.harness.client import Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House
from tests.services.payments.owning import newest

PATH = "/treasurer/settings/stripe"


@pytest.fixture
def ann(house: House) -> Person:
    return add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)


@pytest.fixture
def admin(app: Flask, ann: Person) -> Client:
    return signed_in(app, ann)


def account(house: House) -> int:
    return newest(house.tess.chapter_id).id


def connect(house: House, admin: Client, sandbox: Sandbox) -> str:
    """Connect an account and come back from Stripe with it finished; returns its name there."""
    admin.post(PATH)
    made = newest(house.tess.chapter_id)
    sandbox.finish_account(made.account or "")
    admin.get(f"{PATH}?back={made.id}", status=303)
    return made.account or ""


def paid_on(house: House) -> str:
    db.session.rollback()
    return db.session.get_one(Chapter, house.tess.chapter_id).stripe_account


class TestThePage:
    def test_says_on_whose_account_the_chapter_is_paid(self, admin: Client) -> None:
        page = admin.get(PATH)
        assert "paid on this deployment's account" in page.main
        assert "Connect your Stripe account" in page.main

    def test_says_where_the_deployment_takes_nothing(
        self, app: Flask, admin: Client, monkeypatch: Any
    ) -> None:
        monkeypatch.setitem(app.config, "STRIPE_CHAPTERS", ["another"])
        assert "Nobody can pay by card yet" in admin.get(PATH).main

    def test_leaves_connecting_to_an_admin(self, house: House, tess: Client, ann: Person) -> None:
        page = tess.get(PATH)
        assert "An admin of your chapter connects accounts" in page.main
        assert "Connect your Stripe account" not in page.main
        tess.post(PATH, status=403)


class TestConnecting:
    def test_leads_to_stripe_and_back_to_how_it_stands(
        self, house: House, admin: Client, sandbox: Sandbox
    ) -> None:
        answer = admin.post(PATH)
        made = newest(house.tess.chapter_id)
        assert f"/connect/{made.account}/" in answer.location
        page = admin.follow(admin.get(f"{PATH}?back={made.id}", status=303))
        assert "Stripe still asks for something" in page.text
        assert "Finish connecting" in page.main
        assert "The bank account that payouts go to" in page.main
        sandbox.finish_account(made.account or "")
        page = admin.follow(admin.get(f"{PATH}?back={made.id}", status=303))
        assert "Stripe lets this account take payments." in page.text
        assert "Have the chapter paid here" in page.main

    def test_says_where_stripe_does_not_answer(self, house: House, admin: Client, sandbox: Sandbox) -> None:
        connect(house, admin, sandbox)
        sandbox.fault(Fault(path="/stripe/v1", kind="drop", times=9))
        page = admin.follow(admin.post(f"{PATH}/{account(house)}/check"))
        assert "does not answer" in page.text

    def test_asks_for_no_account_that_is_not_the_chapters(self, admin: Client) -> None:
        admin.get(f"{PATH}?back=999", status=404)
        admin.get(f"{PATH}/999/use", status=404)


class TestUsing:
    def test_is_another_officers_to_do(
        self, house: House, admin: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        name = connect(house, admin, sandbox)
        ask = f"{PATH}/{account(house)}/use"
        page = admin.get(ask)
        assert "Another officer has to have the chapter paid there" in page.main
        page = admin.follow(admin.post(ask))
        assert "Another officer has to" in page.text
        assert paid_on(house) == ""
        page = tess.follow(tess.submit(tess.get(ask), {}))
        assert "paid on its own account from now on" in page.text
        assert paid_on(house) == name
        assert "Payments made there" in tess.get(PATH).main

    def test_is_warned_of_where_stripe_takes_nothing(
        self, house: House, admin: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        name = connect(house, admin, sandbox)
        tess.post(f"{PATH}/{account(house)}/use")
        sandbox.restrict_account(name)
        page = admin.follow(admin.post(f"{PATH}/{account(house)}/check"))
        assert "Members cannot pay by card or bank debit" in page.main


class TestEnding:
    def test_is_stopped_first_and_then_disconnected(
        self, house: House, admin: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        connect(house, admin, sandbox)
        tess.post(f"{PATH}/{account(house)}/use")
        end = f"{PATH}/{account(house)}/disconnect"
        assert "cannot be taken back" in admin.get(end).main
        assert "Stop using it first" in admin.follow(admin.post(end)).text
        stop = f"{PATH}/{account(house)}/stop"
        page = admin.follow(admin.submit(admin.get(stop), {}))
        assert "not paid on this account any more" in page.text
        assert paid_on(house) == ""
        assert "Disconnected." in admin.follow(admin.submit(admin.get(end), {})).text
        assert newest(house.tess.chapter_id).state is AccountState.GONE
        assert "Open at Stripe" not in admin.get(PATH).main
