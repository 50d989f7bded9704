"""Returning credit to members, and taking a return back."""

from __future__ import annotations

import pytest

from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import CreditReturn
from tests.harness.client import Client
from tests.people import add_person
from tests.routes.house import House, member_of, pay_cash


class TestReturningCredit:
    def test_begins_with_all_of_it(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        done = tess.follow(tess.submit(tess.get(path), {"method": "check"}))
        assert "Paid $50.00 of credit back." in done.main
        assert member_of(house.ada).credit_minor == 0
        assert "No credit" in tess.get(path).main

    def test_says_the_amount_on_its_button(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        page = tess.get(f"/treasurer/members/{house.ada.member_id}/payout")
        [button] = [one for one in page.every("button") if one.get("data-figure")]
        assert (button.text, button.get("data-figure")) == ("Return credit", "amount")

    def test_refuses_more_than_there_is(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        page = tess.submit(tess.get(path), {"method": "check", "amount": "50.01"}, status=422)
        assert "$50.00 in credit" in page.errors()["amount"]
        assert db.session.query(CreditReturn).count() == 0

    def test_is_taken_back_on_the_members_page(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        member = tess.follow(tess.submit(tess.get(path), {"method": "cash"}))
        reverse = next(at for at in member.links().values() if "/payouts/" in at)
        tess.follow(tess.submit(tess.get(reverse), {"reason": "Wrong member"}))
        assert member_of(house.ada).credit_minor == 5000


class TestOnesOwnMoney:
    @pytest.fixture(autouse=True)
    def another_officer(self, house: House) -> None:
        add_person(house.tess.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)

    def test_is_paid_back_by_another_officer(self, house: House, tess: Client) -> None:
        pay_cash(house.tess, 5000)
        page = tess.get(f"/treasurer/members/{house.tess.member_id}/payout")
        refused = tess.submit(page, {"method": "cash"}, status=403)
        assert "Another officer has to pay it back." in refused.text
        assert member_of(house.tess).credit_minor == 5000
