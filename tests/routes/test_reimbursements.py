"""What a member paid for the chapter, from their own phone."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from sigma_finance.domain.spending.spending import SpendingState
from tests.harness.client import BrowserPage, Client
from tests.people import People, signed_in
from tests.pictures import PDF, picture
from tests.spending import ask, spending_chapter, state_of

TYPED = {"amount": "32.50", "payee": "Corner Shop", "what": "Plates", "pay_to": "Zelle me@example.org"}


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def ada(any_app: Flask, people: People) -> Client:
    return signed_in(any_app, people.member)


def send(ada: Client, *, status: int = 303, **typed: object) -> BrowserPage:
    return ada.submit(ada.get("/reimbursements/ask"), {**TYPED, **typed}, status=status)


class TestAsking:
    def test_comes_with_a_photo_and_shows_where_it_stands(self, ada: Client) -> None:
        assert "Nothing asked for yet" in ada.get("/reimbursements").main
        page = ada.follow(send(ada, receipt=(BytesIO(picture("JPEG")), "IMG_1.jpg")))
        for words in ("Sent.", "Waiting for approval", "IMG_1.jpg", "$32.50 for Corner Shop", "Zelle me@"):
            assert words in page.main, words
        ada.get(next(at for at in page.links().values() if at.startswith("/files/")))
        assert "Corner Shop" in ada.get("/reimbursements").main

    def test_comes_back_with_what_was_typed(self, ada: Client) -> None:
        page = send(ada, status=422, receipt=(BytesIO(b"no picture"), "IMG_1.jpg"))
        assert "no photo" in page.errors()["receipt"]
        assert "Plates" in page.text
        assert set(send(ada, status=422, amount="", what="").errors()) == {"amount", "what"}

    def test_sent_twice_is_one(self, ada: Client) -> None:
        form = ada.get("/reimbursements/ask")
        first, second = (ada.submit(form, TYPED) for _ in range(2))
        assert first.location == second.location
        assert "was sent already" in ada.submit(form, {**TYPED, "amount": "1"}, status=422).main


class TestOnesOwn:
    def test_takes_another_receipt_and_is_withdrawn(self, people: People, ada: Client) -> None:
        made = ask(people.member)
        page = ada.get(f"/reimbursements/{made}")
        path = f"/reimbursements/{made}/receipt"
        assert "Choose a file." in ada.post(path, status=422).errors()["receipt"]
        added = ada.follow(ada.post(path, {"receipt": (BytesIO(PDF), "scan.pdf")}))
        assert "scan.pdf" in added.main
        bad = ada.post(path, {"receipt": (BytesIO(b"x"), "scan.pdf")}, status=422)
        assert "no photo" in bad.main
        assert "Withdraw" in page.main
        assert "Withdrawn" in ada.follow(ada.post(f"/reimbursements/{made}/withdraw")).main
        assert state_of(made) is SpendingState.WITHDRAWN
        ada.post(f"/reimbursements/{made}/withdraw", status=409)
        late = ada.post(path, {"receipt": (BytesIO(PDF), "scan.pdf")}, status=422)
        assert "no receipt is needed" in late.main

    def test_is_nobody_elses(self, any_app: Flask, people: People) -> None:
        made = ask(people.member)
        for person in (people.treasurer, people.secretary):
            other = signed_in(any_app, person)
            other.get(f"/reimbursements/{made}", status=404)
            other.post(f"/reimbursements/{made}/withdraw", status=404)
            other.post(f"/reimbursements/{made}/receipt", {"receipt": (BytesIO(PDF), "x")}, status=404)
        signed_in(any_app, people.member).get(f"/reimbursements/{'9' * 19}", status=404)
