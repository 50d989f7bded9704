"""A member's own payments as either database gives them."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.queries.payments import own
from sigma_finance.queries.payments.own import PAGE, PaymentPage
from tests.people import Person
from tests.routes.house import ZONE, House, build_house, owe, pay_cash


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_house()


def page_of(person: Person, *, before: str | None = None, after: str | None = None) -> PaymentPage:
    return own.get_page(
        chapter_id=person.chapter_id, member_id=person.member_id, timezone=ZONE, before=before, after=after
    )


class TestTheHistory:
    def test_is_cut_into_pages_that_meet(self, house: House) -> None:
        made = [pay_cash(house.ada, 101 + number).reference for number in range(PAGE * 2 + 3)][::-1]
        first = page_of(house.ada)
        second = page_of(house.ada, before=first.older)
        third = page_of(house.ada, before=second.older)
        pages = [first, second, third]
        assert [line.reference for page in pages for line in page.lines] == made
        assert (first.newer, third.older) == (None, None)
        assert page_of(house.ada, after=third.newer) == second
        assert page_of(house.ada, after=second.newer).lines == first.lines

    def test_ends_where_a_page_is_just_full(self, house: House) -> None:
        for number in range(PAGE):
            pay_cash(house.ada, 101 + number)
        assert page_of(house.ada).older is None

    def test_knows_no_place_of_anyone_else(self, house: House) -> None:
        foreign = pay_cash(house.ben, 500).reference
        with pytest.raises(NotFound):
            page_of(house.ada, before=foreign)


class TestAPayment:
    def test_is_found_with_its_receipt_and_what_it_settled(self, house: House) -> None:
        owe(house.ada, 20000)
        paid = pay_cash(house.ada, 25000)
        found = own.get_payment(
            chapter_id=house.ada.chapter_id,
            reference=paid.reference,
            timezone=ZONE,
            member_id=house.ada.member_id,
        )
        assert (found.line.receipt, found.line.shown) == (paid.receipt_number, PaymentState.SUCCEEDED)
        assert [(part.description, part.amount_minor) for part in found.settled] == [("2026-27 dues", 20000)]
        assert (found.credit_minor, found.balance_minor) == (5000, 0)

    @pytest.mark.parametrize("who", ["ben", "stranger"])
    def test_is_not_found_for_anyone_else(self, house: House, who: str) -> None:
        paid = pay_cash(house.ada, 500)
        person: Person = getattr(house, who)
        with pytest.raises(NotFound):
            own.get_payment(
                chapter_id=person.chapter_id,
                reference=paid.reference,
                timezone=ZONE,
                member_id=person.member_id,
            )
