"""Promotion codes, and what they take off."""

from __future__ import annotations

import pytest

from sandbox.engine.work import Bench
from sandbox.stripe import promotions, sessions
from sandbox.stripe.payments import NotPayable
from tests.sandbox.standing import order
from tests.sandbox.stripe.asking import item
from tests.sandbox.stripe.giving import tried


class TestACode:
    @pytest.mark.parametrize(
        ("code", "left"),
        [("FREE100", 0), ("half50", 10_001), (" TEN10 ", 18_002), ("NOPE", 20_002), ("", 20_002)],
    )
    def test_takes_its_share_off_rounded_down(self, bench: Bench, code: str, left: int) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order(line_items=item(unit_amount=20_002)))
            assert promotions.apply(work, session, code) is (left != 20_002)
            kept = work.get("checkout.session", session["id"])
        assert (kept["amount_total"], kept["amount_subtotal"]) == (left, 20_002)
        assert kept["total_details"]["amount_discount"] == 20_002 - left
        assert bool(kept["discounts"]) is (left != 20_002)

    def test_takes_the_place_of_the_one_before(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order())
            promotions.apply(work, session, "HALF50")
            promotions.apply(work, session, "TEN10")
        assert (session["amount_total"], len(session["discounts"])) == (18_000, 1)

    def test_comes_too_late_once_somebody_tried_to_pay(self, bench: Bench) -> None:
        with bench.changing() as work:
            declined = tried(work, "4000000000000002")
            closed = sessions.expire(work, sessions.create(work, order()))
            for session in (declined, closed):
                with pytest.raises(NotPayable):
                    promotions.apply(work, session, "HALF50")
                assert session["amount_total"] == 20_000
