"""Acts that one officer may do alone, and those that another has to approve."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Chapter
from sigma_finance.queries.books import member_account
from sigma_finance.routes.treasurer.asking import ASKED
from tests.harness.client import BrowserPage, Client
from tests.people import add_person
from tests.routes.house import House, owe, pay_cash

Act = Callable[[House, Client, int], BrowserPage]


@pytest.fixture(autouse=True)
def two_officers(house: House) -> None:
    add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)
    db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(second_person_above_minor=10000).kept()
    db.session.commit()


def waive(house: House, tess: Client, amount_minor: int) -> BrowserPage:
    owe(house.ben, amount_minor)
    (charge,) = member_account.charges(chapter_id=house.ben.chapter_id, member_id=house.ben.member_id)
    return tess.follow(tess.submit(tess.get(f"/treasurer/charges/{charge.id}/waive"), {"reason": "Kind"}))


def reverse(house: House, tess: Client, amount_minor: int) -> BrowserPage:
    reference = pay_cash(house.ben, amount_minor).reference
    page = tess.get(f"/treasurer/payments/{reference}/reverse")
    return tess.follow(tess.submit(page, {"reason": "Wrong member"}))


class TestAnAct:
    @pytest.mark.parametrize(("act", "done"), [(waive, "Waived $100.00."), (reverse, "Reversed.")])
    def test_up_to_the_limit_is_done(self, house: House, tess: Client, act: Act, done: str) -> None:
        assert done in act(house, tess, 10000).words
        assert db.session.query(Approval).count() == 0

    @pytest.mark.parametrize("act", [waive, reverse])
    def test_above_it_is_asked_of_another_officer(self, house: House, tess: Client, act: Act) -> None:
        assert ASKED in act(house, tess, 10001).words
        asked = db.session.query(Approval).one()
        assert (asked.amount_minor, asked.member_id) == (10001, house.ben.member_id)
