"""How long Stripe may keep a person waiting."""

from __future__ import annotations

import math
import threading
import time

import pytest

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.stripe.deadline import seconds_left, within
from tests.gateways.faulty import CannedAnswer
from tests.gateways.payments.stripe.saying import SESSION, Says, answer, create


class TestALimit:
    def test_holds_inside_its_block_alone(self) -> None:
        assert seconds_left() == math.inf
        with within(5):
            assert 4 < seconds_left() <= 5
        assert seconds_left() == math.inf

    def test_gives_way_to_one_that_ends_sooner_and_to_no_later_one(self) -> None:
        with within(5):
            with within(60):
                assert seconds_left() <= 5
            with within(1):
                assert seconds_left() <= 1
            assert seconds_left() > 1

    def test_can_be_over(self) -> None:
        with within(-1):
            assert seconds_left() < 0

    def test_ends_with_its_block_where_that_fails(self) -> None:
        with pytest.raises(LookupError), within(1):
            raise LookupError
        assert seconds_left() == math.inf

    def test_is_its_threads_own(self) -> None:
        found: list[float] = []
        with within(1):
            other = threading.Thread(target=lambda: found.append(seconds_left()))
            other.start()
            other.join()
        assert found == [math.inf]


class TestCalls:
    def test_shares_the_time_that_a_page_has(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(hang=60))
        started = time.monotonic()
        with within(1):
            for _ in range(2):
                with pytest.raises(gateway.OutcomeUnknown):
                    create()
        assert time.monotonic() - started < 3

    def test_leaves_the_rest_of_the_day_unhurried(self, the_world_says: Says) -> None:
        the_world_says(answer(SESSION))
        with within(0):
            pass
        assert create().id == "cs_test_1"
