"""Deciding about what members ask to have back."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.spending import SpendingState
from tests.harness.client import Client
from tests.people import People, signed_in
from tests.spending import ask, on, spending_chapter, state_of


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def tess(any_app: Flask, people: People) -> Client:
    return signed_in(any_app, people.treasurer)


class TestAReimbursement:
    def test_is_approved_and_paid_out(self, people: People, tess: Client) -> None:
        path = f"/treasurer/spending/{ask(people.member)}"
        page = tess.get(path)
        assert "Zelle ada@example.org" in page.main
        done = tess.follow(tess.submit(tess.get(path + "/approve"), {"category": "expense_01"}))
        assert "Approved. $30.00 is to be paid to" in done.main
        pay = {"method": "zelle", "place": "cash_bank", "trace": "Z-1"}
        paid = tess.follow(tess.submit(tess.get(path + "/pay"), pay))
        assert "who is told" in paid.main
        assert on(people, Account.PAYABLE_MEMBERS) == 0

    def test_is_declined_with_a_reason(self, people: People, tess: Client) -> None:
        made = ask(people.member)
        form = tess.get(f"/treasurer/spending/{made}/decline")
        assert "is told why" in tess.follow(tess.submit(form, {"reason": "No receipt"})).main
        assert state_of(made) is SpendingState.DECLINED
        again = tess.submit(form, {"reason": "No receipt"}, status=422)
        assert "declined by now" in again.main

    def test_is_not_offered_to_who_asked(self, people: People, tess: Client) -> None:
        made = ask(people.treasurer)
        page = tess.get(f"/treasurer/spending/{made}")
        assert "This is your own" in page.main
        assert not [at for at in page.links().values() if at.endswith(("/approve", "/pay"))]
        form = tess.get(f"/treasurer/spending/{made}/approve")
        assert "Another officer" in tess.submit(form, {"category": "expense_01"}, status=403).text
        assert state_of(made) is SpendingState.ASKED

    def test_above_the_limit_waits_for_another_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=1000)
        tess, made = signed_in(any_app, people.treasurer), ask(people.member)
        form = tess.get(f"/treasurer/spending/{made}/approve")
        page = tess.follow(tess.submit(form, {"category": "expense_01"}))
        assert "Another officer has been asked to decide" in page.main
        assert state_of(made) is SpendingState.ASKED
