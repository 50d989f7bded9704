"""The list of disputes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.dates import now
from tests.books import Books
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, owe
from tests.services.payments.paying import deliver
from tests.services.payments.refunding import pay_online

PATH = "/treasurer/disputes"


@pytest.fixture
def disputed(house: House, sandbox: Sandbox) -> str:
    """A dispute over what Ada has paid by card; returns its id."""
    owe(house.ada)
    payment = pay_online(Books(house.ada.chapter_id, house.slug, [house.ada.member_id]), sandbox)
    made = sandbox.dispute(payment.stripe_session_id or "", amount=5000)
    deliver(sandbox)
    return str(made["id"])


class TestTheList:
    def test_says_that_there_is_none(self, tess: Client) -> None:
        assert "No disputes" in tess.get(PATH).main

    def test_says_what_is_disputed_why_and_by_when(self, disputed: str, tess: Client) -> None:
        page = tess.get(PATH)
        [_, row] = page.rows()
        assert row[0] == "Ada Byron The payer says that they did not make this payment."
        assert row[2:] == ["Waits for an answer", "50.00", "50.00", "15.00"]
        assert "gone by" not in page.main
        assert page.links()["Ada Byron"].startswith("/treasurer/payments/P-")

    def test_says_when_the_day_has_gone_by(self, app: Flask, house: House, disputed: str) -> None:
        with time_machine.travel(now() + timedelta(days=9)):
            assert "gone by" in signed_in(app, house.tess).get(PATH).main

    def test_tells_apart_what_is_decided(self, disputed: str, tess: Client, sandbox: Sandbox) -> None:
        sandbox.lose(disputed)
        deliver(sandbox)
        page = tess.get(PATH)
        assert [row[2] for row in page.rows()[1:]] == ["Lost"]
        assert "Decided on" in page.main


class TestWhoSeesIt:
    def test_is_no_member(self, app: Flask, house: House) -> None:
        signed_in(app, house.ada).get(PATH, status=403)

    def test_is_nobody_of_another_chapter(self, disputed: str, stranger: Client) -> None:
        assert "No disputes" in stranger.get(PATH).main
