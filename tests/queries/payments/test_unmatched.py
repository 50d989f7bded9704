"""Money whose member is not known."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.payments import unmatched
from tests.routes.house import House, pay_cash
from tests.routes.treasurer import desk


@pytest.fixture
def house(any_app: Flask) -> House:
    return desk.build_desk()


class TestUnmatchedMoney:
    def test_is_listed_oldest_first_with_what_of_it_is_here(self, house: House) -> None:
        made = [desk.unmatched(house, 7500), desk.unmatched(house, 100)]
        pay_cash(house.ada, 500)
        found = unmatched.unmatched(chapter_id=house.tess.chapter_id)
        assert [(one.reference, one.amount_minor) for one in found] == list(
            zip(made, (7500, 100), strict=True)
        )
        assert (found[0].payment_intent or "").startswith("pi_")

    def test_is_found_by_its_reference_in_its_chapter(self, house: House) -> None:
        reference = desk.unmatched(house)
        found = unmatched.get_unmatched(chapter_id=house.tess.chapter_id, reference=reference)
        assert found.amount_minor == 7500
        assert unmatched.unmatched(chapter_id=house.stranger.chapter_id) == []
        with pytest.raises(NotFound):
            unmatched.get_unmatched(chapter_id=house.stranger.chapter_id, reference=reference)

    def test_is_nothing_that_is_somebodys(self, house: House) -> None:
        paid = pay_cash(house.ada, 500)
        with pytest.raises(NotFound):
            unmatched.get_unmatched(chapter_id=house.tess.chapter_id, reference=paid.reference)
